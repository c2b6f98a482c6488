// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Models have the number of parameters that their papers' layers add up to")
struct ParameterCountLaws {
  private var rng = PCG32(seed: 1)

  @Test("Layers one by one") mutating func layers() {
    #expect(Linear(3, 4, using: &rng).parameterCount == 3 * 4 + 4)
    #expect(Linear(3, 4, hasBias: false, using: &rng).parameterCount == 12)
    #expect(Conv2D(4, 6, kernelSize: 3, groups: 2, using: &rng).parameterCount == 6 * 2 * 9 + 6)
    #expect(ConvTranspose2D(4, 6, kernelSize: 4, using: &rng).parameterCount == 4 * 6 * 16 + 6)
    #expect(CausalConv1D(2, 3, kernelSize: 2, using: &rng).parameterCount == 3 * 2 * 2 + 3)
    #expect(Embedding(10, 4, using: &rng).parameterCount == 40)
    #expect(BatchNorm(7).parameterCount == 14)
    #expect(LayerNorm(shape: [3, 5]).parameterCount == 30)
    #expect(GroupNorm(8, groups: 2).parameterCount == 16)
    #expect(GRU(3, 5, using: &rng).parameterCount == 3 * (3 * 5 + 5 * 5 + 5 + 5))
    #expect(LSTM(3, 5, using: &rng).parameterCount == 4 * (3 * 5 + 5 * 5 + 5 + 5))
    #expect(SelfAttention(8, headCount: 2, using: &rng).parameterCount == 4 * (64 + 8))
    #expect(WeightNorm(Linear(3, 4, using: &rng)).parameterCount == 12 + 4 + 4)
    #expect(SpectralNorm(Linear(3, 4, using: &rng), using: &rng).parameterCount == 12 + 4)
  }

  @Test("Variational autoencoder of perceptrons: 652 824") mutating func autoencoder() {
    let encoder = MLP([784, 400, 40], using: &rng)
    let decoder = MLP([20, 400, 784], using: &rng)
    #expect(encoder.parameterCount + decoder.parameterCount == 652_824)
  }

  @Test("Adversarial perceptrons: 550 416 and 533 505") mutating func adversarial() {
    #expect(MLP([64, 256, 512, 784], using: &rng).parameterCount == 550_416)
    #expect(MLP([784, 512, 256, 1], using: &rng).parameterCount == 533_505)
  }

  @Test("Convolutional generator: 759 681") mutating func generator() {
    let generator = Sequential {
      Linear(100, 6272, hasBias: false, using: &rng)
      Reshape(to: [128, 7, 7])
      BatchNorm(128)
      ReLU()
      ConvTranspose2D(128, 64, kernelSize: 4, stride: 2, padding: 1, hasBias: false, using: &rng)
      BatchNorm(64)
      ReLU()
      ConvTranspose2D(64, 1, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      Tanh()
    }
    #expect(generator.parameterCount == 759_681)
    #expect(generator(.zeros([2, 100])).shape == [2, 1, 28, 28])
  }

  @Test("Convolutional discriminator: 138 689") mutating func discriminator() {
    let discriminator = Sequential {
      Conv2D(1, 64, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      LeakyReLU(slope: 0.2)
      Conv2D(64, 128, kernelSize: 4, stride: 2, padding: 1, hasBias: false, using: &rng)
      BatchNorm(128)
      LeakyReLU(slope: 0.2)
      Flatten()
      Linear(6272, 1, using: &rng)
    }
    #expect(discriminator.parameterCount == 138_689)
    #expect(discriminator(.zeros([2, 1, 28, 28])).shape == [2, 1])
  }

  @Test("Convolutional autoencoder: 220 385") mutating func convolutionalAutoencoder() {
    let encoder = Sequential {
      Conv2D(1, 32, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Conv2D(32, 64, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Flatten()
      Linear(3136, 32, using: &rng)
    }
    let decoder = Sequential {
      Linear(16, 3136, using: &rng)
      ReLU()
      Reshape(to: [64, 7, 7])
      ConvTranspose2D(64, 32, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      ConvTranspose2D(32, 1, kernelSize: 4, stride: 2, padding: 1, using: &rng)
    }
    #expect(encoder.parameterCount + decoder.parameterCount == 220_385)
  }

  @Test("Masked convolutions over pixels: 47 873") mutating func pixels() {
    let model = Sequential {
      MaskedConv2D(1, 32, kernelSize: 7, kind: .a, using: &rng)
      for _ in 0..<5 {
        Residual {
          ReLU()
          MaskedConv2D(32, 32, kernelSize: 3, kind: .b, using: &rng)
        }
      }
      ReLU()
      Conv2D(32, 1, kernelSize: 1, using: &rng)
    }
    #expect(model.parameterCount == 47_873)
  }

  @Test("Masked autoencoder: 785 284") mutating func maskedAutoencoder() {
    let (pixels, hidden) = (Array(0..<784), (0..<500).map { $0 % 783 })
    let model = Sequential {
      MaskedLinear(inputDegrees: pixels, outputDegrees: hidden, using: &rng)
      ReLU()
      MaskedLinear(inputDegrees: hidden, outputDegrees: pixels, isStrict: true, using: &rng)
    }
    #expect(model.parameterCount == 785_284)
  }

  @Test("Denoising network: 528 545") mutating func denoiser() {
    func convolution(_ inputs: Int, _ outputs: Int, stride: Int = 1) -> Conv2D {
      Conv2D(inputs, outputs, kernelSize: 3, stride: stride, padding: 1, using: &rng)
    }
    func enlarged(_ inputs: Int, _ outputs: Int) -> ConvTranspose2D {
      ConvTranspose2D(inputs, outputs, kernelSize: 4, stride: 2, padding: 1, using: &rng)
    }
    func block(_ inputs: Int, _ outputs: Int) -> [any Layer] {
      let layers: [any Layer] = [
        GroupNorm(inputs, groups: 8), convolution(inputs, outputs),
        Linear(128, outputs, using: &rng),
        GroupNorm(outputs, groups: 8), convolution(outputs, outputs),
      ]
      return inputs == outputs
        ? layers : layers + [Conv2D(inputs, outputs, kernelSize: 1, using: &rng)]
    }
    let parts = Sequential {
      MLP([64, 128, 128], activation: SiLU(), using: &rng)
      convolution(1, 32)
      block(32, 32)
      convolution(32, 64, stride: 2)
      block(64, 64)
      convolution(64, 64, stride: 2)
      block(64, 64)
      enlarged(64, 64)
      block(128, 64)
      enlarged(64, 32)
      block(64, 32)
      GroupNorm(32, groups: 8)
      convolution(32, 1)
    }
    #expect(parts.parameterCount == 528_545)
  }
}
