// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors

extension Workload {
  /// Models of matrix products alone.
  static let denseModels: [Workload] = [
    training("vae_mlp", batchSize: 128, parameterCount: 652_824, data: .binary([128, 784])) {
      DenseVAE(using: &$0)
    },
    adversarial(
      "gan_mlp", batchSize: 128, parameterCounts: (550_416, 533_505), latentSize: 64,
      data: .uniform([128, 784], in: -1..<1)
    ) { rng in
      (
        generator: Sequential {
          MLP(
            [64, 256, 512, 784], activation: LeakyReLU(slope: 0.2), lastActivation: Tanh(),
            using: &rng)
        },
        discriminator: Sequential {
          MLP([784, 512, 256, 1], activation: LeakyReLU(slope: 0.2), using: &rng)
        }
      )
    },
  ]
}

/// The variational autoencoder 784-400-20-400-784.
private struct DenseVAE: Trainable {
  let encoder: Linear
  let mean: Linear
  let logVariance: Linear
  let decoder: MLP

  init(using rng: inout PCG32) {
    encoder = Linear(784, 400, using: &rng)
    mean = Linear(400, 20, using: &rng)
    logVariance = Linear(400, 20, using: &rng)
    decoder = MLP([20, 400, 784], using: &rng)
  }

  func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let h = relu(encoder(x))
    let code = GaussianCode(mean: mean(h), logVariance: logVariance(h))
    let logits = decoder(code.sample(using: &rng))
    return Workload.crossEntropy(logits: logits, x) + code.divergence().mean()
  }
}

/// A batch of diagonal Gaussians, from a network's two heads.
struct GaussianCode {
  let mean: Tensor
  let logVariance: Tensor

  /// A reparameterised sample of each.
  func sample(using rng: inout some RandomNumberGenerator) -> Tensor {
    mean + Tensor.normal(mean.shape, using: &rng) * exp(0.5 * logVariance)
  }

  /// The divergence of each from the standard normal distribution.
  func divergence() -> Tensor {
    -0.5 * (1 + logVariance - mean * mean - exp(logVariance)).sum(alongAxis: 1)
  }
}
