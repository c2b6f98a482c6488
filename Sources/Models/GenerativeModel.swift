// SPDX-License-Identifier: MIT

public import Learning
public import Tensors

/// A model that draws new examples like those that it was trained on.
public protocol GenerativeModel: Trainable {
  /// Draws examples from the model.
  ///
  /// - Shapes: result `[count, …]`, each example shaped as in training.
  func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor
}
