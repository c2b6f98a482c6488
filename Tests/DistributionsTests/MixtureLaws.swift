// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors
import Testing

@Suite("Mixtures") struct MixtureLaws {
  static let weights = Tensor([0.2, 0.5, 0.3])
  static let components = Normal(
    mean: Tensor([[-2, 0], [1, 1], [0, 3]]),
    standardDeviation: Tensor([[0.5, 1], [1, 0.4], [2, 0.7]]))
  static let mixture = Mixture(weights: weights, components: components)

  @Test("The density is the weighted sum of the components' densities") func weightedSum() {
    var rng = PCG32(seed: 1)
    let x = Tensor.normal([20, 2], using: &rng) * 2
    let densities = exp(Self.components.logProb(x.expanded(atAxis: 1)))
    let expected = matmul(densities, Self.weights.reshaped(3, 1)).flattened()
    expectClose(exp(Self.mixture.logProb(x)), expected, tolerance: 1e-6)
    let shares = densities * Self.weights / expected.expanded(atAxis: 1)
    expectClose(Self.mixture.responsibilities(x), shares, tolerance: 1e-5)
  }

  @Test("Far from all components the log-density stays finite") func far() {
    let logProb = Self.mixture.logProb(Tensor([100, -200]))
    #expect(logProb.scalar < -1000 && logProb.scalar.isFinite)
  }

  @Test("The density integrates to one") func normalized() {
    let mixture = Mixture(
      weights: Tensor([1, 3]),
      components: Laplace(mean: Tensor([[-1], [2]]), scale: Tensor([[0.5], [1]])))
    let rule = Quadrature(over: -Double.infinity...(.infinity))
    expectNear(rule.integral(mixture.logProb(rule.tensor)), 1, tolerance: 1e-4)
  }

  @Test("Samples have the mean and the variance") func samples() {
    var rng = PCG32(seed: 2)
    let x = Self.mixture.sample(10_000, using: &rng)
    for column in 0..<2 {
      let (mean, variance) = (
        Self.mixture.mean[column].scalar, Self.mixture.variance[column].scalar
      )
      expectMean(of: x[column: column].scalars, Double(mean))
      expectMean(
        of: x[column: column].scalars.map { ($0 - mean) * ($0 - mean) }, Double(variance))
    }
    // 0.2 · (−2) + 0.5 · 1 = 0.1, and E x² − 0.01 by hand.
    expectNear(Self.mixture.mean[0].scalar, 0.1, tolerance: 1e-6)
    let second = 0.2 * (0.25 + 4) + 0.5 * (1 + 1) + 0.3 * 4
    expectNear(Self.mixture.variance[0].scalar, second - 0.01, tolerance: 1e-6)
  }

  @Test("A batch of mixtures, as of the pixels of images, has a density for each") func batches() {
    var rng = PCG32(seed: 3)
    let pixels = Mixture(
      logits: Tensor.normal([4, 5, 3], using: &rng),
      components: Normal(
        mean: Tensor.normal([4, 5, 3, 1], using: &rng), standardDeviation: Tensor([0.5])))
    #expect(pixels.shape == [4, 5, 1])
    let x = pixels.sample(2, using: &rng)
    #expect(x.shape == [2, 4, 5, 1] && pixels.logProb(x).shape == [2, 4, 5])
  }

  @Test("Components with a full covariance mix as well") func fullCovariance() {
    let components = MultivariateNormal(
      mean: Tensor([[-2, 0], [1, 1], [0, 3]]),
      covariance: [
        Tensor([[1, 0.5], [0.5, 1]]), Tensor([[0.3, 0], [0, 2]]),
        Tensor([[1, -0.2], [-0.2, 0.4]]),
      ].stacked())
    let mixture = Mixture(weights: Self.weights, components: components)
    var rng = PCG32(seed: 4)
    let x = mixture.sample(6, using: &rng)
    let expected = (0..<3).reduce(Tensor.zeros([6])) { sum, k in
      let one = MultivariateNormal(
        mean: components.mean[k], covariance: components.covariance[k])
      return sum + exp(one.logProb(x)) * Self.weights[k].scalar
    }
    expectClose(exp(mixture.logProb(x)), expected, tolerance: 1e-5)
  }

  @Test("Gradients of the log-density are responsibilities times the components' own")
  func gradients() {
    let x = Tensor([0.3, 0.8])
    let logits = log(Self.weights)
    let (_, slopes) = valueWithGradient(at: logits, Self.components.mean) { logits, means in
      let components = Normal(
        mean: means, standardDeviation: Self.components.standardDeviation)
      return Mixture(logits: logits, components: components).logProb(x)
    }
    let shares = Self.mixture.responsibilities(x)
    expectClose(slopes.0, shares - Self.weights, tolerance: 1e-6)
    let pull = (x - Self.components.mean) / Self.components.variance
    expectClose(slopes.1, shares.expanded(atAxis: 1) * pull, tolerance: 1e-5)
  }
}

@Suite("Relaxed discrete distributions") struct RelaxationLaws {
  @Test("The density of two relaxed classes integrates to one", arguments: [0.4, 1, 2] as [Float])
  func normalized(_ temperature: Float) {
    let distribution = RelaxedCategorical(logits: Tensor([0.3, -0.5]), temperature: temperature)
    // Midpoints of u in x = u² (3 − 2u), which takes the poles at 0 and 1 away.
    let u = (Tensor.arange(4000) + 0.5) / 4000
    let x = u * u * (3 - 2 * u)
    let slope = 6 * u * (1 - u) / 4000
    // Their complements, exact also where x is nearly 1.
    let rest = (1 - u) * (1 - u) * (1 + 2 * u)
    let density = exp(distribution.logProb([x, rest].stacked(alongAxis: 1)))
    expectNear((density * slope).sum().scalar, 1, tolerance: 1e-3)
  }

  @Test("Two relaxed classes are a relaxed coin") func coin() {
    let coin = RelaxedBernoulli(logits: Tensor([0.8]), temperature: 0.6)
    let classes = RelaxedCategorical(logits: Tensor([0.3, -0.5]), temperature: 0.6)
    for x: Float in [0.01, 0.3, 0.5, 0.9] {
      expectClose(
        coin.logProb(Tensor([x])), classes.logProb(Tensor([x, 1 - x])), tolerance: 2e-5)
    }
  }

  @Test("The greatest place of a soft sample is a sample of the classes") func argMax() {
    let logits = Tensor([0.5, -0.5, 1])
    var rng = PCG32(seed: 1)
    let soft = RelaxedCategorical(logits: logits, temperature: 0.5).sample(5000, using: &rng)
    expectClose(soft.sum(alongAxis: 1), .ones([5000]), tolerance: 1e-6)
    let places = soft.argMax(alongAxis: 1)
    for (place, p) in logits.softmax(alongAxis: 0).scalars.enumerated() {
      expectMean(of: places.map { $0 == place ? 1 : 0 }, Double(p))
    }
    let coin = RelaxedBernoulli(logits: Tensor([0.8]), temperature: 0.5)
    expectMean(
      of: (coin.sample(5000, using: &rng) .> 0.5).scalars, 1 / (1 + exp(-Double(Float(0.8)))))
  }

  @Test("Cold samples are nearly one-hot") func cold() {
    var rng = PCG32(seed: 2)
    let sample = RelaxedCategorical(logits: .zeros([4]), temperature: 0.01)
      .sample(200, using: &rng)
    #expect(sample.max(alongAxis: 1).mean().scalar > 0.98)
  }

  @Test("Hard samples have the gradient of the soft ones") func straightThrough() {
    let (logits, weights) = (Tensor([0.2, -0.3, 0.6]), Tensor([1, -2, 3]))
    func slope(_ draw: (RelaxedCategorical, inout PCG32) -> Tensor) -> Tensor {
      var rng = PCG32(seed: 3)
      return gradient(at: logits) { logits in
        (draw(RelaxedCategorical(logits: logits, temperature: 0.7), &rng) * weights).sum()
      }
    }
    let soft = slope { $0.sample(using: &$1) }
    #expect(slope { $0.oneHotSample(using: &$1) } == soft)
    #expect(soft.max().scalar > 0)
    var rng = PCG32(seed: 3)
    let hard = RelaxedCategorical(logits: logits, temperature: 0.7)
      .oneHotSample([50], using: &rng)
    #expect(hard.sum(alongAxis: 1) == .ones([50]) && hard * hard == hard)
    let bits = RelaxedBernoulli(logits: logits, temperature: 0.7).binarySample([50], using: &rng)
    #expect(bits * bits == bits)
  }

  @Test("Gradients of expectations are nearly those of the classes themselves") func nearlyRight() {
    // E of weights · one-hot is Σ w p; the relaxation is biased, less so when it is cold.
    let weights = Tensor([1, -2, 3])
    let logits = Tensor([0.2, -0.3, 0.6])
    let exact = gradient(at: logits) { ($0.softmax(alongAxis: 0) * weights).sum() }
    let leaf = logits.broadcast(to: [10_000, 3])
    let slopes = gradient(at: leaf) { logits in
      var rng = PCG32(seed: 4)
      let soft = RelaxedCategorical(logits: logits, temperature: 0.3).sample(using: &rng)
      return (soft * weights).sum()
    }
    expectClose(slopes.mean(alongAxis: 0), exact, tolerance: 0.1)
  }
}
