// SPDX-License-Identifier: MIT

/// The logarithm of the sum of Gaussian bumps of width 1 on centres, at each point.
///
/// `log Σₖ exp(−|xᵢ − yₖ|² / 2)`; with `skippingDiagonal` without the term k = i.
///
/// - Shapes: `points` `[count, size]`, `centers` `[centerCount, size]` → `[count]`.
/// - Requires: Points and centres of one size, at least one centre that counts; as many points as centres to skip by.
package func gaussianLogSumExp(
  _ points: Tensor, _ centers: Tensor, skippingDiagonal: Bool = false
) -> Tensor {
  let least = skippingDiagonal ? 2 : 1
  guard points.rank == 2, centers.rank == 2, points.shape[1] == centers.shape[1],
    centers.shape[0] >= least, !skippingDiagonal || points.shape[0] == centers.shape[0]
  else {
    fail("gaussianLogSumExp: points \(points.shape) and centres \(centers.shape) do not fit")
  }
  let value = PairKernel.logSumExp(points, centers, skippingDiagonal: skippingDiagonal)
  // The gradient is the way to the centres' mean, each weighted by its share of the sum.
  let shares = { (x: Tensor, y: Tensor) -> Tensor in
    let squares = (x * x).sum(alongAxis: 1, keepDims: true) + (y * y).sum(alongAxis: 1)
    let exponents = matmul(x, y.transposed()) - squares / 2
    let counted =
      skippingDiagonal
      ? exponents.replacing(with: -.infinity, where: .identity(x.shape[0])) : exponents
    return counted.softmax(alongAxis: 1)
  }
  return value.traced(
    from: points,
    { cotangent in
      cotangent.expanded(atAxis: 1) * (matmul(shares(points, centers), centers) - points)
    },
    from: centers,
    { cotangent in
      let weights = (cotangent.expanded(atAxis: 1) * shares(points, centers)).transposed()
      return matmul(weights, points) - weights.sum(alongAxis: 1, keepDims: true) * centers
    })
}

/// The squared distance of each point from each centre, where each centre scales the coordinates in its own way.
///
/// `Σ_d ((x_d − y_d) · s_d)²`
///
/// - Shapes: `points` `[count, size]`, `centers`, `scales` `[centerCount, size]` → `[count, centerCount]`.
/// - Requires: Shapes that fit, and no tensor that is being differentiated.
package func scaledSquaredDistances(
  _ points: Tensor, _ centers: Tensor, scales: Tensor
) -> Tensor {
  guard points.rank == 2, centers.rank == 2, points.shape[1] == centers.shape[1],
    scales.shape == centers.shape
  else {
    fail(
      "scaledSquaredDistances: points \(points.shape), centres \(centers.shape) and scales "
        + "\(scales.shape) do not fit")
  }
  for tensor in [points, centers, scales] { tensor.refuseTrace(in: "scaledSquaredDistances") }
  return PairKernel.scaledSquares(points, centers, scales)
}

/// The weighted sums of the squared differences of points and centres, coordinate by coordinate.
///
/// `Σᵢ wᵢₖ (xᵢ_d − yₖ_d)²`
///
/// - Shapes: `points` `[count, size]`, `centers` `[centerCount, size]`, `weights` `[count, centerCount]` →
///   `[centerCount, size]`.
/// - Requires: Shapes that fit, and no tensor that is being differentiated.
package func weightedSquaredDifferences(
  _ points: Tensor, _ centers: Tensor, weights: Tensor
) -> Tensor {
  guard points.rank == 2, centers.rank == 2, points.shape[1] == centers.shape[1],
    weights.shape == [points.shape[0], centers.shape[0]]
  else {
    fail(
      "weightedSquaredDifferences: points \(points.shape), centres \(centers.shape) and weights "
        + "\(weights.shape) do not fit")
  }
  for tensor in [points, centers, weights] {
    tensor.refuseTrace(in: "weightedSquaredDifferences")
  }
  return PairKernel.weightedSquares(points, centers, weights: weights)
}
