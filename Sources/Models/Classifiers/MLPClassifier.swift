// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A multilayer perceptron that classifies.
///
/// `p(y | x) = softmax(W₂ᵀ relu(W₁ᵀx + b₁) + b₂)_y`, with as many hidden layers as sizes say.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Rumelhart, Hinton & Williams (1986), *Learning Representations by Back-Propagating Errors*.
public struct MLPClassifier: NetworkClassifier {
  /// The network that gives the logits.
  public let network: MLP
  /// The number of classes.
  public let classCount: Int

  /// Makes a classifier with the sizes of its input, its hidden layers and its output, such as `[784, 256, 10]`.
  ///
  /// - Requires: Two sizes or more.
  public init(_ sizes: [Int] = [784, 256, 10], using rng: inout some RandomNumberGenerator) {
    network = MLP(sizes, using: &rng)
    classCount = sizes[sizes.count - 1]
  }

  /// The network's output.
  public func logits(of x: Tensor) -> Tensor { network(x) }
}
