// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A game of two players: a generator that makes examples, and a discriminator that tells them from real ones.
///
/// Each player has a loss of its own and lowers it by its own parameters alone; nothing is minimised by both.
///
/// - Paper: Goodfellow et al. (2014), *Generative Adversarial Networks*, arXiv:1406.2661.
public protocol AdversarialModel: Module {
  /// What a batch of real examples is; images alone are a tensor.
  associatedtype Batch = Tensor

  /// The parameters that the generator changes.
  var generatorParameters: [NamedParameter] { get }
  /// The parameters that the discriminator changes.
  var discriminatorParameters: [NamedParameter] { get }

  /// What the discriminator minimises, on real examples and as many generated ones.
  func discriminatorLoss(on batch: Batch, using rng: inout some RandomNumberGenerator) -> Tensor

  /// What the generator minimises, on as many generated examples as the batch has.
  func generatorLoss(on batch: Batch, using rng: inout some RandomNumberGenerator) -> Tensor
}
