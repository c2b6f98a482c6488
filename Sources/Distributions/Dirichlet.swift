// SPDX-License-Identifier: MIT

public import Tensors

/// Dirichlet distributions over probability vectors.
///
/// `log p(x) = Σ (aᵢ − 1) log xᵢ − Σ log Γ(aᵢ) + log Γ(Σ aᵢ)` where `Σ xᵢ = 1`
///
/// - Shapes: concentrations `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Dirichlet: Distribution, Sendable {
  /// The concentration of each class.
  public let concentration: Tensor

  /// Makes Dirichlet distributions from the concentration of each class.
  ///
  /// - Requires: Positive concentrations of at least one class along the last axis.
  public init(concentration: Tensor) {
    if concentration.rank == 0 || concentration.shape.last == 0 {
      fail("Dirichlet: concentrations of shape \(concentration.shape) have no axis of classes")
    }
    self.concentration = concentration.positive("Dirichlet", "concentration")
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { concentration.shape }

  /// The sum of the concentrations, with the axis kept.
  private var total: Tensor { concentration.sum(alongAxis: -1, keepDims: true) }

  /// `log B(a) = Σ log Γ(aᵢ) − log Γ(Σ aᵢ)`.
  private var logNormalizer: Tensor {
    logGamma(concentration).sum(alongAxis: -1) - logGamma(concentration.sum(alongAxis: -1))
  }

  /// The mean of each coordinate.
  public var mean: Tensor { concentration / total }

  /// The variance of each coordinate.
  public var variance: Tensor { mean * (1 - mean) / (total + 1) }

  /// The logarithm of the density, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    Tensor.product(concentration - 1, log: checked(x)).sum(alongAxis: -1) - logNormalizer
  }

  /// Draws examples; gradients reach the concentrations by implicit reparameterisation.
  ///
  /// - Paper: Figurnov, Mohamed & Mnih (2018), *Implicit Reparameterization Gradients*, arXiv:1805.08498.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let concentrations = concentration.broadcast(to: shape.prefixed(by: counts))
    return Tensor.logGammaVariables(concentration: concentrations, using: &rng)
      .softmax(alongAxis: -1)
  }

  /// The expected surprise: `log B(a) + (Σ aᵢ − size) ψ(Σ aᵢ) − Σ (aᵢ − 1) ψ(aᵢ)`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor {
    // (Σ aᵢ − size) ψ(Σ aᵢ) is shared out among the classes.
    logNormalizer
      + ((concentration - 1) * (digamma(total) - digamma(concentration))).sum(alongAxis: -1)
  }

  /// The Kullback–Leibler divergence from this distribution to another.
  ///
  /// `log B(a′) − log B(a) + Σ (aᵢ − a′ᵢ) (ψ(aᵢ) − ψ(Σ aⱼ))`
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Dirichlet) -> Tensor {
    let other = checked(other)
    let expected = digamma(concentration) - digamma(total)
    return other.logNormalizer - logNormalizer
      + ((concentration - other.concentration) * expected).sum(alongAxis: -1)
  }
}
