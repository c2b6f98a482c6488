// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// A convolutional network that knows the conditionals of every order of an image's pixels.
///
/// `ℓ = conv(… relu(conv([x ⊙ m, m])))`, image and mask as two channels.
///
/// Unlike a perceptron it knows which pixels are neighbours, and learns the same about every place.
/// - Shapes: images as vectors `[batch, height · width]` of zeros and ones.
/// - Units: nats per image.
/// - Differs: A plain stack of convolutions that keep the image's size, without the paper's path of pooled features.
/// - Paper: Uria, Côté, Gregor, Murray & Larochelle (2016), *Neural Autoregressive Distribution Estimation*,
///   arXiv:1605.02226.
public struct ConvNADE: OrderAgnosticModel {
  /// The convolutions, the last of which gives the logits.
  public let layers: [Conv2D]
  /// The height and the width of the images.
  public let imageSize: (height: Int, width: Int)
  /// The order in which the likelihood and the samples go through the pixels.
  public let order: [Int]

  /// Makes a model with random kernels, in the order of the pixels row by row.
  ///
  /// - Requires: Positive sizes, and kernels of odd size.
  public init(
    imageSize: (height: Int, width: Int) = (28, 28), channelCount: Int = 16, layerCount: Int = 4,
    kernelSize: Int = 5, using rng: inout some RandomNumberGenerator
  ) {
    if imageSize.height < 1 || imageSize.width < 1 || channelCount < 1 || layerCount < 1
      || kernelSize % 2 == 0
    {
      fail(
        "ConvNADE: \(imageSize) pixels, \(layerCount) layers of \(channelCount) channels, "
          + "kernels of size \(kernelSize), which must be odd")
    }
    var layers: [Conv2D] = []
    for index in 0..<layerCount {
      let isLast = index == layerCount - 1
      layers.append(
        Conv2D(
          index == 0 ? 2 : channelCount, isLast ? 1 : channelCount, kernelSize: kernelSize,
          padding: kernelSize / 2, using: &rng))
    }
    self.init(layers, imageSize, Array(0..<imageSize.height * imageSize.width))
  }

  private init(_ layers: [Conv2D], _ imageSize: (height: Int, width: Int), _ order: [Int]) {
    (self.layers, self.imageSize, self.order) = (layers, imageSize, order)
  }

  /// The same network, asked in another order.
  ///
  /// - Requires: Each pixel once.
  public func inOrder(_ order: [Int]) -> ConvNADE {
    checkOrder(order)
    return ConvNADE(layers, imageSize, order)
  }

  /// The logits of all pixels, from those that a mask shows.
  ///
  /// - Shapes: `x` and `mask` `[batch, height · width]` → the same.
  public func logits(given x: Tensor, where mask: Tensor) -> Tensor {
    let channels = [x * mask, mask].stacked(alongAxis: 1)
      .reshaped(x.shape[0], 2, imageSize.height, imageSize.width)
    let h = layers.dropLast().reduce(channels) { relu($1($0)) }
    let logits = layers.last.map { $0(h) } ?? h  // [batch, 1, height, width]
    return logits.reshaped(to: x.shape)
  }
}
