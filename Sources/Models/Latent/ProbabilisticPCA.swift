// SPDX-License-Identifier: MIT

public import Distributions
import Glibc
public import Tensors

/// Probabilistic principal component analysis: a Gaussian code, a linear map, and the same noise on all coordinates.
///
/// `x = μ + W z + ε` with `z ~ N(0, I)` and `ε ~ N(0, σ² I)`, hence `p(x) = N(x | μ, W Wᵀ + σ² I)`
///
/// - Shapes: examples `[count, size]`; codes `[count, latentSize]`.
/// - Units: nats per example.
/// - Paper: Tipping & Bishop (1999), *Probabilistic Principal Component Analysis*.
public struct ProbabilisticPCA: Sendable {
  /// The mean `μ`, `[size]`.
  public let mean: Tensor
  /// The map `W` from codes to examples, `[size, latentSize]`.
  public let weight: Tensor
  /// The variance `σ²` of the noise.
  public let noiseVariance: Float

  /// `M⁻¹ Wᵀ` with `M = Wᵀ W + σ² I`: what makes of an example the mean of its code, `[latentSize, size]`.
  private let gain: Tensor
  /// `log |W Wᵀ + σ² I| = log |M| + (size − latentSize) log σ²`.
  private let logDeterminant: Float
  /// The covariance of the code of an example, `σ² M⁻¹`, the same for all examples, `[latentSize, latentSize]`.
  public let posteriorCovariance: Tensor

  /// The number of coordinates of an example.
  public var size: Int { weight.shape[0] }
  /// The number of coordinates of a code.
  public var latentSize: Int { weight.shape[1] }

  /// Makes a model with known parameters.
  ///
  /// - Requires: Shapes that fit, and a positive variance of the noise.
  public init(mean: Tensor, weight: Tensor, noiseVariance: Float) {
    if weight.rank != 2 || mean.shape != [weight.shape[0]] {
      fail("ProbabilisticPCA: a mean \(mean.shape) and a map \(weight.shape) do not fit")
    }
    if !(noiseVariance > 0 && noiseVariance.isFinite) {
      fail("ProbabilisticPCA: the variance of the noise is \(noiseVariance); it must be positive")
    }
    (self.mean, self.weight, self.noiseVariance) = (mean, weight, noiseVariance)
    let latentSize = weight.shape[1]
    let matrix = product(weight, isTransposed: true, weight) + noiseVariance * .identity(latentSize)
    gain = solve(matrix, weight.transposed())
    posteriorCovariance = noiseVariance * matrix.inverse()
    let rest = Float(weight.shape[0] - latentSize) * logf(noiseVariance)
    logDeterminant = matrix.logDeterminant().scalar + rest
  }

  /// The most likely model of examples, in closed form.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: Fewer codes than coordinates, and variance beyond them.
  public init(fitting x: Tensor, latentSize: Int) {
    self.init(PCA(fitting: x, componentCount: latentSize))
  }

  /// The most likely model on the components of an analysis: `W = V (Λ − σ² I)^½`.
  ///
  /// Unless it is given, `σ²` is the mean of the variances that the analysis leaves out. As `σ² → 0`, the mean of a code
  /// becomes the analysis' own code, but for the scale of each coordinate.
  /// - Requires: A variance of the noise below that of each component.
  public init(_ pca: PCA, noiseVariance: Float? = nil) {
    let (kept, rest) = (
      pca.spectrum.variances.prefix(pca.componentCount),
      pca.spectrum.variances.dropFirst(pca.componentCount)
    )
    let noise = noiseVariance.map { Double($0) } ?? rest.reduce(0, +) / Double(rest.count)
    if !(noise > 0) {
      fail(
        "ProbabilisticPCA: \(kept.count) components of \(pca.size) coordinates leave no variance "
          + "to the noise; keep fewer or give the noise a variance")
    }
    if let least = kept.last, least < noise {
      fail("ProbabilisticPCA: a component of variance \(least) is weaker than the noise \(noise)")
    }
    self.init(
      mean: pca.mean,
      weight: pca.spectrum.basis(scaledBy: kept.map { ($0 - noise).squareRoot() }),
      noiseVariance: Float(noise))
  }

  /// The distribution of codes before an example is seen: the standard normal.
  public var prior: Normal { .standard(latentSize) }

  /// The distribution of examples given a code: `N(μ + W z, σ² I)`.
  public func likelihood(given z: Tensor) -> Normal {
    Normal(mean: decode(z), standardDeviation: Tensor(noiseVariance.squareRoot()))
  }

  /// The distribution of the code given an example: `N(M⁻¹ Wᵀ (x − μ), σ² M⁻¹)`.
  ///
  /// - Shapes: `x` `[count, size]` → means `[count, latentSize]`.
  public func posterior(given x: Tensor) -> MultivariateNormal {
    MultivariateNormal(mean: encode(x), covariance: posteriorCovariance)
  }

  /// The mean of the code given an example.
  ///
  /// - Shapes: `x` `[…, size]` → `[…, latentSize]`.
  public func encode(_ x: Tensor) -> Tensor { matmul(x - mean, gain.transposed()) }

  /// The mean of the example given a code.
  ///
  /// - Shapes: `z` `[…, latentSize]` → `[…, size]`.
  public func decode(_ z: Tensor) -> Tensor { linear(z, weight.transposed(), mean) }

  /// The mean of an example given the mean of its code, which lies nearer to `μ` than the nearest point of the subspace.
  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// The covariance of examples: `W Wᵀ + σ² I`.
  public var covariance: Tensor {
    matmul(weight, weight.transposed()) + noiseVariance * .identity(size)
  }

  /// The logarithm of the density, without any matrix of all coordinates.
  ///
  /// Woodbury's identity makes of the distance in the metric of the covariance two plain ones:
  /// `(x − μ)ᵀ (W Wᵀ + σ² I)⁻¹ (x − μ) = ‖x − μ − W ẑ‖² / σ² + ‖ẑ‖²` with `ẑ = E[z|x]`.
  ///
  /// - Shapes: `x` `[…, size]` → `[…]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let z = encode(x)
    let rest = x - decode(z)
    let distance = (rest * rest).sum(alongAxis: -1) / noiseVariance + (z * z).sum(alongAxis: -1)
    return -0.5 * (distance + (logDeterminant + Float(size) * logf(2 * .pi)))
  }

  /// Draws examples: a code, its point, and noise.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("ProbabilisticPCA.sample: \(count) examples") }
    return likelihood(given: prior.sample(count, using: &rng)).sample([], using: &rng)
  }
}

extension ProbabilisticPCA {
  /// One round of expectation maximisation; returns the mean log-likelihood that the model had before.
  ///
  /// The codes' first two moments given the examples (E) make the map and the noise a regression with known inputs (M):
  /// `W ← (Σ (x − μ) E[z]ᵀ) (Σ E[z zᵀ])⁻¹`. The mean becomes that of the examples, where its likelihood is greatest.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least one example.
  @discardableResult
  public mutating func expectationMaximization(on x: Tensor) -> Float {
    if x.rank != 2 || x.shape[0] == 0 || x.shape[1] != size {
      fail("ProbabilisticPCA: examples of shape \(x.shape) for \(size) coordinates")
    }
    let x = x.detached()
    let logLikelihood = logProb(x).mean().scalar
    let count = Float(x.shape[0])
    let center = x.mean(alongAxis: 0)
    let rest = x - center
    let z = matmul(rest, gain.transposed())
    let moments = product(z, isTransposed: true, z) / count + posteriorCovariance
    let correlations = product(rest, isTransposed: true, z) / count  // [size, latentSize]
    let newWeight = solve(moments, correlations.transposed()).transposed()
    let spread = (rest * rest).sum().scalar / count
    let explained = (newWeight * correlations).sum().scalar
    self = ProbabilisticPCA(
      mean: center, weight: newWeight, noiseVariance: (spread - explained) / Float(size))
    return logLikelihood
  }
}
