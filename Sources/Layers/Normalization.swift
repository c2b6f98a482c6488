// SPDX-License-Identifier: MIT

import Tensors

extension Tensor {
  /// The tensor with mean 0 and variance 1 along some axes, and the mean and variance that it had, as constants.
  ///
  /// `y = (x − mean) / √(variance + epsilon)`
  ///
  /// - Shapes: `[…]` → `[…]`; mean and variance are vectors, a number for each place along the other axes.
  func standardized(
    alongAxes axes: [Int], epsilon: Float
  ) -> (value: Tensor, mean: Tensor, variance: Tensor) {
    let (mean, variance) = moments(alongAxes: axes)
    let value = (self - mean) * pow(variance + epsilon, -0.5)
    return (value, mean.detached().flattened(), variance.detached().flattened())
  }

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
