// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// The Fréchet distance between two sets of features, each taken as a Gaussian.
///
/// `|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½)`
///
/// - Shapes: `first` `[firstCount, size]`, `second` `[secondCount, size]`.
/// - Requires: Features of one size, and two examples or more in each set.
/// - Paper: Heusel, Ramsauer, Unterthiner, Nessler & Hochreiter (2017), *GANs Trained by a Two Time-Scale Update Rule
///   Converge to a Local Nash Equilibrium*, arXiv:1706.08500.
public func frechetDistance(_ first: Tensor, _ second: Tensor) -> Float {
  guard first.rank == 2, second.rank == 2, first.shape[1] == second.shape[1],
    min(first.shape[0], second.shape[0]) >= 2
  else {
    fail("frechetDistance: features of shapes \(first.shape) and \(second.shape)")
  }
  return frechetDistance(moments(first), moments(second))
}

/// The Fréchet distance between two Gaussians.
///
/// - Shapes: means `[size]`, covariances `[size, size]`.
public func frechetDistance(
  _ first: (mean: Tensor, covariance: Tensor), _ second: (mean: Tensor, covariance: Tensor)
) -> Float {
  let size = first.mean.elementCount
  guard first.mean.shape == [size], second.mean.shape == [size],
    first.covariance.shape == [size, size], second.covariance.shape == [size, size]
  else {
    fail(
      "frechetDistance: means \(first.mean.shape) and \(second.mean.shape), covariances "
        + "\(first.covariance.shape) and \(second.covariance.shape)")
  }
  let difference = first.mean - second.mean
  // The product has the eigenvalues of the symmetric Σ₁^½ Σ₂ Σ₁^½.
  let root = squareRoot(first.covariance)
  let product = matmul(matmul(root, second.covariance), root)
  let symmetric = (product + product.transposed()) / 2
  let eigenvalues = symmetric.symmetricEigenDecomposition().values
  let traces = [first.covariance, second.covariance].map { ($0 * .identity(size)).sum().scalar }
  let overlap = eigenvalues.scalars.reduce(0) { $0 + Double(max($1, 0)).squareRoot() }
  let squared = (difference * difference).sum().scalar
  return max(0, squared + traces[0] + traces[1] - 2 * Float(overlap))
}

/// The mean and the unbiased covariance of the rows.
private func moments(_ rows: Tensor) -> (mean: Tensor, covariance: Tensor) {
  let mean = rows.mean(alongAxis: 0)
  let centered = rows - mean
  let scatter = matmul(centered.transposed(), centered)
  return (mean, scatter / Float(rows.shape[0] - 1))
}

/// The symmetric square root of a covariance; rounding may have made eigenvalues slightly negative.
private func squareRoot(_ covariance: Tensor) -> Tensor {
  let parts = covariance.symmetricEigenDecomposition()
  let roots = sqrt(clamp(parts.values, 0...Float.greatestFiniteMagnitude))
  return matmul(parts.vectors * roots, parts.vectors.transposed())
}
