// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// A convolutional autoregressive model of binary images, pixel after pixel in reading order.
///
/// `p(x) = ∏ᵢ Bernoulli(xᵢ | σ(ℓᵢ(x₁ … xᵢ₋₁)))`, with `h ← h + conv_B(relu(h))` from `h = conv_A(x)`.
///
/// The masks let a kernel see only the pixels above and to the left: mask A not the pixel itself, mask B also that.
///
/// - Shapes: images `[batch, height, width]` or `[batch, 1, height, width]` of zeros and ones.
/// - Units: nats per image.
/// - Differs: Residual blocks are one masked 3 × 3 convolution, and pixels are binary.
/// - Paper: van den Oord, Kalchbrenner & Kavukcuoglu (2016), *Pixel Recurrent Neural Networks*, arXiv:1601.06759.
public struct PixelCNN: GenerativeModel {
  /// The convolution of the image itself, which does not see the pixel it predicts.
  public let first: MaskedConv2D
  /// The convolutions of the residual blocks.
  public let blocks: [MaskedConv2D]
  /// The map from a pixel's channels to its logit.
  public let readout: Conv2D
  /// The height and the width of the images that it draws.
  public let imageSize: (height: Int, width: Int)

  /// Makes a model with random kernels.
  ///
  /// - Requires: Positive sizes.
  public init(
    imageSize: (height: Int, width: Int) = (28, 28), channelCount: Int = 32, blockCount: Int = 5,
    using rng: inout some RandomNumberGenerator
  ) {
    if imageSize.height < 1 || imageSize.width < 1 || channelCount < 1 || blockCount < 0 {
      fail("PixelCNN: \(imageSize) pixels, \(channelCount) channels, \(blockCount) blocks")
    }
    self.imageSize = imageSize
    first = MaskedConv2D(1, channelCount, kernelSize: 7, kind: .a, using: &rng)
    var blocks: [MaskedConv2D] = []
    for _ in 0..<blockCount {
      blocks.append(
        MaskedConv2D(channelCount, channelCount, kernelSize: 3, kind: .b, using: &rng))
    }
    self.blocks = blocks
    readout = Conv2D(channelCount, 1, kernelSize: 1, using: &rng)
  }

  /// The logits of all conditionals `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: as the images.
  public func logits(given x: Tensor) -> Tensor {
    let images = x.rank == 3 ? x.expanded(atAxis: 1) : x
    if images.rank != 4 || images.shape[1] != 1 {
      fail("PixelCNN: \(x.shape) is no batch of images with one channel")
    }
    var h = first(images)  // [batch, channels, height, width]
    for block in blocks { h = h + block(relu(h)) }
    return readout(relu(h)).reshaped(to: x.shape)
  }

  /// The logarithm of each image's probability.
  ///
  /// - Shapes: `x` as the images → `[batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    -sigmoidCrossEntropy(logits: logits(given: x), targets: x)
      .sum(alongAxes: Array(1..<x.rank - 1))
  }

  /// The mean negative log-likelihood.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(x).mean()
  }

  /// Draws images, computing for each new pixel only what has not been computed for those before.
  ///
  /// - Shapes: result `[count, height, width]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("PixelCNN.sample: \(count) images") }
    let (height, width) = imageSize
    return sample(deciding: .uniform([height * width, count], using: &rng))
  }

  /// The images whose pixel i is 1 where a number `uᵢ` lies below `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: `numbers` `[height · width, count]`, uniform in 0…1 → `[count, height, width]`.
  public func sample(deciding numbers: Tensor) -> Tensor {
    let (height, width) = imageSize
    if numbers.rank != 2 || numbers.shape[0] != height * width {
      fail("PixelCNN.sample: numbers of shape \(numbers.shape) for \(height) × \(width) pixels")
    }
    return withoutGradient {
      var sampler = PixelCNNSampler(self, count: numbers.shape[1])
      for row in 0..<height {
        for column in 0..<width {
          sampler.draw(row, column, deciding: numbers[row * width + column])
        }
      }
      return sampler.images
    }
  }
}
