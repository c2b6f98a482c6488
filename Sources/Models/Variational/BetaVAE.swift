// SPDX-License-Identifier: MIT

public import Distributions
import Layers
import Learning
public import Tensors

/// A variational autoencoder that pays β times for its code.
///
/// Maximises `E_q(z|x)[log p(x|z)] − β KL(q(z|x) ‖ p(z))`.
///
/// With β = 1 it is the model inside, to the bit. A greater β gives a looser bound on `log p(x)`, and codes that spend
/// their few nats on independent factors; for β < 1 the objective is no bound. The networks are those of the model
/// inside: training changes them.
///
/// - Shapes: as the model inside.
/// - Units: nats per example.
/// - Paper: Higgins et al. (2017), *β-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework*, ICLR.
public struct BetaVAE<Model: VariationalAutoencoder>: VariationalAutoencoder {
  /// The model whose networks are trained.
  public let model: Model
  /// The weight β of the divergence.
  public let beta: Float

  /// Gives a model, which keeps its weights, another objective.
  ///
  /// - Requires: A weight of 0 or more.
  public init(_ model: Model, beta: Float) {
    if !(beta >= 0) || !beta.isFinite { fail("BetaVAE: a weight of \(beta) is not 0 or more") }
    (self.model, self.beta) = (model, beta)
  }

  /// The distribution of codes before an example is seen.
  public var prior: Normal { model.prior }

  /// The approximate posterior q(z|x).
  public func posterior(given x: Tensor) -> Normal { model.posterior(given: x) }

  /// The likelihood p(x|z).
  public func likelihood(given z: Tensor) -> Model.Likelihood { model.likelihood(given: z) }

  /// The mean of p(x|z).
  public func decode(_ z: Tensor) -> Tensor { model.decode(z) }

  /// The objective of each example, estimated with one code per example.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  public func objective(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let terms = terms(x, using: &rng)
    return terms.reconstruction - beta * terms.divergence
  }

  /// The negative objective, averaged over the batch.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -objective(x, using: &rng).mean()
  }
}
