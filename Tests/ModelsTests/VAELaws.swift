// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Variational autoencoder") struct VAELaws {
  private func tiny(seed: UInt64 = 3) -> VAE {
    var rng = PCG32(seed: seed)
    return VAE(imageSize: 6, hiddenSizes: [5, 4], latentSize: 1, using: &rng)
  }

  private let images = Tensor([1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1], shape: [2, 6])

  @Test("Encoder and decoder have the parameters of their sizes")
  func parameterCount() {
    var rng = PCG32(seed: 1)
    let encoder = 784 * 512 + 512 + 512 * 256 + 256 + 256 * 4 + 4
    let decoder = 2 * 256 + 256 + 256 * 512 + 512 + 512 * 784 + 784
    #expect(VAE(using: &rng).parameterCount == encoder + decoder)
  }

  /// `log p(x) = log ∫ p(z) p(x|z) dz`, by a fine sum over the one latent coordinate.
  private func evidence(_ vae: VAE, _ x: Tensor) -> [Double] {
    let count = 4001
    let z = Tensor((0..<count).map { -8 + 16 * Float($0) / Float(count - 1) }, shape: [count, 1])
    let prior = vae.prior.logProb(z).scalars.map(Double.init)
    return (0..<x.shape[0]).map { row in
      let likelihood = vae.likelihood(given: z).logProb(x[row..<row + 1]).scalars
      let terms = zip(prior, likelihood).map { Foundation.exp($0 + Double($1)) }
      return Foundation.log(terms.reduce(0, +) * 16 / Double(count - 1))
    }
  }

  @Test("The bound lies below the evidence by the posterior's divergence from the true one")
  func bound() {
    let (vae, draws) = (tiny(), 4000)
    var rng = PCG32(seed: 5)
    let evidence = evidence(vae, images)
    let q = vae.posterior(given: images)
    for row in 0..<2 {
      let repeated = images[row..<row + 1].broadcast(to: [draws, 6])
      let bounds = vae.elbo(repeated, using: &rng)
      let mean = Double(bounds.mean().scalar)
      // The gap KL(q ‖ p(z|x)), by a fine sum over z.
      let gap = divergence(vae, q.mean[row].scalar, q.standardDeviation[row].scalar, row, evidence)
      #expect(mean < evidence[row])
      #expect(abs(evidence[row] - mean - gap) < 0.02)
    }
  }

  private func divergence(
    _ vae: VAE, _ mean: Float, _ deviation: Float, _ row: Int, _ evidence: [Double]
  ) -> Double {
    let (count, width) = (4001, 16 * Double(deviation))
    let z = (0..<count).map {
      Double(mean) + width * (Double($0) / Double(count - 1) - 0.5)
    }
    let codes = Tensor(z.map(Float.init), shape: [count, 1])
    let joint =
      vae.prior.logProb(codes) + vae.likelihood(given: codes).logProb(images[row..<row + 1])
    let scale = Double(deviation)
    return zip(z, joint.scalars).reduce(0) { sum, point in
      let standard = (point.0 - Double(mean)) / scale
      let logQ = -standard * standard / 2 - Foundation.log(scale * (2 * Double.pi).squareRoot())
      let logPosterior = Double(point.1) - evidence[row]
      return sum + Foundation.exp(logQ) * (logQ - logPosterior) * width / Double(count - 1)
    }
  }

  @Test("Every parameter receives a gradient")
  func gradients() {
    let vae = tiny()
    var rng = PCG32(seed: 9)
    let parameters = vae.parameters
    let (loss, gradients) = valueWithGradients(at: parameters) { vae.loss(on: images, using: &rng) }
    #expect(loss.scalar.isFinite && parameters.count == 12)
    for (parameter, gradient) in zip(parameters, gradients) {
      #expect(gradient.scalars.contains { $0 != 0 }, "\(parameter.path)")
    }
  }

  @Test("A training that runs away says so, and keeps the last weights that are numbers")
  func divergence() {
    let vae = tiny()
    let training = Training(
      vae, on: images, batchSize: 2, optimizer: SGD(learningRate: 1e6), seed: 1, isShown: false)
    let epochs = Array(training.prefix(50))
    #expect(epochs.last?.divergence != nil && epochs.count < 50)
    for named in vae.parameters {
      let isFinite = named.parameter.wrappedValue.scalars.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(named.path)")
    }
  }

  @Test("Samples are probabilities of pixels")
  func samples() {
    var rng = PCG32(seed: 9)
    let images = tiny().sample(7, using: &rng)
    #expect(images.shape == [7, 6] && images.scalars.allSatisfy { (0...1).contains($0) })
  }
}
