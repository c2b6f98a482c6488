// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Variants of the variational autoencoder") struct VariationalVariantsLaws {
  private let images = randomBits([4, 6], seed: 1)
  private let labels = [0, 2, 1, 2]

  private func vae(seed: UInt64 = 3) -> VAE {
    var rng = PCG32(seed: seed)
    return VAE(imageSize: 6, hiddenSizes: [5], latentSize: 2, using: &rng)
  }

  /// Losses and parameters after three epochs.
  private func bits<Model: Trainable>(after model: Model) -> [UInt32] where Model.Batch == Tensor {
    let training = Training(
      model, on: images, batchSize: 2, optimizer: Adam(), seed: 7, isShown: false)
    let losses = training.prefix(3).map(\.loss)
    let weights = model.parameters.flatMap { $0.parameter.wrappedValue.scalars }
    return (losses + weights).map(\.bitPattern)
  }

  @Test("With β = 1 training is that of the variational autoencoder, to the bit")
  func betaOne() {
    #expect(bits(after: BetaVAE(vae(), beta: 1)) == bits(after: vae()))
    #expect(bits(after: BetaVAE(vae(), beta: 2)) != bits(after: vae()))
  }

  @Test("The weighted loss is linear in β, with the divergence as its slope")
  func betaSlope() {
    let losses = [Float(0), 1, 3].map { beta -> Float in
      var rng = PCG32(seed: 5)
      return BetaVAE(vae(), beta: beta).loss(on: images, using: &rng).scalar
    }
    let divergence = vae().posterior(given: images).klDivergence(to: .standard(2)).mean().scalar
    #expect(abs(losses[1] - losses[0] - divergence) < 1e-5)
    #expect(abs(losses[2] - losses[0] - 3 * divergence) < 1e-5)
  }

  @Test("A convolutional autoencoder has the parameters of its kernels, and all learn")
  func convolutional() {
    var rng = PCG32(seed: 3)
    let full = ConvolutionalVAE(using: &rng)
    let encoder = 16 * 16 + 16 + 32 * 16 * 16 + 32 + 1568 * 40 + 40
    let decoder = 20 * 1568 + 1568 + 32 * 16 * 16 + 16 + 16 * 16 + 1
    #expect(full.parameterCount == encoder + decoder)
    let small = ConvolutionalVAE(
      imageSize: (8, 4), channelCount: 2, latentSize: 3, using: &rng)
    let x = randomBits([3, 32], seed: 2)
    #expect(small.reconstruct(x).shape == [3, 32])
    #expect(small.sample(5, using: &rng).shape == [5, 32])
    let slopes = valueWithGradients(at: small.parameters) { small.loss(on: x, using: &rng) }
    for (named, slope) in zip(small.parameters, slopes.gradients) {
      #expect(slope.scalars.contains { $0 != 0 }, "\(named.path)")
    }
  }

  @Test("The conditional bound lies below the evidence of image given class")
  func conditionalBound() {
    var rng = PCG32(seed: 3)
    let model = ConditionalVAE(
      imageSize: 6, classCount: 3, hiddenSizes: [5], latentSize: 1, using: &rng)
    let count = 2001
    let z = Tensor((0..<count).map { -8 + 16 * Float($0) / Float(count - 1) }, shape: [count, 1])
    let prior = model.prior.logProb(z).scalars.map(Double.init)
    for row in 0..<4 {
      let label = labels[row]
      let p = model.likelihood(given: z, Array(repeating: label, count: count))
      let terms = zip(prior, p.logProb(images[row..<row + 1]).scalars).map {
        exp($0 + Double($1))
      }
      let evidence = log(terms.reduce(0, +) * 16 / Double(count - 1))
      let repeated = Labeled(
        images[row..<row + 1].broadcast(to: [500, 6]), Array(repeating: label, count: 500))
      let bound = model.terms(repeated, using: &rng).elbo.mean().scalar
      #expect(Double(bound) < evidence && Double(bound) > evidence - 2)
    }
  }

  @Test("A conditional autoencoder draws the classes that it is asked for, and sees them")
  func conditionalClasses() {
    var rng = PCG32(seed: 3)
    let model = ConditionalVAE(
      imageSize: 6, classCount: 3, hiddenSizes: [5], latentSize: 2, using: &rng)
    var (first, second) = (PCG32(seed: 1), PCG32(seed: 1))
    let (zeros, ones) = (
      model.sample(ofClasses: [0, 0], using: &first),
      model.sample(ofClasses: [0, 1], using: &second)
    )
    #expect(zeros.shape == [2, 6] && zeros[0] == ones[0] && zeros[1] != ones[1])
    #expect(model.posterior(given: images, labels).mean.shape == [4, 2])
  }

  @Test("In a product of Gaussian experts precisions add and weigh the means")
  func experts() {
    // Powers of two, so that the sums are exact: precisions 1, 4 and 16.
    let experts = [
      Normal(mean: Tensor([[1, 0]]), standardDeviation: Tensor([[1, 1]])),
      Normal(mean: Tensor([[-2, 3]]), standardDeviation: Tensor([[0.5, 0.5]])),
      Normal(mean: Tensor([[0.5, 1]]), standardDeviation: Tensor([[0.25, 0.25]])),
    ]
    let product = Normal.product(of: experts)
    expectClose((1 / product.variance).scalars, [21, 21], tolerance: 1e-6)
    expectClose(product.mean.scalars, [(1 - 8 + 8) / 21.0, (0 + 12 + 16) / 21.0], tolerance: 1e-6)
  }

  @Test("A product of experts is proportional to the product of their densities")
  func productDensity() {
    var rng = PCG32(seed: 8)
    let experts = (0..<3).map { _ in
      Normal(
        mean: .normal([1], using: &rng), standardDeviation: .uniform([1], in: 0.4..<2, using: &rng))
    }
    let z = Tensor.linspace(-3, 3, count: 13).reshaped(13, 1)
    let sum = experts.map { $0.logProb(z) }.reduce(Tensor.zeros([13]), +)
    let gap = (Normal.product(of: experts).logProb(z) - sum).scalars
    expectClose(gap, gap.map { _ in Double(gap[0]) }, tolerance: 1e-5)
  }

  @Test("A modality that is missing leaves the other's expert and the prior")
  func missing() {
    var rng = PCG32(seed: 3)
    let model = MultimodalVAE(
      imageSize: 6, classCount: 3, hiddenSizes: [5], latentSize: 2, using: &rng)
    let alone = model.posterior(images: images)
    let expected = Normal.product(of: [model.expert(on: images), .standard(2)])
    #expect(alone.mean == expected.mean)
    let both = model.posterior(images: images, labels: labels)
    #expect((both.variance .< alone.variance).scalars.allSatisfy { $0 == 1 })
    let slopes = valueWithGradients(at: model.parameters) {
      model.loss(on: Labeled(images, labels), using: &rng)
    }
    for (named, slope) in zip(model.parameters, slopes.gradients) {
      #expect(slope.scalars.contains { $0 != 0 }, "\(named.path)")
    }
    #expect(model.images(given: [0, 1, 2, 2], using: &rng).shape == [4, 6])
    let shares = model.labelProbabilities(given: images).sum(alongAxis: 1)
    expectClose(shares.scalars, [1, 1, 1, 1], tolerance: 1e-5)
  }
}
