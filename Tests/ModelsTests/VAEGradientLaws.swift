// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Models
import Tensors
import Testing

/// The negative bound in double precision, by plain loops: an independent witness for the gradient.
private struct ReferenceVAE {
  /// Weights `[input][output]` and biases, the encoder's layers before the decoder's.
  var layers: [(weight: [[Double]], bias: [Double])]
  let encoderDepth: Int

  init(_ vae: VAE) {
    layers = (vae.encoder.layers + vae.decoder.layers).map { layer in
      let (rows, columns) = (layer.weight.shape[0], layer.weight.shape[1])
      let weight = layer.weight.scalars.map { Double($0) }
      let bias = layer.bias?.wrappedValue.scalars.map { Double($0) }
      return (
        (0..<rows).map { Array(weight[$0 * columns..<($0 + 1) * columns]) },
        bias ?? [Double](repeating: 0, count: columns)
      )
    }
    encoderDepth = vae.encoder.layers.count
  }

  private func run(_ x: [Double], _ range: Range<Int>) -> [Double] {
    var value = x
    for index in range {
      let layer = layers[index]
      value = layer.bias.indices.map { column in
        let sum = zip(value, layer.weight).reduce(layer.bias[column]) { $0 + $1.0 * $1.1[column] }
        return index == range.upperBound - 1 ? sum : max(sum, 0)
      }
    }
    return value
  }

  func loss(_ images: [[Double]], noise: [Double]) -> Double {
    let losses = zip(images, noise).map { x, epsilon in
      let code = run(x, 0..<encoderDepth)
      let (mean, logVariance) = (code[0], code[1])
      let z = mean + Foundation.exp(logVariance / 2) * epsilon
      let logits = run([z], encoderDepth..<layers.count)
      let entropy = zip(x, logits).reduce(0) { $0 + log1p(Foundation.exp($1.1)) - $1.0 * $1.1 }
      let divergence = -0.5 * (1 + logVariance - mean * mean - Foundation.exp(logVariance))
      return entropy + divergence
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  /// Central differences at each weight and bias, layer by layer.
  func gradients(_ images: [[Double]], noise: [Double]) -> [[Double]] {
    let h = 1e-5
    func slope(_ change: (inout ReferenceVAE, Double) -> Void) -> Double {
      var (up, down) = (self, self)
      change(&up, h)
      change(&down, -h)
      return (up.loss(images, noise: noise) - down.loss(images, noise: noise)) / (2 * h)
    }
    return layers.indices.flatMap { layer in
      let weight = layers[layer].weight.indices.flatMap { row in
        layers[layer].bias.indices.map { column in
          slope { $0.layers[layer].weight[row][column] += $1 }
        }
      }
      let bias = layers[layer].bias.indices.map { column in
        slope { $0.layers[layer].bias[column] += $1 }
      }
      return [weight, bias]
    }
  }
}

@Suite("Gradient of the evidence lower bound") struct VAEGradientLaws {
  @Test("In each layer of both networks it is that of plain loops in double precision")
  func layers() {
    var rng = PCG32(seed: 3)
    let vae = VAE(imageSize: 6, hiddenSizes: [5, 4], latentSize: 1, using: &rng)
    let images = Tensor([1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1], shape: [2, 6])
    var (noiseRNG, lossRNG) = (PCG32(seed: 9), PCG32(seed: 9))
    let noise = Tensor.normal([2, 1], using: &noiseRNG).scalars.map { Double($0) }
    let rows = (0..<2).map { images[$0].scalars.map { Double($0) } }
    let reference = ReferenceVAE(vae)

    let parameters = vae.parameters
    let (loss, gradients) = valueWithGradients(at: parameters) {
      vae.loss(on: images, using: &lossRNG)
    }
    let expected = reference.gradients(rows, noise: noise)
    #expect(abs(Double(loss.scalar) - reference.loss(rows, noise: noise)) < 1e-5)
    #expect(gradients.count == expected.count)
    for (parameter, pair) in zip(parameters, zip(gradients, expected)) {
      #expect(pair.0.elementCount == pair.1.count, "\(parameter.path)")
      for (actual, expected) in zip(pair.0.scalars, pair.1) {
        #expect(
          abs(Double(actual) - expected) <= 1e-4 * max(abs(expected), 0.01), "\(parameter.path)")
      }
    }
  }

  @Test("The divergence from the standard normal is the integral that it stands for")
  func divergence() {
    let (mean, logVariance) = (0.7, -0.5)
    let deviation = Foundation.exp(logVariance / 2)
    let count = 20_000
    let integral = (0..<count).reduce(0.0) { sum, index in
      let standard = -12 + 24 * (Double(index) + 0.5) / Double(count)
      let z = mean + deviation * standard
      let density = Foundation.exp(-standard * standard / 2) / (2 * Double.pi).squareRoot()
      let logRatio = -standard * standard / 2 - logVariance / 2 + z * z / 2
      return sum + density * logRatio * 24 / Double(count)
    }
    let closed = -0.5 * (1 + logVariance - mean * mean - Foundation.exp(logVariance))
    let q = Normal(
      mean: Tensor([[Float(mean)]]), standardDeviation: exp(Tensor([[Float(logVariance / 2)]])))
    // The slide's formula at these numbers, to six digits.
    #expect(abs(closed - 0.298265) < 5e-7 && abs(integral - closed) < 1e-9)
    #expect(abs(Double(q.klDivergence(to: .standard(1)).scalars[0]) - closed) < 1e-6)
  }
}
