// SPDX-License-Identifier: MIT

public import Distributions
import Glibc
import Tensors

/// What importance weights say about a normalisation constant, and how surely.
///
/// `Ẑ = Z₀ · mean(w)`; the weights are kept as logarithms.
///
/// - Units: nats.
public struct LogPartitionEstimate: Sendable, Equatable {
  /// The logarithm of each chain's weight, the base's constant included: each one alone estimates `Z` without bias.
  public let logWeights: [Double]

  /// Makes an estimate from logarithms of weights.
  ///
  /// - Requires: At least one weight.
  public init(logWeights: [Double]) {
    if logWeights.isEmpty { fail("LogPartitionEstimate: there are no weights") }
    self.logWeights = logWeights
  }

  /// The estimate of `log Z`: the logarithm of the mean weight.
  public var logPartition: Double { logSumExp(logWeights) - log(Double(logWeights.count)) }

  /// The standard error of the mean weight as a part of it, which is the error of `log Z` where it is small.
  public var standardError: Double {
    let (count, center) = (Double(logWeights.count), logPartition)
    let ratios = logWeights.map { exp($0 - center) }  // of mean 1
    let variance = ratios.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / max(count - 1, 1)
    return (variance / count).squareRoot()
  }

  /// The range of `log Z` for a mean weight three standard errors lower and higher; from −∞ where nothing is excluded.
  public var bounds: ClosedRange<Double> {
    let (center, error) = (logPartition, standardError)
    return center + log(max(0, 1 - 3 * error))...center + log(1 + 3 * error)
  }

  /// The number of equal weights that would be worth as much: `(Σ w)² / Σ w²`.
  public var effectiveSampleSize: Double {
    exp(2 * logSumExp(logWeights) - logSumExp(logWeights.map { 2 * $0 }))
  }
}

extension RBM {
  /// Estimates the partition function by chains that are led from independent units to the machine in small steps.
  ///
  /// `p̄_β(v) = exp(((1 − β) a + β b)ᵀv) Πⱼ (1 + exp β(cⱼ + Σᵢ Wᵢⱼ vᵢ))`, with the log-odds `a` of the base;
  /// `w = Πₖ p̄_{βₖ}(vₖ) / p̄_{βₖ₋₁}(vₖ)`, where a Gibbs step of `p̄_{βₖ}` leads from `vₖ` to `vₖ₊₁`.
  ///
  /// - Parameters:
  ///   - base: Independent units, such as those with the data's means.
  ///   - steps: The number of steps of equal length from β = 0 to β = 1.
  ///   - chains: The number of chains, each of which gives a weight.
  /// - Paper: Neal (2001), *Annealed Importance Sampling*, arXiv:physics/9803008; Salakhutdinov & Murray (2008), *On the
  ///   Quantitative Analysis of Deep Belief Networks*, ICML.
  public func annealedImportanceSampling(
    from base: Bernoulli, steps: Int = 1000, chains: Int = 100,
    using rng: inout some RandomNumberGenerator
  ) -> LogPartitionEstimate {
    if steps < 1 { fail("annealedImportanceSampling: \(steps) steps from 0 to 1") }
    let betas = (1...steps).map { Float($0) / Float(steps) }
    return annealedImportanceSampling(from: base, betas: betas, chains: chains, using: &rng)
  }

  /// Estimates the partition function by chains that are led from independent units to the machine through given stages.
  ///
  /// - Requires: Rising inverse temperatures β above 0, of which the last is 1.
  public func annealedImportanceSampling(
    from base: Bernoulli, betas: [Float], chains: Int = 100,
    using rng: inout some RandomNumberGenerator
  ) -> LogPartitionEstimate {
    if betas.last != 1 || betas[0] <= 0
      || zip(betas, betas.dropFirst()).contains(where: { $0 >= $1 })
    {
      fail("annealedImportanceSampling: the betas must rise from above 0 to 1")
    }
    if base.shape != [visibleSize] || chains < 1 {
      fail(
        "annealedImportanceSampling: \(chains) chains from a base of shape \(base.shape) for "
          + "\(visibleSize) visible units")
    }
    let path = AnnealingPath(machine: self, base: base)
    return withoutGradient {
      var logWeights = [Double](repeating: path.logPartitionOfBase, count: chains)
      let rates = base.mean.expanded(atAxis: 0).broadcast(to: [chains, visibleSize])
      var v = Tensor.bernoulli(probabilities: rates, using: &rng)
      for (last, beta) in zip([0] + betas, betas) {
        let fields = linear(v, weight, hiddenBias)  // [chains, hiddenSize]
        path.gains(at: v, fields, from: last, to: beta).withScalars { gains in
          for chain in gains.indices { logWeights[chain] += Double(gains[chain]) }
        }
        if beta < 1 { v = path.gibbs(fields, beta, using: &rng) }
      }
      return LogPartitionEstimate(logWeights: logWeights)
    }
  }
}

/// The distributions between independent units and a machine: `p̄_β(v)` for β from 0 to 1.
private struct AnnealingPath {
  let machine: RBM
  let base: Bernoulli

  /// At β = 0 each hidden unit contributes a factor of 2.
  var logPartitionOfBase: Double {
    let visible = softplus(base.logits).scalars.reduce(0) { $0 + Double($1) }
    return visible + Double(machine.hiddenSize) * log(2.0)
  }

  /// `log p̄_β′(v) − log p̄_β(v)`, of numbers that are nearly equal and hence subtracted before they are summed.
  func gains(at v: Tensor, _ fields: Tensor, from last: Float, to beta: Float) -> Tensor {
    (softplus(beta * fields) - softplus(last * fields)).sum(alongAxis: 1)
      + (beta - last) * matmul(v, machine.visibleBias - base.logits)
  }

  /// Draws `h ~ p_β(h | v)` from what the hidden units get, and then `v ~ p_β(v | h)`.
  func gibbs(
    _ fields: Tensor, _ beta: Float, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let h = Tensor.bernoulli(probabilities: sigmoid(beta * fields), using: &rng)
    let bias = (1 - beta) * base.logits + beta * machine.visibleBias
    let input = product(
      beta * h, isTransposed: false, machine.weight, isTransposed: true, adding: bias)
    return .bernoulli(probabilities: sigmoid(input), using: &rng)
  }
}
