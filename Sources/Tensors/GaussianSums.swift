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
