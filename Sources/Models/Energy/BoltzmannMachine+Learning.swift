// SPDX-License-Identifier: MIT

import Tensors

extension BoltzmannMachine {
  /// The expectations that a machine learns from, and that match those of the data once it has learned.
  public struct Moments: Sendable {
    /// The mean of each unit: `E[xᵢ]`.
    public let means: [Double]
    /// The mean of each product of two units: `E[xᵢ xⱼ]`.
    public let products: [[Double]]

    /// Averages over vectors, each with a weight; the weights sum to 1.
    init(of vectors: [[Double]], weights: [Double], count: Int) {
      var (means, products) = (
        [Double](repeating: 0, count: count),
        [[Double]](repeating: Array(repeating: 0, count: count), count: count)
      )
      for (x, weight) in zip(vectors, weights) {
        for i in 0..<count {
          means[i] += weight * x[i]
          for j in 0...i { products[i][j] += weight * x[i] * x[j] }
        }
      }
      for i in 0..<count { for j in 0..<i { products[j][i] = products[i][j] } }
      (self.means, self.products) = (means, products)
    }

    private init(means: [Double], products: [[Double]]) {
      (self.means, self.products) = (means, products)
    }

    /// The moments of one law less those of another.
    public static func - (left: Moments, right: Moments) -> Moments {
      Moments(
        means: zip(left.means, right.means).map { $0 - $1 },
        products: zip(left.products, right.products).map { zip($0, $1).map { $0 - $1 } })
    }

    /// The largest magnitude of a mean or a product of two different units.
    public var largest: Double {
      let pairs = products.indices.flatMap { products[$0][..<$0] }
      return (means + pairs).map(\.magnitude).max() ?? 0
    }
  }

  /// The moments of the model, by enumeration: `E_model[xᵢ]` and `E_model[xᵢ xⱼ]`.
  public var moments: Moments {
    Moments(of: states, weights: distribution.probabilities, count: count)
  }

  /// The moments of data, each example with the same weight, hidden units from their posterior.
  ///
  /// `E_data[xᵢ xⱼ] = mean over v of E_{p(h|v)}[xᵢ xⱼ]`
  /// - Requires: At least one example, with a value for each visible unit.
  public func moments(given data: [[Double]]) -> Moments {
    if data.isEmpty { fail("BoltzmannMachine: there are no examples") }
    let completed = data.flatMap { v -> [(x: [Double], weight: Double)] in
      let posterior = posterior(given: v)
      return zip(posterior.states, posterior.distribution.probabilities).map {
        (v + $0, $1 / Double(data.count))
      }
    }
    return Moments(of: completed.map(\.x), weights: completed.map(\.weight), count: count)
  }

  /// The mean happiness under a law with given moments, which decide it: `Σ_{i<j} wᵢⱼ E[xᵢ xⱼ] + Σᵢ bᵢ E[xᵢ]`.
  ///
  /// For a machine without hidden units, less `log Z`, it is the mean log-likelihood of the data with these moments.
  /// - Requires: Moments of as many units.
  public func meanHappiness(under moments: Moments) -> Double {
    checkCount(of: moments.means)
    return biases.indices.reduce(dot(biases, moments.means)) { sum, i in
      sum + dot(Array(weights[i][..<i]), Array(moments.products[i][..<i]))
    }
  }

  /// The gradient of the mean log-likelihood of data, exact: `E_data − E_model`.
  ///
  /// Its products are the derivatives by the weights, its means those by the biases.
  public func gradient(on data: [[Double]]) -> Moments { moments(given: data) - moments }

  /// Moves along a gradient: `wᵢⱼ += η gᵢⱼ`, `bᵢ += η gᵢ`.
  public mutating func step(along gradient: Moments, learningRate: Double) {
    if gradient.means.count != count {
      fail("BoltzmannMachine: a gradient of \(gradient.means.count) units for \(count)")
    }
    for i in 0..<count {
      biases[i] += learningRate * gradient.means[i]
      for j in 0..<count where i != j { weights[i][j] += learningRate * gradient.products[i][j] }
    }
  }

  /// Moves along the gradient that contrastive divergence estimates by Gibbs sampling.
  ///
  /// Hidden units are drawn with the visible ones held; then all units are drawn anew, from where they stand, and the
  /// difference of the two averages is the estimate.
  ///
  /// - Requires: At least one example, with a value for each visible unit, and a positive number of sweeps.
  /// - Paper: Hinton (2002), *Training Products of Experts by Minimizing Contrastive Divergence*.
  public mutating func contrastiveDivergence(
    on data: [[Double]], sweeps: Int = 1, learningRate: Double,
    using rng: inout some RandomNumberGenerator
  ) {
    if data.isEmpty || sweeps < 1 {
      fail("contrastiveDivergence: \(data.count) examples and \(sweeps) sweeps")
    }
    let shares = data.map { _ in 1 / Double(data.count) }
    var states = data.map { completed($0, sweeps: sweeps, using: &rng) }
    let before = Moments(of: states, weights: shares, count: count)
    for place in states.indices {
      for _ in 0..<sweeps { sweep(&states[place], using: &rng) }
    }
    let after = Moments(of: states, weights: shares, count: count)
    step(along: before - after, learningRate: learningRate)
  }
}
