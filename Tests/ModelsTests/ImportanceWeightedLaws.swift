// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Importance-weighted bounds") struct ImportanceWeightedLaws {
  private let images = Tensor([1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1], shape: [2, 6])

  private func tiny() -> VAE {
    var rng = PCG32(seed: 3)
    return VAE(imageSize: 6, hiddenSizes: [5, 4], latentSize: 1, using: &rng)
  }

  /// A linear model of five numbers with its density, and an encoder that is only roughly right.
  private func linear() -> (model: GaussianVAE, exact: MultivariateNormal) {
    var rng = PCG32(seed: 4)
    let model = GaussianVAE(
      size: 5, hiddenSizes: [], latentSize: 2, noise: .fixed(0.7), using: &rng)
    let (weight, bias) = (Tensor.normal([2, 5], using: &rng), Tensor([0.5, -1, 0, 2, 1]))
    model.decoder.layers[0].weight = weight
    model.decoder.layers[0].bias?.wrappedValue = bias
    // The true posterior has mean (x − b) Wᵀ M⁻¹ and covariance σ² M⁻¹, with M = W Wᵀ + σ² I.
    let inverse = (matmul(weight, weight.transposed()) + 0.49 * .identity(2)).inverse()
    let map = 0.9 * matmul(weight.transposed(), inverse)  // [5, 2]
    let variances = (0.49 * inverse * .identity(2)).sum(alongAxis: 1)
    model.encoder.layers[0].weight = [map, .zeros([5, 2])].concatenated(alongAxis: 1)
    model.encoder.layers[0].bias?.wrappedValue =
      [-matmul(bias.reshaped(1, 5), map).flattened(), log(variances) + 0.5].concatenated()
    let covariance = matmul(weight.transposed(), weight) + 0.49 * .identity(5)
    return (model, MultivariateNormal(mean: bias, covariance: covariance))
  }

  @Test("With 5,000 codes the bound of a linear model is the exact likelihood to 0.05 nats")
  func exactLikelihood() {
    let (model, exact) = linear()
    var rng = PCG32(seed: 5)
    let x = exact.sample(8, using: &rng)
    let estimate = model.importanceWeightedLogProb(x, samples: 5_000, using: &rng)
    let expected = exact.logProb(x)
    #expect(abs(estimate - expected).mean().scalar < 0.05)
    #expect(model.elbo(x, using: &rng).mean().scalar < expected.mean().scalar - 0.1)
  }

  @Test("More codes give a higher bound, from the evidence lower bound up to the evidence")
  func growth() {
    let (model, exact) = linear()
    var rng = PCG32(seed: 6)
    let x = exact.sample(4, using: &rng)
    let many = (0..<500).map { _ in x }.concatenated()  // [2000, 5]
    let elbo = model.elbo(many, using: &rng)
    let bounds = [1, 2, 8].map { model.importanceWeightedLogProb(many, samples: $0, using: &rng) }
    let error = elbo.standardDeviation().scalar / Float(2_000).squareRoot()
    let means = bounds.map { $0.mean().scalar }
    // One code gives the ELBO in the mean: its divergence is estimated there, and exact here.
    #expect(abs(means[0] - elbo.mean().scalar) < 6 * error)
    #expect(means[0] < means[1] && means[1] < means[2])
    #expect(means[2] < exact.logProb(x).mean().scalar)
  }

  @Test("Portions of codes add up: all of them count, in the same bits for the same seed")
  func portions() {
    let vae = tiny()
    let one = images[..<1]
    var (first, second) = (PCG32(seed: 7), PCG32(seed: 7))
    let a = vae.importanceWeightedLogProb(one, samples: 400_000, using: &first)
    let b = vae.importanceWeightedLogProb(one, samples: 400_000, using: &second)
    #expect(a == b)
    // log ∫ p(z) p(x|z) dz by a fine sum over the only latent number.
    let count = 4001
    let z = Tensor((0..<count).map { -8 + 16 * Float($0) / Float(count - 1) }, shape: [count, 1])
    let joint = vae.prior.logProb(z) + vae.likelihood(given: z).logProb(one)
    let evidence = joint.logSumExp().scalar + Float(Foundation.log(16.0 / Double(count - 1)))
    #expect(abs(a.scalars[0] - evidence) < 2e-3)
  }

  @Test("Rows keep their order, however many there are")
  func rows() {
    let (model, exact) = linear()
    var rng = PCG32(seed: 8)
    let x = exact.sample(3, using: &rng)
    let far = x + Tensor([0, 100, 200]).expanded(atAxis: 1)
    let bound = model.importanceWeightedLogProb(far, samples: 20, using: &rng)
    #expect(bound.shape == [3])
    #expect(bound.scalars[0] > bound.scalars[1] && bound.scalars[1] > bound.scalars[2])
    #expect(model.importanceWeightedLogProb(x[..<0], samples: 2, using: &rng).shape == [0])
  }

  @Test("A model learns from it, in both networks")
  func training() {
    var rng = PCG32(seed: 9)
    let x = linear().exact.sample(200, using: &rng)
    let model = GaussianVAE(
      size: 5, hiddenSizes: [], latentSize: 2, noise: .fixed(0.7), using: &rng)
    let before = model.importanceWeightedLogProb(x, samples: 50, using: &rng).mean().scalar
    let weighted = ImportanceWeighted(model, samples: 5)
    #expect(weighted.parameterCount == model.parameterCount)
    let training = Training(
      weighted, on: x, batchSize: 50, optimizer: Adam(learningRate: 0.01), seed: 1, isShown: false)
    #expect(Array(training.prefix(10)).count == 10)
    let after = model.importanceWeightedLogProb(x, samples: 50, using: &rng).mean().scalar
    #expect(after > before + 1)
  }
}

@Suite("Variational autoencoder of real numbers") struct GaussianVAELaws {
  private func model(_ noise: GaussianVAE.Noise) -> GaussianVAE {
    var rng = PCG32(seed: 2)
    return GaussianVAE(size: 6, hiddenSizes: [5], latentSize: 2, noise: noise, using: &rng)
  }

  @Test("A learned deviation is one parameter more than a fixed one")
  func parameterCount() {
    let networks = 6 * 5 + 5 + 5 * 4 + 4 + 2 * 5 + 5 + 5 * 6 + 6
    #expect(model(.fixed(0.3)).parameterCount == networks)
    #expect(model(.learned(from: 0.3)).parameterCount == networks + 1)
    #expect(abs(model(.learned(from: 0.3)).standardDeviation.scalar - 0.3) < 1e-6)
  }

  @Test("Its terms are the normal density of what is decoded and the divergence of the code")
  func terms() {
    let model = model(.fixed(0.3))
    var rng = PCG32(seed: 3)
    let x = Tensor.normal([4, 6], using: &rng)
    var (first, second, third) = (PCG32(seed: 5), PCG32(seed: 5), PCG32(seed: 5))
    let terms = model.terms(x, using: &first)
    let q = model.posterior(given: x)
    let residual = x - model.decode(q.sample(using: &second))
    let constant = 6 * Foundation.log(0.3 * (2 * Double.pi).squareRoot())
    let expected = (residual * residual).sum(alongAxis: 1).scalars.map {
      -Double($0) / (2 * 0.09) - constant
    }
    expectClose(terms.reconstruction.scalars, expected, tolerance: 1e-5)
    #expect(terms.divergence.scalars.allSatisfy { $0 >= 0 })
    #expect(terms.elbo == model.elbo(x, using: &third))
    #expect(model.reconstruct(x) == model.decode(q.mean) && model.encode(x) == q.mean)
  }

  @Test("The learned deviation comes to that of the noise")
  func learnedNoise() {
    var rng = PCG32(seed: 6)
    let codes = Tensor.normal([400, 1], using: &rng)
    let x = matmul(codes, Tensor([[2, -1, 1, 0]])) + 0.25 * Tensor.normal([400, 4], using: &rng)
    let model = GaussianVAE(
      size: 4, hiddenSizes: [], latentSize: 1, noise: .learned(from: 1), using: &rng)
    let training = Training(
      model, on: x, batchSize: 50, optimizer: Adam(learningRate: 0.02), seed: 2, isShown: false)
    #expect(Array(training.prefix(60)).count == 60)
    #expect(abs(model.standardDeviation.scalar - 0.25) < 0.03)
  }
}

@Suite("Variational autoencoders' traps") struct VariationalTraps {
  @Test("No codes, or an example without its batch, is refused in words")
  func codes() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var rng = PCG32(seed: 1)
      let vae = VAE(imageSize: 6, hiddenSizes: [5], latentSize: 1, using: &rng)
      _ = vae.importanceWeightedLogProb(.zeros([2, 6]), samples: 0, using: &rng)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("0 codes for examples of shape [2, 6]"))
  }

  @Test("A standard deviation of 0 is refused in words")
  func deviation() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var rng = PCG32(seed: 1)
      _ = GaussianVAE(size: 6, hiddenSizes: [], noise: .fixed(0), using: &rng)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("the standard deviation 0.0 is not positive"))
  }
}
