// SPDX-License-Identifier: MIT

public import Tensors

/// Elements set to 0 at random in training, and the others enlarged so that the mean stays; in use, the identity.
///
/// `y = x ⊙ m / (1 − probability)`, each `m` 0 with the probability and else 1
///
/// - Paper: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), *Dropout: A Simple Way to Prevent Neural
///   Networks from Overfitting*.
public struct Dropout: Layer {
  /// The probability with which an element is dropped.
  public let probability: Float

  /// Makes a layer that drops elements with a probability.
  ///
  /// - Requires: A probability of 0 or more, less than 1.
  public init(_ probability: Float = 0.5) {
    if !(0..<1).contains(probability) {
      fail("Dropout: \(probability) is not a probability below 1")
    }
    self.probability = probability
  }

  /// The elements as they are.
  public func callAsFunction(_ x: Tensor) -> Tensor { x }

  /// The elements that are left, enlarged.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    if probability == 0 { return x }
    let kept = Tensor.uniform(x.shape, using: &rng) .>= probability
    return x * (kept * (1 / (1 - probability)))
  }
}
