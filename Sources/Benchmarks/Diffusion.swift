// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors

extension Workload {
  /// A small U-Net that predicts the noise in images.
  static let diffusionModels: [Workload] = [
    training(
      "ddpm_small", batchSize: 64, parameterCount: 528_545, learningRate: 2e-4,
      data: .uniform([64, 1, 28, 28], in: -1..<1)
    ) { SmallDiffusion(using: &$0) }
  ]
}

/// Noise added in a thousand steps, and the network that sees it.
private struct SmallDiffusion: Trainable {
  let network: UNet
  private let signalShare: Tensor

  init(using rng: inout PCG32) {
    network = UNet(using: &rng)
    let kept = 1 - Tensor.linspace(1e-4, 0.02, count: 1000)
    signalShare = exp(log(kept).cumulativeSum())
  }

  func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let times = (0..<x.shape[0]).map { _ in Int.random(in: 0..<1000, using: &rng) }
    let noise = Tensor.normal(x.shape, using: &rng)
    let share = signalShare.gathered(times).reshaped(x.shape[0], 1, 1, 1)
    let seen = sqrt(share) * x + sqrt(1 - share) * noise
    let error = network(seen, at: Tensor(times)) - noise
    return (error * error).mean()
  }
}

/// Residual blocks at 28, 14 and 7 pixels, down and up again.
private struct UNet: Module {
  let embedding = SinusoidalEmbedding(64)
  let firstTime: Linear
  let secondTime: Linear
  let input: Conv2D
  let fine: TimedBlock
  let downToMiddle: Conv2D
  let middle: TimedBlock
  let downToCoarse: Conv2D
  let coarse: TimedBlock
  let upToMiddle: ConvTranspose2D
  let middleAgain: TimedBlock
  let upToFine: ConvTranspose2D
  let fineAgain: TimedBlock
  let normalization = GroupNorm(32, groups: 8)
  let output: Conv2D

  init(using rng: inout PCG32) {
    firstTime = Linear(64, 128, using: &rng)
    secondTime = Linear(128, 128, using: &rng)
    input = Conv2D(1, 32, kernelSize: 3, padding: 1, using: &rng)
    fine = TimedBlock(32, 32, using: &rng)
    downToMiddle = Conv2D(32, 64, kernelSize: 3, stride: 2, padding: 1, using: &rng)
    middle = TimedBlock(64, 64, using: &rng)
    downToCoarse = Conv2D(64, 64, kernelSize: 3, stride: 2, padding: 1, using: &rng)
    coarse = TimedBlock(64, 64, using: &rng)
    upToMiddle = ConvTranspose2D(64, 64, kernelSize: 4, stride: 2, padding: 1, using: &rng)
    middleAgain = TimedBlock(128, 64, using: &rng)
    upToFine = ConvTranspose2D(64, 32, kernelSize: 4, stride: 2, padding: 1, using: &rng)
    fineAgain = TimedBlock(64, 32, using: &rng)
    output = Conv2D(32, 1, kernelSize: 3, padding: 1, using: &rng)
  }

  func callAsFunction(_ x: Tensor, at times: Tensor) -> Tensor {
    let time = silu(secondTime(silu(firstTime(embedding(times)))))  // [batch, 128]
    let atFine = fine(input(x), time)
    let atMiddle = middle(downToMiddle(atFine), time)
    let atCoarse = coarse(downToCoarse(atMiddle), time)
    let back = middleAgain([upToMiddle(atCoarse), atMiddle].concatenated(alongAxis: 1), time)
    let up = fineAgain([upToFine(back), atFine].concatenated(alongAxis: 1), time)
    return output(silu(normalization(up)))
  }
}

/// Two convolutions beside the input itself, moved by the time.
private struct TimedBlock: Module {
  let firstNormalization: GroupNorm
  let first: Conv2D
  let time: Linear
  let secondNormalization: GroupNorm
  let second: Conv2D
  let projection: Conv2D?

  init(_ inputCount: Int, _ outputCount: Int, using rng: inout PCG32) {
    firstNormalization = GroupNorm(inputCount, groups: 8)
    first = Conv2D(inputCount, outputCount, kernelSize: 3, padding: 1, using: &rng)
    time = Linear(128, outputCount, using: &rng)
    secondNormalization = GroupNorm(outputCount, groups: 8)
    second = Conv2D(outputCount, outputCount, kernelSize: 3, padding: 1, using: &rng)
    projection =
      inputCount == outputCount
      ? nil : Conv2D(inputCount, outputCount, kernelSize: 1, using: &rng)
  }

  func callAsFunction(_ x: Tensor, _ embedding: Tensor) -> Tensor {
    let shift = time(embedding)
    let h =
      first(silu(firstNormalization(x))) + shift.reshaped(shift.shape[0], shift.shape[1], 1, 1)
    return (projection.map { $0(x) } ?? x) + second(silu(secondNormalization(h)))
  }
}
