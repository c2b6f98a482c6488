// SPDX-License-Identifier: MIT

internal import Glibc
public import Tensors

/// Poisson distributions with independent coordinates: counts of what happens at a rate.
///
/// `log p(x) = Σ (x log λ − λ − log x!)`
///
/// - Shapes: parameters `[batch, size]`; samples `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Poisson: Distribution, Sendable {
  /// The rate of each coordinate.
  public let rate: Tensor

  /// Makes Poisson distributions from the rate of each coordinate.
  ///
  /// - Requires: Positive rates.
  public init(rate: Tensor) { self.rate = rate.positive("Poisson", "rate") }

  /// Makes the Poisson distribution of a single number.
  public init(rate: Float) { self.init(rate: Tensor(rate)) }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { rate.shape }

  /// The mean of each coordinate, which is the rate.
  public var mean: Tensor { rate }

  /// The variance of each coordinate, which is the rate as well.
  public var variance: Tensor { rate }

  /// The logarithm of the probability, summed over the event.
  ///
  /// - Shapes: counts `x` `[…, batch, size]` → `[…, batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    let x = checked(x)
    let terms = x * log(rate) - rate - logGamma(x + 1)
    return summed(terms.replacing(with: -.infinity, where: x .< 0))
  }

  /// Draws counts; no gradient flows through them.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let rates = rate.detached().broadcast(to: shape.prefixed(by: counts))
    return Tensor(shape: rates.shape) { result in
      rates.withScalars { rates in
        for index in result.indices {
          result[index] = Float(poisson(rate: Double(rates[index]), using: &rng))
        }
      }
    }
  }

  /// The Kullback–Leibler divergence from this distribution to another: `Σ (λ log(λ/λ′) − λ + λ′)`.
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Poisson) -> Tensor {
    let other = checked(other)
    return summed(rate * log(rate / other.rate) - rate + other.rate)
  }
}

/// One count: for small rates by the chain of its probabilities, else by rejection from a transformed uniform number.
///
/// - Paper: Hörmann (1993), *The Transformed Rejection Method for Generating Poisson Random Variables*.
private func poisson(rate: Double, using rng: inout some RandomNumberGenerator) -> Double {
  if rate < 10 { return smallPoisson(rate: rate, using: &rng) }
  let b = 0.931 + 2.53 * rate.squareRoot()
  let a = -0.059 + 0.02483 * b
  let scale = 1.1239 + 1.1328 / (b - 3.4)
  while true {
    let (u, v) = (openUniform(using: &rng) - 0.5, openUniform(using: &rng))
    let edge = 0.5 - abs(u)
    let count = ((2 * a / edge + b) * u + rate + 0.43).rounded(.down)
    if edge >= 0.07, v <= 0.9277 - 3.6224 / (b - 2) { return count }
    if count < 0 || edge < 0.013 && v > edge { continue }
    var sign: Int32 = 0
    let logProb = count * log(rate) - rate - lgamma_r(count + 1, &sign)
    if log(v * scale / (a / (edge * edge) + b)) <= logProb { return count }
  }
}

/// The first count whose cumulative probability exceeds a uniform number.
private func smallPoisson(rate: Double, using rng: inout some RandomNumberGenerator) -> Double {
  var (rest, count, probability) = (openUniform(using: &rng), 0.0, exp(-rate))
  // Beyond 100 nothing is left but rounding.
  while rest >= probability, count < 100 {
    rest -= probability
    count += 1
    probability *= rate / count
  }
  return count
}

/// A number strictly between 0 and 1.
private func openUniform(using rng: inout some RandomNumberGenerator) -> Double {
  (Double(rng.next() >> 12) + 0.5) * 0x1p-52
}
