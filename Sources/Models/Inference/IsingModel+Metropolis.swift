// SPDX-License-Identifier: MIT

import Glibc
import Tensors

extension IsingModel {
  /// Walks from state to state by the Metropolis rule and counts how often each was visited.
  ///
  /// A step proposes to turn one spin that is drawn at random, and accepts with probability `min(1, p̄(z′) / p̄(z))`; `Z`
  /// cancels. The shares of the visits become `p` as the walk grows.
  ///
  /// - Returns: The share of the steps in each state, in the order of `states`.
  /// - Requires: At least one step, as many spins at the start as there are, and no more than 26.
  /// - Paper: Metropolis, Rosenbluth, Rosenbluth, Teller & Teller (1953), *Equation of State Calculations by Fast
  ///   Computing Machines*.
  public func metropolisShares(
    steps: Int, from start: [Double], using rng: inout some RandomNumberGenerator
  ) -> DiscreteDistribution {
    if steps < 1 || start.count != count || count > 26 {
      fail("metropolisShares: \(steps) steps of \(start.count) spins, the model has \(count)")
    }
    var spins = start
    var state = spins.reduce(0) { 2 * $0 + ($1 > 0 ? 1 : 0) }
    var visits = [Int](repeating: 0, count: 1 << count)
    for _ in 0..<steps {
      let i = Int.random(in: 0..<count, using: &rng)
      let gain = -2 * spins[i] * localField(at: i, of: spins)
      if gain >= 0 || Double.random(in: 0..<1, using: &rng) < exp(gain) {
        spins[i] = -spins[i]
        state ^= 1 << (count - 1 - i)
      }
      visits[state] += 1
    }
    return DiscreteDistribution(visits.map { Double($0) / Double(steps) })
  }
}
