// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A convolutional network that classifies grey images.
///
/// Stages of a convolution with kernels of 5 × 5, a rectifier and the greatest of each 2 × 2, then one affine map.
///
/// - Shapes: images as vectors `[count, height · width]`.
/// - Paper: LeCun, Bottou, Bengio & Haffner (1998), *Gradient-Based Learning Applied to Document Recognition*.
public struct ConvolutionalClassifier: NetworkClassifier {
  /// The network that gives the logits.
  public let network: Sequential
  /// The number of classes.
  public let classCount: Int
  private let imageSize: Int

  /// Makes a network for images of a size; each stage halves them.
  ///
  /// - Parameters:
  ///   - channels: The number of feature maps of each stage.
  /// - Requires: Height and width that the stages can halve.
  public init(
    height: Int = 28, width: Int = 28, channels: [Int] = [16, 32], classCount: Int = 10,
    using rng: inout some RandomNumberGenerator
  ) {
    let scale = 1 << channels.count
    if height % scale != 0 || width % scale != 0 || height < scale || width < scale {
      fail(
        "ConvolutionalClassifier: images of \(height) × \(width) cannot be halved "
          + "\(channels.count) times")
    }
    var layers: [any Layer] = [Reshape(to: [1, height, width])]
    for (input, output) in zip([1] + channels, channels) {
      layers += [
        Conv2D(input, output, kernelSize: 5, padding: 2, using: &rng), ReLU(), MaxPool2D(size: 2),
      ]
    }
    let size = (channels.last ?? 1) * (height / scale) * (width / scale)
    layers += [Flatten(), Linear(size, classCount, using: &rng)]
    network = Sequential(layers)
    (self.classCount, imageSize) = (classCount, height * width)
  }

  /// The network's output.
  public func logits(of x: Tensor) -> Tensor {
    requireVectors(x, size: imageSize, in: "ConvolutionalClassifier")
    return network(x)
  }
}
