// SPDX-License-Identifier: MIT

import Glibc
import Layers
import Learning
import Models
import Tensors

extension Workload {
  /// Models that map data to noise by invertible steps.
  static let flows: [Workload] = [
    training("realnvp_2d", batchSize: 512, parameterCount: 136_208, data: .normal([512, 2])) {
      RealNVP(size: 2, couplingCount: 8, hiddenSizes: [128, 128], using: &$0)
    },
    training(
      "maf", batchSize: 256, parameterCount: 82_710, learningRate: 1e-4, data: .normal([256, 21])
    ) { MaskedFlow(using: &$0) },
    training(
      "glow_small", batchSize: 32, parameterCount: 11_376,
      data: .uniform([32, 1, 28, 28], in: 0..<1)
    ) { SmallGlow(using: &$0) },
  ]

  /// The mean negative log-likelihood of what is standard normal after a flow.
  static func loss(noise: Tensor, logDeterminant: Tensor) -> Tensor {
    let rows = noise.reshaped(noise.shape[0], noise.elementCount / noise.shape[0])
    let constant = Float(rows.shape[1]) / 2 * logf(2 * .pi)
    return (0.5 * (rows * rows).sum(alongAxis: 1) + constant - logDeterminant).mean()
  }
}

/// Five masked autoencoders 21-100-100-42, each the shift and the scale of all coordinates.
private struct MaskedFlow: Trainable {
  let blocks: [Sequential]

  init(using rng: inout PCG32) {
    var blocks: [Sequential] = []
    for index in 0..<5 {
      let coordinates = index % 2 == 0 ? Array(0..<21) : (0..<21).reversed()
      let hidden = (0..<100).map { $0 % 20 }
      blocks.append(
        Sequential {
          MaskedLinear(inputDegrees: coordinates, outputDegrees: hidden, using: &rng)
          ReLU()
          MaskedLinear(inputDegrees: hidden, outputDegrees: hidden, using: &rng)
          ReLU()
          MaskedLinear(
            inputDegrees: hidden, outputDegrees: coordinates + coordinates, isStrict: true,
            using: &rng)
        })
    }
    self.blocks = blocks
  }

  func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    var (u, logDeterminant) = (x, Tensor(0))
    for block in blocks {
      let parts = block(u).split(into: 2, alongAxis: 1)
      u = (u - parts[0]) * exp(-parts[1])
      logDeterminant = logDeterminant - parts[1].sum(alongAxis: 1)
    }
    return Workload.loss(noise: u, logDeterminant: logDeterminant)
  }
}

/// Four steps of normalisation, mixing of channels and coupling on images squeezed to 4 × 14 × 14.
private struct SmallGlow: Trainable {
  let steps: [GlowStep]

  init(using rng: inout PCG32) {
    var steps: [GlowStep] = []
    for _ in 0..<4 { steps.append(GlowStep(channelCount: 4, hiddenCount: 32, using: &rng)) }
    self.steps = steps
  }

  func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    var (h, logDeterminant) = (x.squeezedPixels(), Tensor(0))
    for step in steps {
      let (y, change) = step(h)
      (h, logDeterminant) = (y, logDeterminant + change)
    }
    return Workload.loss(noise: h, logDeterminant: logDeterminant)
  }
}

extension Tensor {
  /// The four pixels of each square as channels: `[batch, 1, h, w]` → `[batch, 4, h/2, w/2]`.
  fileprivate func squeezedPixels() -> Tensor {
    let (batch, height, width) = (shape[0], shape[2] / 2, shape[3] / 2)
    return reshaped(batch, height, 2, width, 2).transposed(0, 2, 4, 1, 3)
      .reshaped(batch, 4, height, width)
  }
}

/// One step of a flow on images.
private struct GlowStep: Module {
  @Parameter var offset: Tensor
  @Parameter var logScale: Tensor
  @Parameter var mixing: Tensor
  let network: Sequential

  init(channelCount: Int, hiddenCount: Int, using rng: inout PCG32) {
    offset = .zeros([channelCount])
    logScale = .zeros([channelCount])
    mixing = Tensor.normal([channelCount, channelCount], using: &rng).qrDecomposition().orthogonal
    network = Sequential {
      Conv2D(channelCount / 2, hiddenCount, kernelSize: 3, padding: 1, using: &rng)
      ReLU()
      Conv2D(hiddenCount, hiddenCount, kernelSize: 1, using: &rng)
      ReLU()
      Conv2D(
        hiddenCount, channelCount, kernelSize: 3, padding: 1, initializer: .zeros, using: &rng)
    }
  }

  func callAsFunction(_ x: Tensor) -> (value: Tensor, logDeterminant: Tensor) {
    let (count, pixels) = (x.shape[1], Float(x.shape[2] * x.shape[3]))
    let scale = exp(logScale)
    let normalized =
      x * scale.reshaped(count, 1, 1) + (offset * scale).reshaped(count, 1, 1)
    let mixed = convolution2D(normalized, mixing.reshaped(count, count, 1, 1))
    let halves = mixed.split(into: 2, alongAxis: 1)
    let parts = network(halves[0]).split(into: 2, alongAxis: 1)
    let gate = sigmoid(parts[1] + 2)
    let changed = (halves[1] + parts[0]) * gate
    let constant = pixels * (logScale.sum() + mixing.logDeterminant())
    return (
      [halves[0], changed].concatenated(alongAxis: 1),
      constant + log(gate).sum(alongAxes: [1, 2, 3])
    )
  }
}
