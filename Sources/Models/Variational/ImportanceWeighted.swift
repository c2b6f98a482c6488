// SPDX-License-Identifier: MIT

import Distributions
public import Learning
public import Tensors

extension VariationalAutoencoder {
  /// The importance-weighted bound of each example's log-likelihood, which rises to it with the number of codes.
  ///
  /// `log (1/K) Σₖ p(x|zₖ) p(zₖ) / q(zₖ|x)`, `zₖ ~ q(z|x)`; with one code its mean is that of the ELBO.
  ///
  /// Where nothing is differentiated, the codes are taken in portions, so that memory does not grow with their number.
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  /// - Units: nats.
  /// - Requires: One code or more.
  /// - Paper: Burda, Grosse & Salakhutdinov (2015), *Importance Weighted Autoencoders*, arXiv:1509.00519.
  public func importanceWeightedLogProb(
    _ x: Tensor, samples: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if samples < 1 || x.rank != 2 {
      fail(
        "importanceWeightedLogProb: \(samples) codes for examples of shape \(x.shape); "
          + "there must be one code or more, and examples [batch, size]")
    }
    let rows = max(1, scalarsAtOnce / max(x.shape[1], 1))
    let blocks = stride(from: 0, to: x.shape[0], by: rows).map { start in
      weightedBlock(x[start..<min(start + rows, x.shape[0])], samples, &rng)
    }
    return blocks.isEmpty ? .zeros([0]) : blocks.concatenated()
  }

  /// The bound of few examples: codes in portions, then the logarithm of the mean of all weights.
  private func weightedBlock(
    _ x: Tensor, _ samples: Int, _ rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let q = posterior(given: x)
    let portion = max(1, scalarsAtOnce / x.elementCount)
    let sums = stride(from: 0, to: samples, by: portion).map { start in
      let z = q.sample(min(portion, samples - start), using: &rng)  // [codes, batch, latentSize]
      let logWeights = likelihood(given: z).logProb(x) + prior.logProb(z) - q.logProb(z)
      return logWeights.logSumExp(alongAxis: 0)
    }
    return sums.stacked().logSumExp(alongAxis: 0) - log(Float(samples))
  }
}

/// How many numbers of decoded examples are in memory at once.
private let scalarsAtOnce = 1 << 21

/// A variational autoencoder that learns from the importance-weighted bound instead of the ELBO.
///
/// With one code both are the same; with more the bound is tighter, and the posterior may be less like a normal
/// distribution. The networks are those of the model inside: training changes them.
///
/// - Units: nats per example.
/// - Paper: Burda, Grosse & Salakhutdinov (2015), *Importance Weighted Autoencoders*, arXiv:1509.00519.
public struct ImportanceWeighted<Model: VariationalAutoencoder>: Trainable {
  /// The model whose networks are trained.
  public let model: Model
  /// How many codes each example gets.
  public let samples: Int

  /// Makes a loss of many codes for a model.
  ///
  /// - Requires: One code or more.
  public init(_ model: Model, samples: Int) {
    if samples < 1 { fail("ImportanceWeighted: \(samples) codes; there must be at least one") }
    (self.model, self.samples) = (model, samples)
  }

  /// The negative bound, averaged over the batch.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -model.importanceWeightedLogProb(x, samples: samples, using: &rng).mean()
  }
}
