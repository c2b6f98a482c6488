// SPDX-License-Identifier: MIT

public import Tensors

/// Normal distributions whose coordinates depend on each other, kept as a Cholesky factor of the covariance.
///
/// `log p(x) = −½ |L⁻¹(x − μ)|² − Σ log Lᵢᵢ − ½ size · log 2π` with `Σ = L Lᵀ`
///
/// - Shapes: means `[batch, size]`, matrices `[batch, size, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct MultivariateNormal: Distribution, Sendable {
  /// The mean of each coordinate.
  public let mean: Tensor
  /// The lower triangular matrix whose product with its own transpose is the covariance.
  public let choleskyFactor: Tensor

  /// Makes normal distributions from means and covariance matrices.
  ///
  /// - Requires: Shapes that fit each other and positive definite matrices.
  public init(mean: Tensor, covariance: Tensor) {
    self.init(mean: mean, choleskyFactor: covariance.cholesky())
  }

  /// Makes normal distributions from means and the Cholesky factors of the covariance.
  ///
  /// - Requires: Shapes that fit each other, and lower triangular matrices with a positive diagonal.
  public init(mean: Tensor, choleskyFactor: Tensor) {
    let matrices = choleskyFactor.shape
    let isSquare = matrices.rank >= 2 && matrices[matrices.rank - 1] == matrices[matrices.rank - 2]
    guard isSquare, mean.rank > 0, mean.shape.last == matrices.last,
      let shape = mean.shape.joined(with: Shape(Array(matrices.dropLast())))
    else {
      fail("MultivariateNormal: means \(mean.shape) and matrices \(matrices) do not fit")
    }
    let size = shape[shape.rank - 1]
    self.mean = mean.broadcast(to: shape)
    self.choleskyFactor = choleskyFactor.broadcast(to: Shape(shape.sizes + [size]))
    _ = diagonal.detached().positive("MultivariateNormal", "element of the factor's diagonal")
  }

  /// The shape of the means, and of one sample.
  public var shape: Shape { mean.shape }

  /// The covariance of each two coordinates: `L Lᵀ`.
  public var covariance: Tensor {
    let factors = stack(choleskyFactor)
    return matmul(factors, factors.transposed(0, 2, 1)).reshaped(to: choleskyFactor.shape)
  }

  /// The variance of each coordinate.
  public var variance: Tensor { (choleskyFactor * choleskyFactor).sum(alongAxis: -1) }

  /// The logarithm of the density.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let differences = checked(x) - mean
    let whitened = triangularSolve(stack(choleskyFactor), columns(differences))
    let squares = (whitened * whitened).sum(alongAxis: 1).transposed()
    let constant = halfLogTwoPi * Float(size)
    return squares.reshaped(to: Shape(Array(differences.shape.dropLast()))) * -0.5
      - logDeterminant - constant
  }

  /// Draws examples as `μ + L ε`, so that gradients reach both parameters.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let noise = Tensor.normal(shape.prefixed(by: counts), using: &rng)
    let colored = matmul(stack(choleskyFactor), columns(noise))
    return mean + colored.transposed(2, 0, 1).reshaped(to: noise.shape)
  }

  /// The expected surprise: `Σ log Lᵢᵢ + ½ size · log 2πe`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor { logDeterminant + (halfLogTwoPi + 0.5) * Float(size) }

  /// The Kullback–Leibler divergence from this distribution to another.
  ///
  /// `½ (|L′⁻¹L|² + |L′⁻¹(μ − μ′)|² − size) + Σ log(L′ᵢᵢ/Lᵢᵢ)`
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: MultivariateNormal) -> Tensor {
    guard checked(other).size == size, let joined = shape.joined(with: other.shape) else {
      fail("MultivariateNormal.klDivergence: the shapes \(shape) and \(other.shape) do not fit")
    }
    let matrices = Shape(joined.sizes + [size])
    let target = stack(other.choleskyFactor.broadcast(to: matrices))
    let ratio = triangularSolve(target, stack(choleskyFactor.broadcast(to: matrices)))
    let distance = (mean - other.mean).reshaped(-1, size, 1)
    let whitened = triangularSolve(target, distance)
    let batch = Shape(Array(joined.dropLast()))
    let squares = (ratio * ratio).sum(alongAxes: [1, 2]).reshaped(to: batch)
    let distances = (whitened * whitened).sum(alongAxes: [1, 2]).reshaped(to: batch)
    return (squares + distances - Float(size)) * 0.5
      + other.logDeterminant - logDeterminant
  }

  private var size: Int { shape[shape.rank - 1] }

  private var diagonal: Tensor { (choleskyFactor * Tensor.identity(size)).sum(alongAxis: -1) }

  /// The logarithm of the factor's determinant, half of that of the covariance.
  private var logDeterminant: Tensor { log(diagonal).sum(alongAxis: -1) }

  /// The matrices along one axis, whatever the axes of the batch are.
  private func stack(_ matrices: Tensor) -> Tensor { matrices.reshaped(-1, size, size) }

  /// Points as the columns of one matrix for each density: all of them are solved for, or multiplied with, at once.
  private func columns(_ points: Tensor) -> Tensor {
    let densities = mean.elementCount / max(size, 1)
    return points.reshaped(-1, densities, size).transposed(1, 2, 0)
  }
}
