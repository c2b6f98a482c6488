// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors

extension Workload {
  /// Models of images whose networks are convolutions.
  static let convolutionalModels: [Workload] = [
    adversarial(
      "dcgan", batchSize: 64, parameterCounts: (759_681, 138_689), latentSize: 100,
      data: .uniform([64, 1, 28, 28], in: -1..<1)
    ) { rng in (generator(using: &rng), discriminator(using: &rng)) },
    training("conv_vae", batchSize: 128, parameterCount: 220_385, data: .binary([128, 1, 28, 28])) {
      ConvolutionalVAE(using: &$0)
    },
  ]

  private static func generator(using rng: inout PCG32) -> Sequential {
    Sequential {
      Linear(100, 6272, hasBias: false, using: &rng)
      Reshape(to: [128, 7, 7])
      BatchNorm(128)
      ReLU()
      ConvTranspose2D(
        128, 64, kernelSize: 4, stride: 2, padding: 1, hasBias: false, using: &rng)
      BatchNorm(64)
      ReLU()
      ConvTranspose2D(64, 1, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      Tanh()
    }
  }

  private static func discriminator(using rng: inout PCG32) -> Sequential {
    Sequential {
      Conv2D(1, 64, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      LeakyReLU(slope: 0.2)
      Conv2D(64, 128, kernelSize: 4, stride: 2, padding: 1, hasBias: false, using: &rng)
      BatchNorm(128)
      LeakyReLU(slope: 0.2)
      Flatten()
      Linear(6272, 1, using: &rng)
    }
  }
}

/// The variational autoencoder of two convolutions each way.
private struct ConvolutionalVAE: Trainable {
  let encoder: Sequential
  let mean: Linear
  let logVariance: Linear
  let decoder: Sequential

  init(using rng: inout PCG32) {
    encoder = Sequential {
      Conv2D(1, 32, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Conv2D(32, 64, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Flatten()
    }
    mean = Linear(3136, 16, using: &rng)
    logVariance = Linear(3136, 16, using: &rng)
    decoder = Sequential {
      Linear(16, 3136, using: &rng)
      ReLU()
      Reshape(to: [64, 7, 7])
      ConvTranspose2D(64, 32, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      ConvTranspose2D(32, 1, kernelSize: 4, stride: 2, padding: 1, using: &rng)
    }
  }

  func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let h = encoder(x)
    let code = GaussianCode(mean: mean(h), logVariance: logVariance(h))
    let logits = decoder(code.sample(using: &rng))
    return Workload.crossEntropy(logits: logits, x) + code.divergence().mean()
  }
}
