// SPDX-License-Identifier: MIT

package import Tensors

extension Tensor {
  /// The tensor with mean 0 and variance 1 along some axes, and the mean and variance that it had.
  ///
  /// `y = (x − mean) / √(variance + epsilon)`
  ///
  /// - Shapes: `[…]` → `[…]`; mean and variance keep the axes, with size 1.
  package func normalized(
    alongAxes axes: [Int], epsilon: Float
  ) -> (value: Tensor, mean: Tensor, variance: Tensor) {
    let mean = mean(alongAxes: axes, keepDims: true)
    let centered = self - mean
    let variance = (centered * centered).mean(alongAxes: axes, keepDims: true)
    return (centered * pow(variance + epsilon, -0.5), mean, variance)
  }

  /// The tensor with each channel multiplied by one number and moved by another.
  ///
  /// - Shapes: `[batch, channels, …]`; scale and offset `[channels]`.
  package func scaled(byChannel scale: Tensor, adding offset: Tensor) -> Tensor {
    self * scale.perChannel(rank: rank) + offset.perChannel(rank: rank)
  }

  /// Traps unless the tensor has an axis of channels with the right size.
  func requireChannels(_ count: Int, in name: String) {
    if rank < 2 || shape[1] != count {
      fail("\(name): a tensor of shape \(shape) does not have \(count) channels along axis 1")
    }
  }
}
