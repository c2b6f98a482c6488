// SPDX-License-Identifier: MIT

public import Tensors

/// Beta distributions with independent coordinates between 0 and 1.
///
/// `log p(x) = Σ ((α − 1) log x + (β − 1) log(1 − x) − log B(α, β))`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Beta: Distribution, Sendable {
  /// The concentration near 1.
  public let alpha: Tensor
  /// The concentration near 0.
  public let beta: Tensor

  /// Makes beta distributions from the two concentrations of each coordinate.
  ///
  /// - Requires: Shapes that fit each other and positive parameters.
  public init(alpha: Tensor, beta: Tensor) {
    (self.alpha, self.beta) = fitted(
      "Beta", alpha.positive("Beta", "alpha"), beta.positive("Beta", "beta"))
  }

  /// Makes the beta distribution of a single number.
  public init(alpha: Float, beta: Float) {
    self.init(alpha: Tensor(alpha), beta: Tensor(beta))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { alpha.shape }

  /// The mean of each coordinate.
  public var mean: Tensor { alpha / (alpha + beta) }

  /// The variance of each coordinate.
  public var variance: Tensor {
    let total = alpha + beta
    return alpha * beta / (total * total * (total + 1))
  }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = checked(x)
    let terms = Tensor.product(alpha - 1, log: x) + Tensor.product(beta - 1, log: 1 - x)
    let isOutside = 1 - (x .>= 0) * (x .<= 1)
    return summed((terms - logBeta(alpha, beta)).replacing(with: -.infinity, where: isOutside))
  }

  /// Draws examples; gradients reach both parameters by implicit reparameterisation.
  ///
  /// - Paper: Figurnov, Mohamed & Mnih (2018), *Implicit Reparameterization Gradients*, arXiv:1805.08498.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let shape = shape.prefixed(by: counts)
    let first = Tensor.logGammaVariables(concentration: alpha.broadcast(to: shape), using: &rng)
    return sigmoid(
      first - Tensor.logGammaVariables(concentration: beta.broadcast(to: shape), using: &rng))
  }

  /// The expected surprise: `Σ (log B − (α − 1) ψ(α) − (β − 1) ψ(β) + (α + β − 2) ψ(α + β))`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor {
    let own = (alpha - 1) * digamma(alpha) + (beta - 1) * digamma(beta)
    return summed(logBeta(alpha, beta) - own + (alpha + beta - 2) * digamma(alpha + beta))
  }

  /// The Kullback–Leibler divergence from this distribution to another.
  ///
  /// `Σ (log B(α′, β′) − log B(α, β) + (α − α′) ψ(α) + (β − β′) ψ(β) − (α − α′ + β − β′) ψ(α + β))`
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Beta) -> Tensor {
    let other = checked(other)
    let (first, second) = (alpha - other.alpha, beta - other.beta)
    let own = first * digamma(alpha) + second * digamma(beta)
    return summed(
      logBeta(other.alpha, other.beta) - logBeta(alpha, beta) + own
        - (first + second) * digamma(alpha + beta))
  }
}
