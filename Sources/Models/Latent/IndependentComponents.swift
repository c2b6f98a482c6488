// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

/// Independent component analysis: as many sources as coordinates, each with a distribution of its own, mixed linearly.
///
/// `x = μ + A s` with independent `sᵢ`, hence by the change of variables
/// `log p(x) = Σᵢ log p(sᵢ) + log |det A⁻¹|` with `s = A⁻¹ (x − μ)`
///
/// The sources are recovered up to their order and their signs; their variance is 1 by convention. No two of them may be
/// Gaussian, for a rotation of independent Gaussians cannot be seen.
///
/// - Shapes: examples and sources `[count, size]`.
/// - Units: nats per example.
/// - Paper: Hyvärinen (1999), *Fast and Robust Fixed-Point Algorithms for Independent Component Analysis*.
public struct IndependentComponents: Sendable {
  /// The mean `μ`, `[size]`.
  public let mean: Tensor
  /// The mixing matrix `A`, whose columns belong to the sources, `[size, size]`.
  public let mixing: Tensor
  /// The matrix `A⁻¹` that takes the mixture apart, whose rows belong to the sources, `[size, size]`.
  public let unmixing: Tensor
  /// What the density takes the sources for: Laplace distributions of variance 1.
  public let source: Laplace

  /// The number of coordinates, and of sources.
  public var size: Int { mixing.shape[0] }

  /// Makes a model with a known mixing matrix.
  ///
  /// - Requires: A square matrix that is not singular, and as many means.
  public init(mean: Tensor, mixing: Tensor) {
    if mixing.rank != 2 || mixing.shape[0] != mixing.shape[1] || mean.shape != [mixing.shape[0]] {
      fail("IndependentComponents: means \(mean.shape) and mixing \(mixing.shape) do not fit")
    }
    (self.mean, self.mixing, unmixing) = (mean, mixing, mixing.inverse())
    source = Laplace(
      mean: .zeros(mean.shape), scale: .full(mean.shape, Float(0.5).squareRoot()))
  }

  /// Finds the sources by FastICA: whitens the examples, then turns them until the sources are as far from Gaussian as
  /// they get.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: Examples that vary in all directions.
  public init(
    fitting x: Tensor, iterations: Int = 200, tolerance: Float = 1e-5,
    using rng: inout some RandomNumberGenerator
  ) {
    let pca = PCA(fitting: x)
    let deviations = sqrt(pca.variances)
    if !(deviations[pca.size - 1].scalar > 1e-6 * deviations[0].scalar) {
      fail("IndependentComponents: the examples \(x.shape) lie in a subspace; reduce them by PCA")
    }
    let white = pca.encode(x.detached()) / deviations
    var rotation = Self.decorrelated(.normal([pca.size, pca.size], using: &rng))
    for _ in 0..<iterations {
      let next = Self.decorrelated(Self.fixedPointStep(rotation, white))
      let turn = (next * rotation).sum(alongAxis: 1)
      rotation = next
      if (1 - abs(turn)).max().scalar < tolerance { break }
    }
    // s = R Λ^−½ Vᵀ (x − x̄) turned around: x = x̄ + V Λ^½ Rᵀ s
    self.init(mean: pca.mean, mixing: matmul(pca.basis * deviations, rotation.transposed()))
  }

  /// `E[g(s) zᵀ] − E[g′(s)] R` with `g = tanh`: Newton's step towards the least Gaussian directions.
  private static func fixedPointStep(_ rotation: Tensor, _ white: Tensor) -> Tensor {
    let g = tanh(matmul(white, rotation.transposed()))  // [count, size]
    let slopes = (1 - g * g).mean(alongAxis: 0)
    let means = product(g, isTransposed: true, white) / Float(white.shape[0])
    return means - slopes.expanded(atAxis: 1) * rotation
  }

  /// The rotation nearest to a matrix: `(R Rᵀ)^−½ R`.
  private static func decorrelated(_ matrix: Tensor) -> Tensor {
    let parts = matrix.singularValueDecomposition()
    return matmul(parts.leftVectors, parts.rightVectors.transposed())
  }

  /// The sources of each example.
  ///
  /// - Shapes: `x` `[…, size]` → `[…, size]`.
  public func encode(_ x: Tensor) -> Tensor { matmul(x - mean, unmixing.transposed()) }

  /// The example that sources make.
  ///
  /// - Shapes: `s` `[…, size]` → `[…, size]`.
  public func decode(_ s: Tensor) -> Tensor { linear(s, mixing.transposed(), mean) }

  /// The logarithm of the density.
  ///
  /// - Shapes: `x` `[…, size]` → `[…]`.
  public func logProb(_ x: Tensor) -> Tensor {
    source.logProb(encode(x)) - mixing.logDeterminant()
  }

  /// Draws examples: independent sources, mixed.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("IndependentComponents.sample: \(count) examples") }
    return decode(source.sample([count], using: &rng))
  }

  /// How far the model is from a known mixing matrix, whatever the sources' order, signs and scales: 0 where it agrees.
  ///
  /// With `P = |A⁻¹ A′|` the mean over rows and columns of `(Σ P / max P − 1) / (size − 1)`.
  /// - Paper: Amari, Cichocki & Yang (1996), *A New Learning Algorithm for Blind Signal Separation*.
  public func amariIndex(to other: Tensor) -> Float {
    if other.shape != mixing.shape {
      fail("amariIndex: mixing matrices of shapes \(mixing.shape) and \(other.shape)")
    }
    if size < 2 { return 0 }
    let p = abs(matmul(unmixing, other))
    let excess = [0, 1].map { axis in
      (p.sum(alongAxis: axis) / p.max(alongAxis: axis) - 1).mean().scalar
    }
    return (excess[0] + excess[1]) / Float(2 * (size - 1))
  }
}
