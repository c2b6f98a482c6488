// SPDX-License-Identifier: MIT

public import Tensors

/// Channels normalised by the statistics of a fixed reference batch and of the example itself.
///
/// `mean = (1 − w) · mean_ref + w · mean_x`, `w = 1 / (referenceSize + 1)`, likewise the squares; then as batch normalisation.
///
/// The first examples of its input are the reference batch, which is normalised by its own statistics alone. So no
/// example depends on others of its batch. Wrap the network in `WithReferenceBatch`, which puts them there.
/// - Shapes: `[referenceSize + batch, channels, …]` → the same.
/// - Paper: Salimans, Goodfellow, Zaremba, Cheung, Radford & Chen (2016), *Improved Techniques for Training GANs*,
///   arXiv:1606.03498.
public struct VirtualBatchNorm: Layer {
  /// The standard deviation of each channel, learned.
  @Parameter public var scale: Tensor
  /// The mean of each channel, learned.
  @Parameter public var offset: Tensor
  /// The number of examples in the reference batch.
  public let referenceSize: Int
  /// What is added to the variance.
  public let epsilon: Float

  /// Makes a layer for a number of channels and the size of the reference batch.
  ///
  /// - Requires: A reference batch that is not empty.
  public init(_ channelCount: Int, referenceSize: Int, epsilon: Float = 1e-5) {
    if referenceSize < 1 { fail("VirtualBatchNorm: \(referenceSize) examples are no reference") }
    (scale, offset) = (.ones([channelCount]), .zeros([channelCount]))
    (self.referenceSize, self.epsilon) = (referenceSize, epsilon)
  }

  /// The normalised channels of the reference batch and of the examples after it.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.requireChannels(scale.elementCount, in: "VirtualBatchNorm")
    if x.shape[0] < referenceSize {
      fail("VirtualBatchNorm: \(x.shape) does not begin with \(referenceSize) reference examples")
    }
    let others = Array(2..<x.rank)
    let (first, rest) = (x[..<referenceSize], x[referenceSize...])
    let reference = first.moments(alongAxes: [0] + others)
    let own = rest.moments(alongAxes: others)
    let share = 1 / Float(referenceSize + 1)
    let mean = (1 - share) * reference.mean + share * own.mean
    let (before, after) = (reference.mean - mean, own.mean - mean)
    let variance =
      (1 - share) * (reference.variance + before * before) + share * (own.variance + after * after)
    let normalized = [
      (first - reference.mean) * pow(reference.variance + epsilon, -0.5),
      (rest - mean) * pow(variance + epsilon, -0.5),
    ]
    return normalized.concatenated().scaled(byChannel: scale, adding: offset)
  }
}

/// A network that always sees a fixed reference batch before its input, for the virtual batch normalisation inside it.
///
/// - Shapes: those of the network, without the reference batch.
public struct WithReferenceBatch: Layer {
  /// The fixed examples, part of the model's state.
  @Buffer public var reference: Tensor
  /// The network.
  public let network: any Layer

  /// Makes a network with its reference batch.
  ///
  /// - Shapes: `reference` `[referenceSize, …]`, each example shaped as the network's inputs.
  public init(_ reference: Tensor, _ network: any Layer) {
    self.reference = reference.detached()
    self.network = network
  }

  /// The network's output for the input alone, in use.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    network([reference, x].concatenated())[reference.shape[0]...]
  }

  /// The network's output for the input alone, in training.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    network([reference, x].concatenated(), using: &rng)[reference.shape[0]...]
  }
}
