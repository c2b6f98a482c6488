// SPDX-License-Identifier: MIT

public import Tensors

/// Bernoulli distributions with independent coordinates, such as the pixels of a black and white image.
///
/// `log p(x) = Σ (x log p + (1 − x) log(1 − p))` with `p = sigmoid(logits)`; also for grey values in 0…1.
///
/// - Shapes: parameters `[batch, size]`; samples of zeros and ones `[batch, size]` → `[batch]`.
/// - Units: nats.
public struct Bernoulli: Distribution, Sendable {
  /// The log-odds of each coordinate: `log(p / (1 − p))`.
  public let logits: Tensor

  /// Makes Bernoulli distributions from log-odds, as a network gives them.
  public init(logits: Tensor) { self.logits = logits }

  /// Makes Bernoulli distributions from the probability of a 1.
  ///
  /// - Requires: Probabilities in 0…1.
  /// - Precision: Log-odds are kept, finite ones: what has probability 0 gets −3·10³⁸ nats.
  public init(probabilities: Tensor) {
    let p = probabilities.probabilities("Bernoulli")
    let greatest = Float.greatestFiniteMagnitude
    logits = clamp(log(p) - log1p(-p), -greatest...greatest)
  }

  /// The shape of the parameters, and of one sample.
  public var shape: Shape { logits.shape }

  /// The probability of a 1 at each coordinate.
  public var mean: Tensor { sigmoid(logits) }

  /// The variance of each coordinate: `p (1 − p)`.
  public var variance: Tensor { sigmoid(logits) * sigmoid(-logits) }

  /// The logarithm of the probability, summed over the event.
  ///
  /// - Shapes: `x` `[…, batch, size]` → `[…, batch]`.
  /// - Precision: No digit is lost for large log-odds: `x z − max(z, 0) − log(1 + exp(−|z|))`.
  public func logProb(_ x: Tensor) -> Tensor {
    let (logits, x) = fitted("Bernoulli", logits, checked(x))
    // A single number is an event of size 1.
    return shape.rank == 0
      ? -sigmoidCrossEntropy(logits: logits.expanded(atAxis: -1), targets: x.expanded(atAxis: -1))
      : -sigmoidCrossEntropy(logits: logits, targets: x)
  }

  /// Draws zeros and ones; no gradient flows through them.
  ///
  /// - Shapes: `[counts, batch, size]`.
  public func sample(_ counts: Shape, using rng: inout some RandomNumberGenerator) -> Tensor {
    let p = mean.detached().broadcast(to: shape.prefixed(by: counts))
    return .bernoulli(probabilities: p, using: &rng)
  }

  /// The expected surprise: `−Σ (p log p + (1 − p) log(1 − p))`.
  ///
  /// - Shapes: `[batch]`.
  public var entropy: Tensor {
    summed(sigmoid(logits) * softplus(-logits) + sigmoid(-logits) * softplus(logits))
  }

  /// The Kullback–Leibler divergence from this distribution to another.
  ///
  /// `Σ (p log(p/p′) + (1 − p) log((1 − p)/(1 − p′)))`
  ///
  /// - Shapes: `[batch]`.
  public func klDivergence(to other: Bernoulli) -> Tensor {
    let other = checked(other)
    let ones = sigmoid(logits) * (softplus(-other.logits) - softplus(-logits))
    let zeros = sigmoid(-logits) * (softplus(other.logits) - softplus(logits))
    return summed(ones + zeros)
  }
}
