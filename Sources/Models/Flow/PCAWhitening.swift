// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

/// The linear map that makes the coordinates of data uncorrelated, with mean 0 and variance 1.
///
/// `y = (Λ + σ² I)^−½ Vᵀ (x − x̄)`, with the covariance `V Λ Vᵀ` of the data; `log|det ∂y/∂x| = −½ Σ log(λᵢ + σ²)`
///
/// - Shapes: points `[…, size]`.
public struct PCAWhitening: Bijector, Sendable {
  /// The mean of the data, `[size]`.
  public let mean: Tensor
  private let whitening: Tensor
  private let coloring: Tensor
  private let logDeterminant: Float

  /// Finds the map from data.
  ///
  /// - Parameters:
  ///   - x: The data.
  ///   - noiseVariance: What is added to all variances, lest directions without any be blown up.
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: Variance in all directions, or a positive one of the noise.
  public init(fitting x: Tensor, noiseVariance: Float = 0) {
    let spectrum = CovarianceSpectrum(of: x)
    let variances = spectrum.variances.map { $0 + Double(noiseVariance) }
    if let least = variances.last, !(least > 0) {
      fail("PCAWhitening: the data have a direction without variance; give the noise a variance")
    }
    mean = Tensor(spectrum.mean.map { Float($0) })
    whitening = spectrum.basis(scaledBy: variances.map { 1 / $0.squareRoot() })
    coloring = spectrum.basis(scaledBy: variances.map { $0.squareRoot() }).transposed()
    logDeterminant = Float(variances.reduce(0) { $0 - log($1) / 2 })
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    (matmul(x - mean, whitening), .full(Shape(Array(x.shape.dropLast())), logDeterminant))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    (matmul(y, coloring) + mean, .full(Shape(Array(y.shape.dropLast())), -logDeterminant))
  }
}
