// SPDX-License-Identifier: MIT

public import Tensors

/// Groups of channels brought to mean 0 and variance 1 in each example, then scaled and moved channel by channel.
///
/// Unlike batch normalisation it does the same in training and in use, and for any size of the batch.
/// - Shapes: `[batch, channels, …]` → the same.
/// - Paper: Wu & He (2018), *Group Normalization*, arXiv:1803.08494.
public struct GroupNorm: Layer {
  /// The standard deviation of each channel, learned.
  @Parameter public var scale: Tensor
  /// The mean of each channel, learned.
  @Parameter public var offset: Tensor
  /// The number of groups.
  public let groups: Int
  /// What is added to the variance.
  public let epsilon: Float

  /// Makes a layer for a number of channels.
  ///
  /// - Requires: Groups that divide the channels.
  public init(_ channelCount: Int, groups: Int, epsilon: Float = 1e-5) {
    if groups < 1 || channelCount % groups != 0 {
      fail("GroupNorm: \(channelCount) channels do not fall into \(groups) groups")
    }
    (scale, offset) = (.ones([channelCount]), .zeros([channelCount]))
    (self.groups, self.epsilon) = (groups, epsilon)
  }

  /// The normalised channels.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.requireChannels(scale.elementCount, in: "GroupNorm")
    if x.elementCount == 0 { return x }
    return x.groupNormalized(groupCount: groups, scale: scale, shift: offset, epsilon: epsilon)
      .value
  }
}

/// Each channel of each example brought to mean 0 and variance 1, then scaled and moved.
///
/// - Shapes: `[batch, channels, …]` → the same.
/// - Paper: Ulyanov, Vedaldi & Lempitsky (2016), *Instance Normalization: The Missing Ingredient for Fast Stylization*,
///   arXiv:1607.08022.
public struct InstanceNorm: Layer {
  /// The group normalisation with one group for each channel.
  public let normalization: GroupNorm

  /// Makes a layer for a number of channels.
  public init(_ channelCount: Int, epsilon: Float = 1e-5) {
    normalization = GroupNorm(channelCount, groups: channelCount, epsilon: epsilon)
  }

  /// The normalised channels.
  public func callAsFunction(_ x: Tensor) -> Tensor { normalization(x) }
}
