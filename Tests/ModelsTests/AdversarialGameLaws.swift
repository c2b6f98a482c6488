// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Adversarial games") struct AdversarialGameLaws {
  private func game(seed: UInt64 = 1, states: Int = 6) -> TableGame {
    var rng = PCG32(seed: seed)
    return TableGame(data: .random(states, using: &rng), generator: .random(states, using: &rng))
  }

  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test("An undecided discriminator has the value −2 log 2")
  func undecided() {
    #expect(abs(game().value(of: Array(repeating: 0.5, count: 6)) + 2 * log(2)) < 1e-12)
  }

  @Test("Gradient ascent finds the best discriminator, also with softened labels")
  func bestDiscriminator() {
    let game = game()
    #expect(distance(game.trainedDiscriminator(), game.optimalDiscriminator()) < 1e-6)
    let soft = game.optimalDiscriminator(realLabel: 0.9, fakeLabel: 0.2)
    #expect(distance(game.trainedDiscriminator(realLabel: 0.9, fakeLabel: 0.2), soft) < 1e-6)
    for state in 0..<6 {
      let (p, g) = (game.data[state], game.generator[state])
      #expect(abs(soft[state] - (0.9 * p + 0.2 * g) / (p + g)) < 1e-12)
    }
  }

  @Test("The best value is 2 JSD − 2 log 2, and no discriminator exceeds it")
  func bestValue() {
    let game = game()
    let best = game.optimalValue
    let divergence = game.data.jensenShannonDivergence(to: game.generator)
    #expect(abs(best - 2 * divergence + 2 * log(2)) < 1e-12)
    #expect(abs(best - game.value(of: game.optimalDiscriminator())) < 1e-12)
    var rng = PCG32(seed: 3)
    for _ in 0..<50 {
      let other = (0..<6).map { _ in Double.random(in: 0.01..<0.99, using: &rng) }
      #expect(game.value(of: other) < best)
    }
  }

  @Test("The divergence of shifted Gaussians is that of numerical integration")
  func gaussians() {
    // SciPy 1.17.1, integrate.quad of the definition, N(0, 1) against N(μ, 1).
    let expected = [0.5: 0.0303113, 1: 0.111421, 2: 0.336831, 4: 0.632720, 8: 0.693054]
    let grid = (0...2000).map { -12 + 0.02 * Double($0) }
    let table = { (mean: Double) in
      let density = UnivariateGaussian(mean: mean, standardDeviation: 1)
      return DiscreteDistribution(logWeights: grid.map(density.logProb))
    }
    for (mean, divergence) in expected {
      let found = table(0).jensenShannonDivergence(to: table(mean))
      #expect(abs(found - divergence) < 1e-6, "μ = \(mean): \(found)")
    }
  }

  @Test("The divergence is symmetric, 0 for equal tables and log 2 for disjoint ones")
  func divergence() {
    let (p, q) = (game().data, game().generator)
    #expect(p.jensenShannonDivergence(to: q) == q.jensenShannonDivergence(to: p))
    #expect(p.jensenShannonDivergence(to: p) == 0)
    let halves = [DiscreteDistribution([0.4, 0.6, 0]), DiscreteDistribution([0, 0, 1])]
    #expect(abs(halves[0].jensenShannonDivergence(to: halves[1]) - log(2)) < 1e-15)
    // Probabilities at the edge of what a number can hold.
    let tiny = DiscreteDistribution([1, Double.leastNonzeroMagnitude])
    #expect(tiny.jensenShannonDivergence(to: DiscreteDistribution([1, 0])) < 1e-12)
  }

  @Test("A generator that descends against the best discriminator becomes the data")
  func descent() {
    let path = game(states: 4).generatorDescent(steps: 400)
    let divergences = path.map { $0.data.jensenShannonDivergence(to: $0.generator) }
    #expect(path.count == 401 && divergences[400] < 1e-6)
    #expect(zip(divergences.dropFirst(), divergences).allSatisfy { $0 <= $1 + 1e-12 })
  }

  @Test("Simultaneous gradients leave the equilibrium by √(1 + η²) a step")
  func simultaneous() {
    let path = BilinearGame(learningRate: 0.2)
      .path(from: .init(x: 1, y: -2), steps: 20, by: .simultaneous)
    for (now, next) in zip(path, path.dropFirst()) {
      #expect(abs(next.radius / now.radius - 1.04.squareRoot()) < 1e-12)
    }
  }

  @Test("Players in turns stay at a distance; looking ahead or back leads home")
  func remedies() {
    let game = BilinearGame(learningRate: 0.1)
    let ends = [
      BilinearGame.Dynamics.alternating, .extragradient, .historicalAveraging(weight: 0.3),
    ].map { game.path(from: .init(x: 1, y: 1), steps: 1500, by: $0)[1500].radius }
    // x² − ηxy + y² is kept by steps in turns.
    #expect(ends[0] > 1.2 && ends[0] < 1.6)
    // Extragradient: the radius shrinks by √((1 − η²)² + η²) a step.
    #expect(abs(ends[1] / (2.0.squareRoot() * pow(0.99 * 0.99 + 0.01, 750)) - 1) < 1e-9)
    #expect(ends[2] < 0.1)
  }

  @Test("Historical averaging pays the squared distance from the mean of all steps")
  func historicalAverage() {
    var rng = PCG32(seed: 1)
    let layer = Linear(2, 1, using: &rng)
    let weight = layer.parameters[0].parameter
    weight.wrappedValue = Tensor([[0], [0]])
    let history = HistoricalAverage(of: [layer.parameters[0]])
    #expect(history.penalty.scalar == 0)
    for step in 1...3 {
      weight.wrappedValue = Tensor([[Float(step)], [0]])
      history.update()
    }
    // The mean of 0, 1, 2, 3 is 1.5.
    #expect(history.count == 4 && abs(history.penalty.scalar - 2.25) < 1e-6)
    let slope = valueWithGradients(at: [layer.parameters[0]]) { history.penalty }.gradients[0]
    #expect(abs(slope.scalars[0] - 3) < 1e-5 && slope.scalars[1] == 0)
  }
}
