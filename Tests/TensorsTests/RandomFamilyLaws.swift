// SPDX-License-Identifier: MIT

import Glibc
import Tensors
import Testing

@Suite("Random families") struct RandomFamilyLaws {
  static let count = 20_000

  enum Family: CaseIterable {
    case gumbel, exponential, chiSquare, erlang, arcsine, beta, smallBeta, dirichlet

    func sample(_ count: Int, using rng: inout PCG32) -> Tensor {
      switch self {
      case .gumbel: .gumbel([count], using: &rng)
      case .exponential: .gamma(concentration: .full([count], 1), using: &rng)
      case .chiSquare: .gamma(concentration: .full([count], 0.5), using: &rng)
      case .erlang: .gamma(concentration: .full([count], 3), using: &rng)
      case .arcsine: .beta(.full([count], 0.5), Tensor(0.5), using: &rng)
      case .beta: .beta(Tensor(2), .full([count], 2), using: &rng)
      case .smallBeta: .beta(.full([count], 1), Tensor(0.01), using: &rng)
      case .dirichlet:
        Tensor.dirichlet(concentration: .ones([count, 3]), using: &rng)[column: 1]
      }
    }

    /// The probability of numbers up to x.
    func distributionFunction(_ x: Double) -> Double {
      switch self {
      case .gumbel: exp(-exp(-x))
      case .exponential: 1 - exp(-x)
      case .chiSquare: erf(x.squareRoot())
      case .erlang: 1 - exp(-x) * (1 + x + x * x / 2)
      case .arcsine: 2 / .pi * asin(x.squareRoot())
      case .beta: x * x * (3 - 2 * x)
      case .smallBeta: 1 - pow(1 - x, Double(Float(0.01)))
      case .dirichlet: 1 - (1 - x) * (1 - x)  // its parts are beta(1, 2)
      }
    }
  }

  @Test("Samples follow the distribution function", arguments: Family.allCases)
  func distributionFunction(_ family: Family) {
    var rng = PCG32(seed: 11)
    // Numbers nearer to 1 than a Float can show say nothing about the family.
    let sample = family.sample(Self.count, using: &rng).scalars.sorted()
    let gaps = sample.enumerated().filter { $1 < 1 || family != .smallBeta }.map { rank, x in
      let expected = family.distributionFunction(Double(x))
      let count = Double(Self.count)
      return max(expected - Double(rank) / count, Double(rank + 1) / count - expected)
    }
    // Kolmogorov and Smirnov: a gap above 1.95 / √n has a probability below 0.001.
    let greatest = gaps.max() ?? 1
    #expect(greatest < 1.95 / Double(Self.count).squareRoot())
  }

  @Test("Dirichlet samples sum to one, also for tiny concentrations") func simplex() {
    var rng = PCG32(seed: 3)
    for concentration: Float in [0.001, 0.1, 1, 50] {
      let sample = Tensor.dirichlet(
        concentration: .full([100, 4], concentration), using: &rng)
      expectClose(sample.sum(alongAxis: 1), .ones([100]), tolerance: 1e-6)
      #expect(sample.min().scalar >= 0)
    }
  }

  @Test("Large concentrations keep mean and variance equal") func largeGamma() {
    var rng = PCG32(seed: 4)
    let sample = Tensor.gamma(concentration: .full([Self.count], 400), using: &rng)
    #expect(abs(sample.mean().scalar - 400) < 5 * 20 / Float(Self.count).squareRoot())
    #expect(abs(sample.variance().scalar / 400 - 1) < 5 * (2 / Float(Self.count)).squareRoot())
  }

  @Test("Ones come as often as their probabilities say") func bernoulli() {
    var rng = PCG32(seed: 5)
    let probabilities = Tensor([0, 0.1, 0.5, 0.9, 1])
    let sample = Tensor.bernoulli(
      probabilities: probabilities.broadcast(to: [Self.count, 5]), using: &rng)
    #expect((sample * sample) == sample)
    let shares = sample.mean(alongAxis: 0)
    expectClose(shares, probabilities, tolerance: 5 * 0.5 / Float(Self.count).squareRoot())
    #expect(shares.scalars[0] == 0 && shares.scalars[4] == 1)
  }

  @Test("Classes come as often as the softmax says, and none of probability 0") func classes() {
    var rng = PCG32(seed: 6)
    let logits = Tensor([-.infinity, 1, 0, -.infinity, 2, -.infinity])
    let classes = categorical(logits: logits.broadcast(to: [Self.count, 6]), using: &rng)
    let counts = classes.counts(classCount: 6)
    let expected = (logits.softmax(alongAxis: 0) * Float(Self.count)).scalars
    #expect(counts[0] == 0 && counts[3] == 0 && counts[5] == 0)
    let chiSquare = [1, 2, 4].reduce(Float(0)) { sum, index in
      let error = Float(counts[index]) - expected[index]
      return sum + error * error / expected[index]
    }
    #expect(chiSquare < 13.8, "two degrees of freedom exceed this with probability 0.001")
  }

  @Test("The greatest of logits with Gumbel noise is a categorical sample") func gumbelMaximum() {
    var rng = PCG32(seed: 7)
    let logits = Tensor([0, 1, 2])
    let noisy = logits + Tensor.gumbel([Self.count, 3], using: &rng)
    let counts = noisy.argMax(alongAxis: 1).counts(classCount: 3)
    let shares = Tensor(counts) / Float(Self.count)
    let tolerance = 5 * 0.5 / Float(Self.count).squareRoot()
    expectClose(shares, logits.softmax(alongAxis: 0), tolerance: tolerance)
  }

  @Test("A seed gives the same numbers again", arguments: Family.allCases)
  func reproducible(_ family: Family) {
    var (first, second) = (PCG32(seed: 8), PCG32(seed: 8))
    #expect(family.sample(100, using: &first) == family.sample(100, using: &second))
  }

  @Test("Impossible parameters and gradients are refused in a sentence") func traps() async {
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      var rng = PCG32(seed: 1)
      _ = Tensor.gamma(concentration: Tensor([1, -2]), using: &rng)
    }
    #expect(message(negative).contains("gamma: -2.0 is not a positive parameter"))
    let traced = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = valueWithGradient(at: Tensor([0.5])) { p in
        var rng = PCG32(seed: 1)
        return Tensor.bernoulli(probabilities: p, using: &rng).sum()
      }
    }
    #expect(message(traced).contains("bernoulli: has no gradient; give it a detached tensor"))
  }
}
