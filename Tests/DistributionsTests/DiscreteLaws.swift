// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors
import Testing

@Suite("Discrete distributions") struct DiscreteLaws {
  /// All vectors of zeros and ones of a size.
  private func allBits(_ size: Int) -> Tensor {
    Tensor((0..<1 << size).map { code in (0..<size).map { Float(code >> $0 & 1) } })
  }

  static let logits = Tensor([[-2, 0.3, 1], [0, 4, -0.5]])

  @Test("Bernoulli probabilities sum to one over all vectors") func bernoulliSum() {
    let logProbs = Bernoulli(logits: Self.logits).logProb(allBits(3).reshaped(8, 1, 3))
    expectClose(exp(logProbs).sum(alongAxis: 0), .ones([2]), tolerance: 1e-6)
  }

  @Test("Bernoulli log-probabilities are those of the definition, also of grey values")
  func bernoulliDefinition() {
    let x = Tensor([[0, 1, 1], [0.25, 0.5, 0.9]])
    let expected = (0..<2).map { row in
      zip(x[row].scalars, Self.logits[row].scalars).reduce(Float(0)) { sum, term in
        let (x, p) = (Double(term.0), 1 / (1 + exp(-Double(term.1))))
        return sum + Float(x * log(p) + (1 - x) * log(1 - p))
      }
    }
    expectClose(Bernoulli(logits: Self.logits).logProb(x), Tensor(expected), tolerance: 1e-6)
    let p = sigmoid(Self.logits)
    expectClose(Bernoulli(probabilities: p).logProb(x), Tensor(expected), tolerance: 2e-6)
  }

  @Test("Large log-odds lose no digit") func saturated() {
    let likely = Bernoulli(logits: Tensor([20, -20])).logProb(Tensor([1, 0]))
    expectNear(likely.scalar / Float(-2 * log1p(exp(-20.0))), 1, tolerance: 1e-6)
    expectNear(Bernoulli(logits: Tensor([300])).logProb(Tensor([0])).scalar, -300, tolerance: 0)
    let entropy = Bernoulli(logits: Tensor([30])).entropy.scalar
    // −p log p − (1 − p) log(1 − p) ≈ 31 e⁻³⁰
    expectNear(entropy / Float(31 * exp(-30.0)), 1, tolerance: 1e-5)
  }

  @Test("Certain pixels stay certain") func certain() {
    let sure = Bernoulli(probabilities: Tensor([0, 1]))
    #expect(sure.mean.scalars == [0, 1])
    #expect(sure.logProb(Tensor([0, 1])).scalar == 0)
    #expect(sure.logProb(Tensor([1, 1])).scalar < -1e38)
    #expect(sure.entropy.scalar == 0 && sure.klDivergence(to: sure).scalar == 0)
  }

  @Test("Gradients of Bernoulli log-probabilities are pixel minus mean") func bernoulliGradient() {
    let x = Tensor([[0, 1, 1], [0.25, 0.5, 0.9]])
    let slope = gradient(at: Self.logits) { Bernoulli(logits: $0).logProb(x).sum() }
    expectClose(slope, x - sigmoid(Self.logits), tolerance: 1e-6)
    let curvature = gradient(at: Self.logits) { z in
      gradient(at: z) { Bernoulli(logits: $0).logProb(x).sum() }.sum()
    }
    expectClose(curvature, -Bernoulli(logits: Self.logits).variance, tolerance: 1e-6)
  }

  @Test("Entropies and divergences are the sums over all vectors") func enumerated() {
    let (p, q) = (Bernoulli(logits: Self.logits), Bernoulli(logits: Self.logits * 0.5 + 0.3))
    let logP = p.logProb(allBits(3).reshaped(8, 1, 3))
    let logQ = q.logProb(allBits(3).reshaped(8, 1, 3))
    expectClose(p.entropy, -(exp(logP) * logP).sum(alongAxis: 0), tolerance: 1e-6)
    expectClose(
      p.klDivergence(to: q), (exp(logP) * (logP - logQ)).sum(alongAxis: 0), tolerance: 2e-6)
    let (a, b) = (Categorical(logits: Self.logits), Categorical(logits: Self.logits * 0.5))
    let (own, other) = (a.logProb(classes), b.logProb(classes))
    expectClose(a.entropy, -(exp(own) * own).sum(alongAxis: 0), tolerance: 1e-6)
    expectClose(
      a.klDivergence(to: b), (exp(own) * (own - other)).sum(alongAxis: 0), tolerance: 1e-6)
    expectClose(a.klDivergence(to: a), .zeros([2]), tolerance: 1e-6)
  }

  private var classes: Tensor { Tensor.identity(3).reshaped(3, 1, 3) }

  @Test("Categorical probabilities are the softmax, of one-hot vectors and of numbers")
  func categorical() {
    let distribution = Categorical(logits: Self.logits)
    let softmax = Self.logits.softmax(alongAxis: 1)
    expectClose(exp(distribution.logProb(classes)).transposed(), softmax, tolerance: 1e-6)
    let byNumber = exp(distribution.logProb(of: [2, 0]))
    expectClose(byNumber, Tensor([softmax[0, 2].scalar, softmax[1, 0].scalar]), tolerance: 1e-6)
    let weights = Categorical(probabilities: Tensor([1, 3, 4]))
    expectClose(weights.probabilities, Tensor([0.125, 0.375, 0.5]), tolerance: 1e-6)
  }

  @Test("Impossible classes never come, and cost nothing while they do not") func impossible() {
    let distribution = Categorical(probabilities: Tensor([0, 0.5, 0.5]))
    var rng = PCG32(seed: 3)
    #expect(distribution.sample(500, using: &rng)[column: 0].max().scalar == 0)
    expectClose(distribution.entropy, Tensor(Float(log(2.0))), tolerance: 1e-6)
    #expect(distribution.logProb(Tensor([1, 0, 0])).scalar == -.infinity)
    expectClose(distribution.logProb(Tensor([0, 1, 0])), Tensor(Float(log(0.5))), tolerance: 1e-6)
    let narrow = Categorical(probabilities: Tensor([0, 1, 0]))
    expectClose(narrow.klDivergence(to: distribution), Tensor(Float(log(2.0))), tolerance: 1e-6)
    #expect(distribution.klDivergence(to: narrow).scalar == .infinity)
  }

  @Test("Samples come as often as their probabilities say") func frequencies() {
    var rng = PCG32(seed: 4)
    let bernoulli = Bernoulli(logits: Self.logits)
    let bits = bernoulli.sample(4000, using: &rng)
    #expect(bits.shape == [4000, 2, 3] && (bits * bits) == bits)
    let categorical = Categorical(logits: Self.logits)
    let oneHot = categorical.sample(4000, using: &rng)
    #expect(oneHot.sum(alongAxis: -1) == .ones([4000, 2]))
    for place in 0..<6 {
      let column = bits.reshaped(4000, 6)[column: place].scalars
      expectMean(of: column, Double(bernoulli.mean.scalars[place]))
      let share = oneHot.reshaped(4000, 6)[column: place].scalars
      expectMean(of: share, Double(categorical.probabilities.scalars[place]))
    }
    #expect(categorical.classes(using: &rng).count == 2)
  }

  @Test("Samples carry no gradient and no trap inside a gradient") func detached() {
    let slope = gradient(at: Self.logits) { z in
      var rng = PCG32(seed: 5)
      let x = Bernoulli(logits: z).sample(using: &rng) + Categorical(logits: z).sample(using: &rng)
      return x.sum() + Poisson(rate: exp(z)).sample(using: &rng).sum() + (z * 2).sum()
    }
    #expect(slope == .full([2, 3], 2))
  }

  @Test("Poisson log-probabilities are SciPy's") func poisson() {
    // SciPy 1.17: scipy.stats.poisson(3.7).logpmf([0, 3, 12]), poisson(250).logpmf([200, 250, 310])
    let small = Poisson(rate: 3.7).logProb(Tensor([0, 3, 12]))
    expectClose(small, Tensor([-3.7, -1.566_761_01, -7.987_220_66]), tolerance: 1e-6)
    let large = Poisson(rate: 250).logProb(Tensor([200, 250, 310]))
    expectClose(large, Tensor([-8.939_803_62, -3.680_002_33, -10.472_021_18]), tolerance: 5e-5)
  }

  @Test("Poisson probabilities sum to one, and give the divergence") func poissonSums() {
    let (p, q) = (Poisson(rate: 3.7), Poisson(rate: 5))
    let counts = Tensor.arange(60)
    let logP = p.logProb(counts)
    expectNear(exp(logP).sum().scalar, 1, tolerance: 1e-6)
    let expected = (exp(logP) * (logP - q.logProb(counts))).sum().scalar
    expectNear(p.klDivergence(to: q).scalar, Double(expected), tolerance: 2e-6)
    #expect(p.klDivergence(to: p).scalar == 0)
  }

  static let rates: [Float] = [0.2, 4, 9.9, 10, 37, 400]

  @Test("Poisson samples follow the probabilities", arguments: rates)
  func poissonSamples(_ rate: Float) {
    var rng = PCG32(seed: 6)
    let count = 20_000
    let distribution = Poisson(rate: rate)
    let sample = distribution.sample(count, using: &rng).scalars
    expectMean(of: sample, Double(rate))
    expectMean(of: sample.map { ($0 - rate) * ($0 - rate) }, Double(rate))
    let width = 6 * rate.squareRoot() + 4
    let (first, last) = (max(0, rate - width).rounded(.down), (rate + width).rounded(.up))
    let counts = Tensor.arange(first, last)
    var (cumulative, greatest) = (Float(0), Float(0))
    for (number, p) in zip(counts.scalars, exp(distribution.logProb(counts)).scalars) {
      cumulative += p
      let share = Float(sample.count { $0 <= number }) / Float(count)
      greatest = max(greatest, abs(share - cumulative))
    }
    #expect(greatest < 1.95 / Float(count).squareRoot())
  }
}

@Suite("Discretised logistic distributions") struct DiscretizedLogisticLaws {
  static let cases: [(Float, Float)] = [
    (0.5, 0.05), (0, 0.3), (1, 0.001), (-0.5, 0.1), (0.3, 1e-5),
  ]

  @Test("The probabilities of all levels sum to one", arguments: cases)
  func sum(_ mean: Float, _ scale: Float) {
    for levelCount in [2, 16, 256] {
      let distribution = DiscretizedLogistic(
        mean: Tensor([mean]), scale: Tensor([scale]), levelCount: levelCount)
      let logProbs = distribution.logProb(distribution.levels.reshaped(-1, 1))
      expectNear(exp(logProbs).sum().scalar, 1, tolerance: 2e-6)
    }
  }

  @Test("The log-probability is exact where the difference of two sigmoids is not")
  func exactInTails() {
    let (mean, scale, half) = (0.1, 0.01, 0.5 / 255)
    let distribution = DiscretizedLogistic(
      mean: Tensor([Float(mean)]), scale: Tensor([Float(scale)]))
    for level in [0, 1, 25, 26, 60, 128, 254, 255] {
      let x = Double(level) / 255
      // Above the mean the complements of the sigmoids are small, and their difference exact.
      func above(_ x: Double) -> Double { 1 / (1 + exp((x - mean) / scale)) }
      let upper = level == 255 ? 0 : above(x + half)
      let expected =
        level == 0 ? 1 / (1 + exp(-(half - mean) / scale)) : above(x - half) - upper
      let actual = distribution.logProb(Tensor([Float(x)])).scalar
      expectNear(actual, log(expected), tolerance: 1e-4, "level \(level)")
    }
  }

  @Test("Gradients of the log-probability are the differences") func gradients() {
    let (mean, scale, x) = (Tensor([0.4]), Tensor([0.08]), Tensor([0, 0.2, 0.6, 1]).reshaped(4, 1))
    let (_, slopes) = valueWithGradient(at: mean, scale) { mean, scale in
      DiscretizedLogistic(mean: mean, scale: scale, levelCount: 16).logProb(x).sum()
    }
    func reference(_ p: [Double]) -> Double {
      [0, 3, 9, 15].reduce(0) { sum, level in
        func cdf(_ x: Double) -> Double { 1 / (1 + exp(-(x - p[0]) / p[1])) }
        let (low, high) = ((Double(level) - 0.5) / 15, (Double(level) + 0.5) / 15)
        return sum + log((level == 15 ? 1 : cdf(high)) - (level == 0 ? 0 : cdf(low)))
      }
    }
    let point = [Double(Float(0.4)), Double(Float(0.08))]
    expectNear(slopes.0.scalar, difference(of: reference, at: point, 0), tolerance: 1e-4)
    expectNear(slopes.1.scalar, difference(of: reference, at: point, 1), tolerance: 1e-4)
  }

  @Test("Samples are levels, as often as their probabilities say") func samples() {
    var rng = PCG32(seed: 8)
    let distribution = DiscretizedLogistic(
      mean: Tensor([0.2]), scale: Tensor([0.15]), levelCount: 6)
    let levels = (distribution.sample(5000, using: &rng) * 5).scalars
    let probabilities = exp(distribution.logProb(distribution.levels.reshaped(6, 1))).scalars
    for level in 0..<6 {
      let hits = levels.map { abs($0 - Float(level)) < 1e-5 ? Float(1) : 0 }
      expectMean(of: hits, Double(probabilities[level]), "level \(level)")
    }
  }

  @Test("A mixture of them sums to one as well") func mixture() {
    let components = DiscretizedLogistic(
      mean: Tensor([[0.1], [0.5], [0.95]]), scale: Tensor([[0.02], [0.2], [0.01]]))
    let mixture = Mixture(weights: Tensor([0.2, 0.5, 0.3]), components: components)
    let logProbs = mixture.logProb(components.levels.reshaped(256, 1))
    expectNear(exp(logProbs).sum().scalar, 1, tolerance: 2e-6)
  }
}
