// SPDX-License-Identifier: MIT

import Tensors

extension Tensor {
  /// Mean and variance along some axes, which are kept with size 1; along none, the tensor itself and 0.
  func moments(alongAxes axes: [Int]) -> (mean: Tensor, variance: Tensor) {
    if axes.isEmpty { return (self, .zeros(shape)) }
    return (mean(alongAxes: axes, keepDims: true), variance(alongAxes: axes, keepDims: true))
  }

  /// The tensor with each channel multiplied by one number and moved by another.
  ///
  /// - Shapes: `[batch, channels, …]`; scale and offset `[channels]`.
  func scaled(byChannel scale: Tensor, adding offset: Tensor) -> Tensor {
    self * scale.perChannel(rank: rank) + offset.perChannel(rank: rank)
  }

  /// Traps unless the tensor has an axis of channels with the right size.
  func requireChannels(_ count: Int, in name: String) {
    if rank < 2 || shape[1] != count {
      fail("\(name): a tensor of shape \(shape) does not have \(count) channels along axis 1")
    }
  }
}
