// SPDX-License-Identifier: MIT

public import Tensors

/// Gamma distributions with independent positive coordinates.
///
/// `log p(x) = Σ (a log β + (a − 1) log x − β x − log Γ(a))`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Gamma: Distribution, Sendable {
  /// The concentration, or shape, of each coordinate.
  public let concentration: Tensor
  /// The rate of each coordinate, a reciprocal scale.
  public let rate: Tensor

  /// Makes gamma distributions from the concentration and the rate of each coordinate.
  ///
  /// - Requires: Shapes that fit each other and positive parameters.
  public init(concentration: Tensor, rate: Tensor) {
    (self.concentration, self.rate) = fitted(
      "Gamma", concentration.positive("Gamma", "concentration"), rate.positive("Gamma", "rate"))
  }

  /// Makes the gamma distribution of a single number.
  public init(concentration: Float, rate: Float) {
    self.init(concentration: Tensor(concentration), rate: Tensor(rate))
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { rate.shape }

  /// The mean of each coordinate.
  public var mean: Tensor { concentration / rate }

  /// The variance of each coordinate.
  public var variance: Tensor { concentration / (rate * rate) }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = checked(x)
    let power = Tensor.product(concentration - 1, log: x)
    let terms = concentration * log(rate) + power - rate * x - logGamma(concentration)
    return summed(terms.replacing(with: -.infinity, where: x .< 0))
  }

  /// Draws examples; gradients reach both parameters, the concentration by implicit reparameterisation.
  ///
  /// - Paper: Figurnov, Mohamed & Mnih (2018), *Implicit Reparameterization Gradients*, arXiv:1805.08498.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let concentrations = concentration.broadcast(to: shape.prefixed(by: counts))
    return exp(Tensor.logGammaVariables(concentration: concentrations, using: &rng)) / rate
  }

  /// The expected surprise: `Σ (a − log β + log Γ(a) + (1 − a) ψ(a))`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor {
    let spread = (1 - concentration) * digamma(concentration)
    return summed(concentration - log(rate) + logGamma(concentration) + spread)
  }

  /// The Kullback–Leibler divergence from this distribution to another.
  ///
  /// `Σ ((a − a′) ψ(a) − log Γ(a) + log Γ(a′) + a′ log(β/β′) + a (β′/β − 1))`
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Gamma) -> Tensor {
    let (other, a) = (checked(other), concentration)
    let byRate = other.concentration * log(rate / other.rate) + a * (other.rate / rate - 1)
    return summed(
      (a - other.concentration) * digamma(a) - logGamma(a) + logGamma(other.concentration)
        + byRate)
  }
}
