// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

/// The lecture's machine: spins, w₁₂ = w₁₃ = −1, w₂₃ = 2, b₂ = 1, each pair counted once.
private let lecture = BoltzmannMachine(
  .spins, pairs: [(0, 1, -1), (0, 2, -1), (1, 2, 2)], biases: [0, 1, 0])

private func random(
  _ units: BoltzmannMachine.Units, visible: Int, hidden: Int = 0, seed: UInt64
) -> BoltzmannMachine {
  var rng = PCG32(seed: seed)
  return .random(units, visible: visible, hidden: hidden, using: &rng)
}

/// The largest difference of two lists, or infinity where their lengths differ.
private func worst(_ left: [Double], _ right: [Double]) -> Double {
  left.count == right.count ? zip(left, right).map { abs($0 - $1) }.max() ?? 0 : .infinity
}

/// `Σ_{i<j} wᵢⱼ xᵢ xⱼ + Σ bᵢ xᵢ`, term by term.
private func happiness(_ machine: BoltzmannMachine, _ x: [Double]) -> Double {
  var sum = 0.0
  for i in x.indices {
    sum += machine.biases[i] * x[i]
    for j in i + 1..<max(x.count, i + 1) { sum += machine.weights[i][j] * x[i] * x[j] }
  }
  return sum
}

@Suite("Boltzmann machine") struct BoltzmannMachineLaws {
  @Test("The lecture's table: Z, a marginal, a conditional") func lectureTable() {
    // Roger Grosse's example, as printed in the lecture; H(−1, 1, −1) is −1.
    #expect(lecture.states.map(lecture.happiness) == [-1, -3, -1, 5, 3, -3, -1, 1])
    #expect(abs(exp(lecture.logPartition) - 172.4202) < 1e-4)
    #expect(abs(lecture.probability(of: [0: 1]) - 0.134680) < 5e-7)
    #expect(abs(lecture.probability(of: [0: 1], given: [1: -1]) - 0.979679) < 5e-7)
    #expect(lecture.energy([1, 1, 1]) == -1)
    let binary = BoltzmannMachine(.binary, weights: lecture.weights, biases: lecture.biases)
    // Over zeros and ones: e⁰ + e⁰ + e¹ + e³ + e⁰ + e⁻¹ + e⁰ + e¹.
    #expect(abs(exp(binary.logPartition) - (4 + 2 * M_E + exp(3) + exp(-1))) < 1e-12)
  }

  @Test("The table of happiness is that of each state", arguments: [1, 2, 5])
  func potentials(_ count: Int) {
    for units in [BoltzmannMachine.Units.binary, .spins] {
      let machine = random(units, visible: count, seed: 3)
      let expected = machine.states.map { happiness(machine, $0) }
      #expect(worst(machine.logPotentials, expected) < 1e-12)
      #expect(worst(machine.states.map(machine.happiness), expected) < 1e-12)
      #expect(machine.states.map(machine.number) == Array(0..<1 << count))
    }
  }

  @Test("Queries are sums over the states that agree") func queries() {
    let machine = random(.binary, visible: 4, seed: 4)
    let rows = zip(machine.states, machine.distribution.probabilities)
    let evidence = rows.filter { $0.0[1] == 0 && $0.0[3] == 1 }
    let both = evidence.filter { $0.0[0] == 1 && $0.0[2] == 0 }
    let expected = both.reduce(0) { $0 + $1.1 } / evidence.reduce(0) { $0 + $1.1 }
    #expect(abs(machine.probability(of: [0: 1, 2: 0], given: [1: 0, 3: 1]) - expected) < 1e-14)
    #expect(machine.probability(of: [1: 1], given: [1: 0]) == 0)
    #expect(abs(machine.probability(of: [1: 0], given: [1: 0]) - 1) < 1e-15)
  }

  @Test("A unit's conditional is that of the table", arguments: [UInt64(5), 6])
  func conditionals(_ seed: UInt64) {
    for units in [BoltzmannMachine.Units.binary, .spins] {
      let machine = random(units, visible: 4, seed: seed)
      for x in machine.states {
        for i in 0..<4 {
          var up = x
          up[i] = 1
          var down = x
          down[i] = units == .binary ? 0 : -1
          let (one, other) = (exp(happiness(machine, up)), exp(happiness(machine, down)))
          #expect(abs(machine.conditional(of: i, given: x) - one / (one + other)) < 1e-13)
        }
      }
    }
  }

  @Test("Visible and hidden units: sums of the joint, the posterior, the free energy")
  func hidden() {
    for units in [BoltzmannMachine.Units.binary, .spins] {
      let machine = random(units, visible: 3, hidden: 2, seed: 7)
      let joint = machine.states.map { exp(happiness(machine, $0)) }
      let z = joint.reduce(0, +)
      let visible = (0..<8).map { v in (0..<4).reduce(0) { $0 + joint[4 * v + $1] } / z }
      let hidden = (0..<4).map { h in (0..<8).reduce(0) { $0 + joint[4 * $1 + h] } / z }
      #expect(worst(machine.visibleDistribution.probabilities, visible) < 1e-14)
      #expect(worst(machine.hiddenDistribution.probabilities, hidden) < 1e-14)
      let vectors = (0..<8).map { Array(machine.states[4 * $0][..<3]) }
      for (number, v) in vectors.enumerated() {
        let expected = (0..<4).map { joint[4 * number + $0] / (z * visible[number]) }
        let posterior = machine.posterior(given: v).distribution
        #expect(worst(posterior.probabilities, expected) < 1e-13)
        #expect(abs(machine.freeEnergy(v) + log(visible[number] * z)) < 1e-12)
      }
      let likelihood = machine.logLikelihood(of: [vectors[1], vectors[6], vectors[6]])
      #expect(abs(likelihood - log(visible[1]) - 2 * log(visible[6])) < 1e-12)
    }
  }

  @Test("The gradient is the slope of the mean log-likelihood, also with hidden units")
  func gradient() {
    for (units, hidden) in [(BoltzmannMachine.Units.binary, 0), (.spins, 2), (.binary, 1)] {
      let machine = random(units, visible: 3, hidden: hidden, seed: 8)
      let states = random(units, visible: 3, seed: 8).states
      let data = [states[1], states[1], states[4], states[7]]
      let gradient = machine.gradient(on: data)
      let value = { (change: (inout [[Double]], inout [Double]) -> Void) -> Double in
        var (weights, biases) = (machine.weights, machine.biases)
        change(&weights, &biases)
        return BoltzmannMachine(units, weights: weights, biases: biases, visibleCount: 3)
          .logLikelihood(of: data) / 4
      }
      for i in 0..<machine.count {
        let slope = (value { $1[i] += 1e-5 } - value { $1[i] -= 1e-5 }) / 2e-5
        #expect(abs(gradient.means[i] - slope) < 1e-8)
        for j in 0..<i {
          let moved = { (amount: Double) in
            value { weights, _ in
              weights[i][j] += amount
              weights[j][i] += amount
            }
          }
          #expect(abs(gradient.products[i][j] - (moved(1e-5) - moved(-1e-5)) / 2e-5) < 1e-8)
          #expect(gradient.products[i][j] == gradient.products[j][i])
        }
      }
    }
  }

  @Test("The moments decide the mean happiness, and with log Z the mean log-likelihood")
  func meanHappiness() {
    let machine = random(.spins, visible: 4, seed: 8)
    let data = [0, 3, 3, 9, 14].map { machine.states[$0] }
    let moments = machine.moments(given: data)
    let mean = data.reduce(0) { $0 + happiness(machine, $1) } / 5
    #expect(abs(machine.meanHappiness(under: moments) - mean) < 1e-13)
    let likelihood = machine.meanHappiness(under: moments) - machine.logPartition
    #expect(abs(likelihood - machine.logLikelihood(of: data) / 5) < 1e-12)
  }

  @Test("A large partition function is summed in parts, and is the same") func parts() {
    // A chain of spins has Z = 2ⁿ coshⁿ⁻¹ w, a closed form.
    let links = (1..<15).map { ($0 - 1, $0, 0.7) }
    let chain = BoltzmannMachine(.spins, pairs: links, biases: Array(repeating: 0, count: 15))
    #expect(abs(chain.logPartition - 15 * log(2.0) - 14 * log(cosh(0.7))) < 1e-11)
    let machine = random(.binary, visible: 13, seed: 20)
    #expect(abs(machine.logPartition - logSumExp(machine.logPotentials)) < 1e-11)
  }

  @Test("A step along the gradient moves weights and biases, and keeps the matrix symmetric")
  func step() {
    var machine = random(.binary, visible: 3, seed: 9)
    let before = machine
    let gradient = machine.gradient(on: [[1, 0, 1]])
    machine.step(along: gradient, learningRate: 0.5)
    for i in 0..<3 {
      #expect(abs(machine.biases[i] - before.biases[i] - 0.5 * gradient.means[i]) < 1e-15)
      #expect(machine.weights[i][i] == 0)
      for j in 0..<i {
        let moved = before.weights[i][j] + 0.5 * gradient.products[i][j]
        #expect(abs(machine.weights[i][j] - moved) < 1e-15)
        #expect(machine.weights[i][j] == machine.weights[j][i])
      }
    }
  }

  @Test("Parity of three bits: KL = log 2 without a hidden unit, below 0.01 with one")
  func parity() {
    let even = [[-1.0, -1, -1], [-1, 1, 1], [1, -1, 1], [1, 1, -1]]
    let divergence = { (hidden: Int) -> Double in
      var rng = PCG32(seed: 2)
      var machine = BoltzmannMachine.random(
        .spins, visible: 3, hidden: hidden, standardDeviation: 0.5, using: &rng)
      for _ in 0..<2500 { machine.step(along: machine.gradient(on: even), learningRate: 0.3) }
      return -log(4) - machine.logLikelihood(of: even) / 4
    }
    #expect(abs(divergence(0) - log(2.0)) < 1e-6)
    #expect(divergence(1) < 0.01)
  }

  @Test("Contrastive divergence learns patterns, and completes them") func completion() {
    let patterns = [
      [1.0, 1, 1, 1, -1, -1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1], [-1, -1, 1, 1, 1, 1, -1, -1],
    ]
    var rng = PCG32(seed: 10)
    var machine = BoltzmannMachine(.spins, pairs: [], biases: Array(repeating: 0, count: 8))
    for _ in 0..<200 {
      machine.contrastiveDivergence(
        on: patterns + patterns + patterns, learningRate: 0.1, using: &rng)
    }
    let share = patterns.map { machine.distribution[machine.number(of: $0)] }.reduce(0, +)
    #expect(share > 0.9)
    for pattern in patterns {
      var x = Array(pattern[..<4]) + machine.randomState(using: &rng)[4...]
      for _ in 0..<30 { machine.sweep(&x, holding: 0..<4, using: &rng) }
      #expect(x == pattern)
    }
  }

  @Test("Contrastive divergence follows the gradient on average, with hidden units, too")
  func estimate() {
    var rng = PCG32(seed: 12)
    let machine = BoltzmannMachine.random(
      .spins, visible: 2, hidden: 1, standardDeviation: 0.4, using: &rng)
    let data = [[1.0, 1], [1, 1], [-1, 1]]
    let exact = machine.gradient(on: data)
    var mean = [0.0, 0, 0]
    for _ in 0..<4000 {
      var moved = machine
      // Long chains forget the data; then the estimate has no bias.
      moved.contrastiveDivergence(on: data, sweeps: 20, learningRate: 1, using: &rng)
      for i in 0..<3 { mean[i] += (moved.biases[i] - machine.biases[i]) / 4000 }
    }
    // One estimate has a deviation of no more than 1.2, so that their mean has one below 0.02.
    #expect(worst(mean, exact.means) < 0.06)
  }
}

@Suite("Markov chains over states") struct StateChainLaws {
  @Test("A sequential sweep keeps the law; drawn all at once, the law is another one")
  func stationary() {
    let p = lecture.distribution
    let sweep = lecture.transitionMatrix(.sequential)
    #expect(worst(sweep.applied(to: p).probabilities, p.probabilities) < 1e-14)
    #expect(worst(sweep.stationary.probabilities, p.probabilities) < 1e-14)
    let parallel = lecture.transitionMatrix(.parallel).stationary
    #expect(abs(worst(parallel.probabilities, p.probabilities) - 0.0990) < 5e-5)
    #expect(abs(parallel.totalVariation(to: p) - 0.1004) < 5e-5)
    let binary = random(.binary, visible: 4, seed: 13)
    let kept = binary.transitionMatrix().applied(to: binary.distribution)
    #expect(worst(kept.probabilities, binary.distribution.probabilities) < 1e-14)
  }

  @Test("A sweep's transition is the product of its units' conditionals") func transition() {
    let states = lecture.states
    let matrix = lecture.transitionMatrix()
    for (from, x) in states.enumerated() {
      for (to, y) in states.enumerated() {
        var (now, expected) = (x, 1.0)
        for i in 0..<3 {
          let one = lecture.conditional(of: i, given: now)
          expected *= y[i] == 1 ? one : 1 - one
          now[i] = y[i]
        }
        #expect(abs(matrix.rows[from][to] - expected) < 1e-14)
      }
    }
  }

  @Test("Two states: the stationary law and the second eigenvalue have closed forms")
  func twoStates() {
    let matrix = TransitionMatrix([[0.9, 0.1], [0.3, 0.7]])
    #expect(worst(matrix.stationary.probabilities, [0.75, 0.25]) < 1e-15)
    #expect(abs(matrix.secondEigenvalue - 0.6) < 1e-9)
    // A chain around three states has the eigenvalues 1 and −0.5 ± i √3/2 · 0.6 …, of magnitude √0.19 here.
    let turning = TransitionMatrix([[0.3, 0.6, 0.1], [0.1, 0.3, 0.6], [0.6, 0.1, 0.3]])
    #expect(abs(turning.secondEigenvalue - 0.19.squareRoot()) < 1e-9)
  }

  @Test("The lecture's sweep has the second eigenvalue 0.968") func eigenvalue() {
    #expect(abs(lecture.transitionMatrix().secondEigenvalue - 0.968) < 5e-4)
  }

  @Test("A walk visits the states as often as the law says, and the same seed walks the same way")
  func walk() {
    let walk = { (seed: UInt64) -> StateChain in
      var rng = PCG32(seed: seed)
      return lecture.gibbsChain(20_000, from: [1, 1, 1], using: &rng)
    }
    let chain = walk(14)
    #expect(chain.distribution().totalVariation(to: lecture.distribution) < 0.06)
    #expect(chain.visits == walk(14).visits)
    #expect(chain.visits != walk(15).visits)
  }

  @Test("Shares and batch means of a short walk, by hand") func shares() {
    let chain = StateChain(visits: [0, 0, 1, 1, 2, 2, 1, 0, 0], stateCount: 3)
    #expect(chain.distribution(after: 4).probabilities == [0.5, 0.5, 0])
    // Batches of three have the means 1/3, 5/3 and 1/3: deviation 0.7698, divided by √3.
    let (mean, standardError) = chain.mean(of: [0, 1, 2])
    #expect(abs(mean - 7.0 / 9) < 1e-15)
    #expect(abs(standardError - 0.444444) < 1e-6)
  }

  @Test("Units that are held keep their values") func holding() {
    var rng = PCG32(seed: 16)
    let machine = random(.binary, visible: 6, seed: 17)
    for _ in 0..<50 {
      var x = [1.0, 0, 1, 1, 0, 0]
      machine.sweep(&x, holding: 1..<4, using: &rng)
      #expect(Array(x[1..<4]) == [0, 1, 1])
    }
  }
}
