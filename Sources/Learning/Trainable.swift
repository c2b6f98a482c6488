// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A model that says itself what its training minimises.
public protocol Trainable: Module {
  /// What a batch of examples is; images alone are a tensor.
  associatedtype Batch = Tensor

  /// The mean loss of a batch, one number, in nats per example where the loss is a log-probability.
  func loss(on batch: Batch, using rng: inout some RandomNumberGenerator) -> Tensor

  /// The mean loss of a batch that the model does not learn from; the loss itself where nothing else is said.
  func validationLoss(on batch: Batch, using rng: inout some RandomNumberGenerator) -> Tensor
}

extension Trainable {
  /// The loss itself.
  public func validationLoss(
    on batch: Batch, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    loss(on: batch, using: &rng)
  }
}
