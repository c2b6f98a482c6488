// SPDX-License-Identifier: MIT

import Distributions
import Layers
import Tensors

/// How a vector is read as an image: one channel after the other, each row by row.
struct ImageFrame {
  var channels: Int
  var height: Int
  var width: Int

  var pixelCount: Int { height * width }
  var size: Int { channels * pixelCount }

  /// The image whose 2 × 2 squares have become four channels.
  var squeezed: ImageFrame {
    ImageFrame(channels: 4 * channels, height: height / 2, width: width / 2)
  }

  /// The map from the squeezed image to this one.
  var squeezing: Permutation {
    let small = squeezed
    return Permutation(
      (0..<size).map { place in
        let (channel, row, column) = (place / pixelCount, place / width % height, place % width)
        let corner = 2 * (row % 2) + column % 2
        return (4 * channel + corner) * small.pixelCount + row / 2 * small.width + column / 2
      })
  }

  /// The map that turns the order of the channels around.
  var channelReversal: Permutation {
    Permutation((0..<size).map { (channels - 1 - $0 / pixelCount) * pixelCount + $0 % pixelCount })
  }
}

/// The network of a coupling on images: two outputs for each pixel of the changed channels, first those of s, then of t.
struct ImageConditioner: Layer {
  let convolutions: [Conv2D]
  private let frame: ImageFrame

  init(
    _ frame: ImageFrame, hiddenChannels: Int, using rng: inout some RandomNumberGenerator
  ) {
    let kept = (frame.channels + 1) / 2
    self.frame = ImageFrame(channels: kept, height: frame.height, width: frame.width)
    convolutions = [
      Conv2D(kept, hiddenChannels, kernelSize: 3, padding: 1, using: &rng),
      Conv2D(hiddenChannels, hiddenChannels, kernelSize: 1, using: &rng),
      Conv2D(
        hiddenChannels, 2 * (frame.channels - kept), kernelSize: 3, padding: 1,
        initializer: .zeros, using: &rng),
    ]
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let image = x.reshaped(-1, frame.channels, frame.height, frame.width)
    let hidden = relu(convolutions[1](relu(convolutions[0](image))))
    let output = convolutions[2](hidden)
    let outer = Array(x.shape.dropLast())
    return output.reshaped(
      to: Shape(outer + [output.shape[1] * frame.pixelCount]))
  }
}
