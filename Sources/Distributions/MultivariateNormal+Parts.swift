// SPDX-License-Identifier: MIT

public import Tensors

extension MultivariateNormal {
  /// The distribution of some of the coordinates, whatever the others are.
  ///
  /// - Shapes: an event as long as the list.
  /// - Requires: Coordinates of the event, each at most once.
  public func marginal(of coordinates: [Int]) -> MultivariateNormal {
    check(coordinates)
    return MultivariateNormal(
      mean: mean.gathered(coordinates, alongAxis: -1),
      covariance: block(coordinates, coordinates))
  }

  /// The distribution of the other coordinates, in their order, where some are known.
  ///
  /// `N(μ₂ + Σ₂₁ Σ₁₁⁻¹ (x₁ − μ₁), Σ₂₂ − Σ₂₁ Σ₁₁⁻¹ Σ₁₂)`: the mean is the linear regression of `x₂` on `x₁`.
  ///
  /// - Shapes: values `[…, count]` → means `[…, size − count]`.
  /// - Requires: One density, and coordinates of its event, each at most once and not all of them.
  public func conditional(
    on coordinates: [Int], being values: Tensor
  ) -> MultivariateNormal {
    check(coordinates)
    let others = (0..<shape[shape.rank - 1]).filter { !coordinates.contains($0) }
    let fits = values.rank > 0 && values.shape.last == coordinates.count
    if shape.rank != 1 || others.isEmpty || !fits {
      fail(
        "MultivariateNormal.conditional: values of shape \(values.shape) for the coordinates "
          + "\(coordinates) of the shape \(shape)")
    }
    let cross = block(coordinates, others)
    let weights = solve(block(coordinates, coordinates), cross)  // [count, size − count]
    let deviations = (values - mean.gathered(coordinates)).reshaped(-1, coordinates.count)
    let shift = matmul(deviations, weights)
      .reshaped(to: Shape(Array(values.shape.dropLast()) + [others.count]))
    return MultivariateNormal(
      mean: mean.gathered(others) + shift,
      covariance: block(others, others) - matmul(cross.transposed(), weights))
  }

  /// The covariances of some coordinates with some.
  private func block(_ rows: [Int], _ columns: [Int]) -> Tensor {
    covariance.gathered(rows, alongAxis: -2).gathered(columns, alongAxis: -1)
  }

  private func check(_ coordinates: [Int]) {
    let size = shape[shape.rank - 1]
    if coordinates.isEmpty || Set(coordinates).count != coordinates.count
      || coordinates.contains(where: { !(0..<size).contains($0) })
    {
      fail("MultivariateNormal: \(coordinates) are not different coordinates of \(shape)")
    }
  }
}
