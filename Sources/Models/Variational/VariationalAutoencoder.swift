// SPDX-License-Identifier: MIT

public import Distributions
public import Learning
public import Tensors

/// A model of a latent code and what it makes visible, with a network that infers the code.
///
/// `p(x, z) = p(z) p(x|z)`, and `q(z|x)` in place of the posterior that no formula gives. Its likelihood is an integral,
/// so it has no `logProb`, but bounds of it: one code gives `elbo`, many give `importanceWeightedLogProb`.
///
/// A model says what its posterior and its likelihood are; all else follows.
/// - Shapes: examples `[batch, size]`; codes `[batch, latentSize]`.
/// - Units: nats per example.
/// - Paper: Kingma & Welling (2013), *Auto-Encoding Variational Bayes*, arXiv:1312.6114.
public protocol VariationalAutoencoder: GenerativeModel where Batch == Tensor {
  /// What an example is drawn from once its code is known.
  associatedtype Likelihood: Distribution

  /// The distribution p(z) of codes before an example is seen.
  var prior: Normal { get }

  /// The approximate posterior q(z|x).
  func posterior(given x: Tensor) -> Normal

  /// The likelihood p(x|z).
  func likelihood(given z: Tensor) -> Likelihood

  /// The mean of p(x|z): the example that a code stands for.
  ///
  /// - Shapes: `z` `[batch, latentSize]` → `[batch, size]`.
  func decode(_ z: Tensor) -> Tensor
}

/// The two terms of the evidence lower bound, example by example.
public struct ELBOTerms {
  /// How well codes of the posterior explain the example: `E_q(z|x)[log p(x|z)]`, with one code.
  public let reconstruction: Tensor
  /// What the code tells about the example: `KL(q(z|x) ‖ p(z))`.
  public let divergence: Tensor

  /// The bound: reconstruction less divergence.
  public var elbo: Tensor { reconstruction - divergence }
}

extension VariationalAutoencoder {
  /// How many numbers a code has.
  public var latentSize: Int { prior.shape.last ?? 0 }

  /// The terms of the evidence lower bound of each example, estimated with one code per example.
  ///
  /// - Shapes: `x` `[batch, size]` → two of `[batch]`.
  /// - Units: nats.
  public func terms(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> ELBOTerms {
    let q = posterior(given: x)
    let z = q.sample(using: &rng)  // reparameterised: gradients reach the encoder
    return ELBOTerms(
      reconstruction: likelihood(given: z).logProb(x), divergence: q.klDivergence(to: prior))
  }

  /// The evidence lower bound of each example, estimated with one code per example.
  ///
  /// `ELBO(x) = E_q(z|x)[log p(x|z)] − KL(q(z|x) ‖ p(z)) ≤ log p(x)`
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  /// - Units: nats.
  public func elbo(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    terms(x, using: &rng).elbo
  }

  /// The negative bound, averaged over the batch.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -elbo(x, using: &rng).mean()
  }

  /// The mean of each example's posterior: its code.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, latentSize]`.
  public func encode(_ x: Tensor) -> Tensor { posterior(given: x).mean }

  /// What the model makes of each example's code.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// The means of new examples, from codes of the prior; of black and white pixels, their probabilities.
  ///
  /// - Shapes: `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    decode(prior.sample(count, using: &rng))
  }
}
