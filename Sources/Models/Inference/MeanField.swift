// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// Independent spins, each with a mean of its own: the mean-field family of a Boltzmann machine of spins.
///
/// `q(z) = Πᵢ q(zᵢ)`, `mᵢ = E[zᵢ] = tanh λᵢ`
///
/// - Units: nats.
/// - Paper: Peterson & Anderson (1987), *A Mean Field Theory Learning Algorithm for Neural Networks*.
public struct MeanField: MeanFieldFamily, Sendable {
  /// The field `λᵢ` that each spin feels.
  public var parameters: [Double]

  /// Makes independent spins with given means.
  ///
  /// - Requires: Means between −1 and 1.
  public init(means: [Double]) {
    if let mean = means.first(where: { !($0.magnitude < 1) }) {
      fail("MeanField: a mean of \(mean) is not between −1 and 1")
    }
    parameters = means.map { atanh($0) }
  }

  /// Draws means, each equally likely between −1 and 1.
  public static func random(
    _ count: Int, using rng: inout some RandomNumberGenerator
  ) -> MeanField {
    MeanField(means: (0..<count).map { _ in Double.random(in: -0.999...0.999, using: &rng) })
  }

  /// The mean of each spin.
  public var means: [Double] { parameters.map { tanh($0) } }

  /// The entropy, the sum of those of the spins: `Σ log 2 cosh λᵢ − λᵢ mᵢ`.
  public var entropy: Double {
    parameters.reduce(0) { $0 + $1.magnitude + log1p(exp(-2 * $1.magnitude)) - $1 * tanh($1) }
  }

  /// The probability of each state, in the order of a machine's `states`.
  public var distribution: DiscreteDistribution {
    // log q(zᵢ) = λᵢ zᵢ − log 2 cosh λᵢ
    DiscreteDistribution(
      logWeights: Assignments(enumerating: parameters.count, classes: 2).map { state in
        zip(state, parameters).reduce(0) { $0 + Double(2 * $1.0 - 1) * $1.1 }
      })
  }

  /// The evidence lower bound, below `log Z`: `Σ_{i<j} wᵢⱼ mᵢ mⱼ + Σ bᵢ mᵢ + H(q)`.
  ///
  /// - Requires: A machine of as many spins.
  public func elbo(of model: BoltzmannMachine) -> Double {
    if model.units != .spins { fail("MeanField: the machine's units are not spins") }
    return model.happiness(means) + entropy
  }

  /// The gradient `(1 − mᵢ²) (Σⱼ wᵢⱼ mⱼ + bᵢ − λᵢ)`.
  public func gradient(of model: BoltzmannMachine) -> [Double] {
    let means = means
    return parameters.indices.map { i in
      (1 - means[i] * means[i]) * (model.localField(at: i, of: means) - parameters[i])
    }
  }

  /// Gives each spin in turn the mean `mᵢ = tanh(Σⱼ wᵢⱼ mⱼ + bᵢ)`.
  public mutating func updateFactors(on model: BoltzmannMachine) {
    for i in parameters.indices { parameters[i] = model.localField(at: i, of: means) }
  }
}
