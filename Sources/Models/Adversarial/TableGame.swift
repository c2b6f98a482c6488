// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// The adversarial game where an example is one of a few states, with each player as strong as can be: tables.
///
/// `V(G, D) = Σ p(x) log D(x) + Σ g(x) log(1 − D(x))`, with data `p` and generator `g`
///
/// Here all that the theory says can be computed. A density on a fine grid is a table, too: the width of a cell cancels
/// out of each ratio.
/// - Units: nats.
/// - Paper: Goodfellow et al. (2014), *Generative Adversarial Networks*, arXiv:1406.2661, section 4.
public struct TableGame: Sendable, Hashable {
  /// The distribution `p` of the data.
  public let data: DiscreteDistribution
  /// The distribution `g` that the generator has.
  public let generator: DiscreteDistribution

  /// Makes a game.
  ///
  /// - Requires: As many states of both.
  public init(data: DiscreteDistribution, generator: DiscreteDistribution) {
    if data.count != generator.count {
      fail("TableGame: \(data.count) states of the data and \(generator.count) of the generator")
    }
    (self.data, self.generator) = (data, generator)
  }

  /// The value `V` of the game for a discriminator's probability of being real in each state.
  ///
  /// - Requires: A probability for each state.
  public func value(of discriminator: [Double]) -> Double {
    data.expectation(of: discriminator.map { log($0) })
      + generator.expectation(of: discriminator.map { log(1 - $0) })
  }

  /// The discriminator that the value is greatest for, `D* = p / (p + g)`; ½ in states that never occur.
  ///
  /// Trained with softened labels it would be `(α p + β g) / (p + g)`.
  /// - Parameters:
  ///   - realLabel: The label α of real examples.
  ///   - fakeLabel: The label β of generated ones.
  public func optimalDiscriminator(realLabel: Double = 1, fakeLabel: Double = 0) -> [Double] {
    zip(data.probabilities, generator.probabilities).map { p, g in
      p + g > 0 ? (realLabel * p + fakeLabel * g) / (p + g) : 0.5
    }
  }

  /// The value of the game against the best discriminator: `Σ p log(p / (p + g)) + Σ g log(g / (p + g))`.
  public var optimalValue: Double {
    data.expectation(of: logShares(of: data)) + generator.expectation(of: logShares(of: generator))
  }

  /// The logarithm of one side's share of each state, all digits also where the share is next to 0.
  private func logShares(of side: DiscreteDistribution) -> [Double] {
    side.probabilities.indices.map { x in
      let sum = data[x] + generator[x]
      return sum > 0 ? log(side[x] / sum) : log(0.5)
    }
  }

  /// The discriminator that gradient ascent on the log-odds of each state finds, beginning from ½ everywhere.
  ///
  /// It knows nothing of the formula for the best one: the labels are the targets of its cross-entropy.
  public func trainedDiscriminator(
    realLabel: Double = 1, fakeLabel: Double = 0, learningRate: Double = 4, steps: Int = 20_000
  ) -> [Double] {
    zip(data.probabilities, generator.probabilities).map { p, g in
      var logOdds = 0.0
      for _ in 0..<steps {
        let d = 1 / (1 + exp(-logOdds))
        logOdds += learningRate * (p * (realLabel - d) + g * (fakeLabel - d))
      }
      return 1 / (1 + exp(-logOdds))
    }
  }

  /// The games in which the generator descends the value by its logits, each step against the best discriminator.
  ///
  /// `∂V/∂aₓ = g(x) (log(1 − D*(x)) − E_g[log(1 − D*)])`
  /// - Requires: A generator that excludes no state.
  public func generatorDescent(learningRate: Double = 4, steps: Int) -> [TableGame] {
    var games = [self]
    var logits = generator.logProbabilities
    for _ in 0..<steps {
      let game = games[games.count - 1]
      let costs = game.logShares(of: game.generator)  // log(1 − D*)
      let mean = game.generator.expectation(of: costs)
      for x in logits.indices {
        logits[x] -= learningRate * game.generator[x] * (costs[x] - mean)
      }
      games.append(TableGame(data: data, generator: DiscreteDistribution(logWeights: logits)))
    }
    return games
  }
}

extension DiscreteDistribution {
  /// The Jensen–Shannon divergence of two tables: `½ KL(p ‖ m) + ½ KL(q ‖ m)` with `m = (p + q) / 2`.
  ///
  /// It is symmetric, and lies between 0, for equal tables, and `log 2`, for tables that share no state.
  /// - Units: nats; divided by `log 2`, bits.
  /// - Requires: As many states.
  /// - Paper: Lin (1991), *Divergence Measures Based on the Shannon Entropy*.
  public func jensenShannonDivergence(to other: DiscreteDistribution) -> Double {
    if count != other.count {
      fail("jensenShannonDivergence: \(count) states and \(other.count)")
    }
    // Without the mean itself, whose smallest numbers would vanish when they are halved.
    let surprise = { (p: Double, q: Double) in log(2 * p / (p + q)) }
    let (p, q) = (probabilities, other.probabilities)
    return
      (expectation(of: zip(p, q).map(surprise))
      + other.expectation(of: zip(q, p).map(surprise))) / 2
  }
}
