// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Mixture of Bernoulli patterns") struct BernoulliMixtureLaws {
  private let x = Tensor([
    [1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 1, 1],
    [1, 0, 1, 0],
  ])

  private var start: BernoulliMixture {
    BernoulliMixture(
      weights: Tensor([0.4, 0.6]),
      probabilities: Tensor([[0.7, 0.6, 0.3, 0.2], [0.3, 0.4, 0.6, 0.7]]), smoothing: 0.1)
  }

  /// All 16 images of four pixels.
  private var all: Tensor {
    Tensor((0..<16).map { image in (0..<4).map { Float((image >> $0) & 1) } })
  }

  @Test("Three rounds give what NumPy gives") func rounds() {
    // NumPy 2.4.6 and `scipy.special.logsumexp` in double precision, from the same start.
    var mixture = start
    let history = mixture.fit(x, iterations: 3, tolerance: -1)
    expectClose(
      history.logLikelihoods, [-2.6046476, -2.3419907, -2.1697803, -2.0923185], tolerance: 2e-6)
    expectClose(mixture.weights.scalars, [0.5631862, 0.4368138], tolerance: 2e-6)
    expectClose(
      mixture.probabilities.scalars,
      [
        0.9748364, 0.5023838, 0.4974585, 0.0251636, 0.0497076, 0.3434862, 0.6567143, 0.9502924,
      ], tolerance: 2e-6)
    expectClose(
      mixture.responsibilities(given: x).sliced(0..<1, alongAxis: 1).flattened().scalars,
      [0.9990590, 0.9981859, 0.9981831, 0.0005188, 0.0010021, 0.0010006, 0.9964999], tolerance: 2e-6
    )
  }

  @Test("The probabilities of all images sum to one") func sum() {
    expectClose([exp(start.logProb(all)).sum().scalar], [1], tolerance: 1e-6)
  }

  @Test("Mean and covariance are those of the enumerated images") func moments() {
    let p = exp(start.logProb(all)).expanded(atAxis: 1)
    let mean = (p * all).sum(alongAxis: 0)
    expectClose(start.mean.scalars, mean.scalars.map(Double.init), tolerance: 1e-6)
    let rest = all - mean
    let covariance = matmul((p * rest).transposed(), rest)
    expectClose(
      start.covariance.scalars, covariance.scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("The log-likelihood never falls", arguments: [1, 2, 5]) func monotone(_ count: Int) {
    var rng = PCG32(seed: 6)
    let data = Tensor.bernoulli(probabilities: .uniform([60, 12], using: &rng), using: &rng)
    var mixture = BernoulliMixture(
      seeding: data, componentCount: count, smoothing: 0, using: &rng)
    let history = mixture.fit(data, iterations: 20, tolerance: -1)
    #expect(history.roundCount == 20)
    #expect(history.leastGain > -2e-5)
  }

  @Test("One component is the independent pixels") func single() {
    var rng = PCG32(seed: 1)
    let mixture = BernoulliMixture(fitting: x, componentCount: 1, smoothing: 0, using: &rng)
    expectClose(
      mixture.probabilities.scalars, [4.0 / 7, 3.0 / 7, 4.0 / 7, 3.0 / 7], tolerance: 1e-6)
    #expect(mixture.parameterCount == 4)
  }

  @Test("Samples come from the named components") func samples() {
    var rng = PCG32(seed: 2)
    let mixture = BernoulliMixture(
      weights: Tensor([0.5, 0.5]), probabilities: Tensor([[0, 1, 0], [1, 1, 0]]))
    let images = mixture.sample(given: [1, 0, 1], using: &rng)
    #expect(images.scalars == [1, 1, 0, 0, 1, 0, 1, 1, 0])
    let many = start.sample(4000, ofComponent: 1, using: &rng)
    // Four standard errors.
    expectClose(
      many.mean(alongAxis: 0).scalars, [0.3, 0.4, 0.6, 0.7],
      tolerance: 4 * 0.5 / 4000.0.squareRoot()
    )
  }

  @Test("A certain pixel makes the opposite improbable, not impossible") func certainty() {
    let mixture = BernoulliMixture(
      weights: Tensor([1]), probabilities: Tensor([[0, 1]]), smoothing: 0)
    #expect(mixture.logProb(Tensor([[1, 0]]))[0].scalar.isFinite)
    expectClose(mixture.logProb(Tensor([[0, 1]])).scalars, [0], tolerance: 1e-5)
  }

  @Test("The same seed gives the same bits for any number of threads") func threads() {
    let fitted = [1, 3].map { count in
      withThreads(count) {
        var rng = PCG32(seed: 5)
        return BernoulliMixture(fitting: x, componentCount: 3, iterations: 5, using: &rng)
      }
    }
    #expect(fitted[0].probabilities == fitted[1].probabilities)
  }
}
