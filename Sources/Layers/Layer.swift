// SPDX-License-Identifier: MIT

public import Tensors

/// A module that maps one tensor to another.
///
/// Called with the input alone, `layer(x)`, it computes what a trained model computes. Called with a generator,
/// `layer(x, using: &rng)`, it computes what it computes while it is trained: dropout drops, batch normalisation uses
/// the batch's own statistics. Most layers do the same in both; one that is made of others hands the generator on.
public protocol Layer: Module {
  /// The layer's output in use.
  func callAsFunction(_ x: Tensor) -> Tensor

  /// The layer's output in training.
  func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor
}

extension Layer {
  /// The layer's output in training, which for most layers is that in use.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    self(x)
  }
}
