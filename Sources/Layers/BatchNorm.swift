// SPDX-License-Identifier: MIT

public import Tensors

/// Channels brought to mean 0 and variance 1 over the batch, then scaled and moved.
///
/// `y = scale · (x − mean) / √(variance + epsilon) + offset`
///
/// In training the statistics are the batch's own, and the running ones follow them; in use they are the running ones.
/// - Shapes: `[batch, channels]` or `[batch, channels, …]` → the same.
/// - Requires: In training, two numbers or more for each channel.
/// - Paper: Ioffe & Szegedy (2015), *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
///   Covariate Shift*, arXiv:1502.03167.
public struct BatchNorm: Layer {
  /// The standard deviation of each channel, learned.
  @Parameter public var scale: Tensor
  /// The mean of each channel, learned.
  @Parameter public var offset: Tensor
  /// The running mean of the batches.
  @Buffer public var runningMean: Tensor
  /// The running variance of the batches, freed from its bias.
  @Buffer public var runningVariance: Tensor
  /// The share of the newest batch in the running statistics.
  public let momentum: Float
  /// What is added to the variance.
  public let epsilon: Float

  /// Makes a layer for a number of channels.
  public init(_ channelCount: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
    (scale, offset) = (.ones([channelCount]), .zeros([channelCount]))
    (runningMean, runningVariance) = (.zeros([channelCount]), .ones([channelCount]))
    (self.momentum, self.epsilon) = (momentum, epsilon)
  }

  /// The normalised channels by the running statistics: an affine map of each channel.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.requireChannels(scale.elementCount, in: "BatchNorm")
    let factor = scale * pow(runningVariance + epsilon, -0.5)
    return x.scaled(byChannel: factor, adding: offset - runningMean * factor)
  }

  /// The normalised channels by the batch's own statistics, which also move the running ones.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    x.requireChannels(scale.elementCount, in: "BatchNorm")
    let count = x.elementCount / max(scale.elementCount, 1)
    if count < 2 {
      fail("BatchNorm: a batch of shape \(x.shape) has no two numbers for each channel")
    }
    let y = x.batchNormalized(scale: scale, shift: offset, epsilon: epsilon)
    follow(y.mean, y.variance * (Float(count) / Float(count - 1)))
    return y.value
  }

  private func follow(_ mean: Tensor, _ variance: Tensor) {
    for (buffer, newest) in [($runningMean, mean), ($runningVariance, variance)] {
      buffer.wrappedValue = (1 - momentum) * buffer.wrappedValue + momentum * newest
    }
  }
}
