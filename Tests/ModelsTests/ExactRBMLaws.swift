// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Exact restricted Boltzmann machine") struct ExactRBMLaws {
  private let machine: RBM
  private let exact: ExactRBM

  init() {
    machine = randomRBM(4, 3)
    exact = ExactRBM(machine)
  }

  /// `exp(−E(v, h))` summed term by term over all pairs that a condition keeps.
  private func sum(where keeps: ([Double], [Double]) -> Bool) -> Double {
    let (w, b) = (machine.weight.scalars, machine.visibleBias.scalars)
    let c = machine.hiddenBias.scalars
    var sum = 0.0
    for v in exact.visibleStates {
      for h in exact.hiddenStates where keeps(v, h) {
        var energy = 0.0
        for i in 0..<4 {
          energy -= Double(b[i]) * v[i]
          for j in 0..<3 { energy -= v[i] * Double(w[3 * i + j]) * h[j] }
        }
        for j in 0..<3 { energy -= Double(c[j]) * h[j] }
        sum += Foundation.exp(-energy)
      }
    }
    return sum
  }

  @Test("The partition function is the sum over all 128 states") func partition() {
    let logZ = Foundation.log(sum { _, _ in true })
    #expect(abs(exact.logPartition - logZ) < 1e-12)
    #expect(abs(machine.exactLogPartition() - logZ) < 1e-12)
    #expect(abs(exact.joint.probabilities.reduce(0, +) - 1) < 1e-12)
  }

  @Test("The probability of a visible vector is its share of the sum") func marginal() {
    let (total, visible) = (sum { _, _ in true }, exact.visible)
    for (index, v) in exact.visibleStates.enumerated() {
      #expect(abs(visible[index] - sum { other, _ in other == v } / total) < 1e-12)
    }
  }

  @Test("The conditionals are those of the joint distribution") func conditionals() {
    for v in exact.visibleStates {
      let p = exact.hiddenProbabilities(given: v)
      let all = sum { other, _ in other == v }
      for j in 0..<3 {
        #expect(abs(p[j] - sum { $0 == v && $1[j] == 1 } / all) < 1e-12)
      }
    }
    for h in exact.hiddenStates {
      let p = exact.visibleProbabilities(given: h)
      let all = sum { _, other in other == h }
      for i in 0..<4 {
        #expect(abs(p[i] - sum { $0[i] == 1 && $1 == h } / all) < 1e-12)
      }
    }
  }

  @Test("A Gibbs step keeps the distribution, and many lead to it") func stationary() {
    let (transition, p) = (exact.transitionMatrix, exact.visible)
    for row in transition.rows { #expect(abs(row.reduce(0, +) - 1) < 1e-12) }
    let next = exact.after(1, from: p)
    let far = exact.after(2000, from: DiscreteDistribution([1] + Array(repeating: 0, count: 15)))
    for state in 0..<16 {
      #expect(abs(next[state] - p[state]) < 1e-12)
      #expect(abs(far[state] - p[state]) < 1e-9)
    }
  }

  @Test("The gradient is the slope of the mean log-likelihood") func gradient() {
    var rng = PCG32(seed: 2)
    let data = DiscreteDistribution.random(16, using: &rng)
    let gradient = exact.gradient(on: data)
    func logLikelihood(_ machine: ExactRBM) -> Double {
      data.expectation(of: machine.visible.logProbabilities)
    }
    func shifted(_ place: Int, _ step: Double) -> ExactRBM {
      var (w, b, c) = (exact.weight, exact.visibleBias, exact.hiddenBias)
      if place < 12 {
        w[place / 3][place % 3] += step
      } else if place < 16 {
        b[place - 12] += step
      } else {
        c[place - 16] += step
      }
      return ExactRBM(weight: w, visibleBias: b, hiddenBias: c)
    }
    #expect(gradient.count == 19)
    for place in gradient.indices {
      let slope =
        (logLikelihood(shifted(place, 1e-5)) - logLikelihood(shifted(place, -1e-5))) / 2e-5
      #expect(abs(gradient[place] - slope) < 1e-8)
    }
  }

  @Test("Contrastive divergence of many steps is the gradient") func manySteps() {
    var rng = PCG32(seed: 3)
    let data = DiscreteDistribution.random(16, using: &rng)
    let (gradient, estimate) = (
      exact.gradient(on: data), exact.contrastiveDivergence(on: data, steps: 2000)
    )
    for (a, b) in zip(gradient, estimate) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("The mean of many estimates of CD-1 is what its expectation says") func expectation() {
    let v = randomBits([4, 4], seed: 4)
    let states = numberedStates(4)
    let data = DiscreteDistribution(
      states.map { state in Double((0..<4).count { v[$0].scalars == state }) / 4 })
    let expected = exact.contrastiveDivergence(on: data)
    var rng = PCG32(seed: 5)
    let many = (0..<5000).map { _ in v }.concatenated()
    let last = machine.gibbs(from: many, steps: 1, using: &rng)
    let estimate =
      (matmul(many.transposed(), machine.hiddenProbabilities(given: many))
        - matmul(last.transposed(), machine.hiddenProbabilities(given: last))) / 20_000
    // The products vary by at most ½ each: five standard errors.
    for (a, b) in zip(estimate.scalars, expected) { #expect(abs(Double(a) - b) < 0.018) }
  }

  @Test("Independent units have no total correlation, dependent ones have some") func dependence() {
    let none = ExactRBM(
      weight: [[0, 0], [0, 0], [0, 0]], visibleBias: [1, -2, 0.3], hiddenBias: [0.5, 1])
    #expect(abs(none.totalCorrelation) < 1e-12)
    // It is the divergence of p(v) from the product of its marginals.
    let (p, states) = (exact.visible, exact.visibleStates)
    let rates = (0..<4).map { i in p.expectation(of: states.map { $0[i] }) }
    let independent = states.map { v in
      (0..<4).reduce(1.0) { $0 * (v[$1] == 1 ? rates[$1] : 1 - rates[$1]) }
    }
    let divergence = p.klDivergence(to: DiscreteDistribution(independent))
    #expect(abs(exact.totalCorrelation - divergence) < 1e-12)
    #expect(divergence > 0.001)
    // Two units tied to one hidden unit, always equal: log 2.
    let twins = ExactRBM(weight: [[80], [80]], visibleBias: [-40, -40], hiddenBias: [-80])
    #expect(abs(twins.totalCorrelation - Foundation.log(2)) < 1e-9)
  }

  @Test("Both layers give the same partition function", arguments: [(12, 5), (5, 12), (11, 11)])
  func layers(sizes: (Int, Int)) {
    let machine = randomRBM(sizes.0, sizes.1, scale: 0.5, seed: 6)
    let exact = ExactRBM(machine)
    let logZ = logSumExp(exact.visibleStates.map(exact.logPotential))
    #expect(abs(machine.exactLogPartition() - logZ) < 1e-10)
  }

  @Test("Without connections the partition function is a product over units") func product() {
    let machine = randomRBM(30, 4, scale: 2, seed: 7)
    machine.weight = .zeros([30, 4])
    let units = machine.visibleBias.scalars + machine.hiddenBias.scalars
    let logZ = units.reduce(0) { $0 + Foundation.log1p(Foundation.exp(Double($1))) }
    #expect(abs(machine.exactLogPartition() - logZ) < 1e-11)
  }

  @Test("The floating-point machine agrees with the exact one") func agreement() {
    let logProb = machine.logProb(Tensor(numberedStates(4)), logPartition: exact.logPartition)
    expectClose(logProb.scalars, exact.visible.logProbabilities, tolerance: 2e-6)
  }
}
