// SPDX-License-Identifier: MIT

import Tensors

// What the families share: parameters that fit each other, points that fit the parameters, sums over the event.

extension Shape {
  /// The shape to which both of two shapes repeat; none where they do not fit.
  func joined(with other: Shape) -> Shape? {
    let rank = Swift.max(rank, other.rank)
    let left = [Int](repeating: 1, count: rank - self.rank) + sizes
    let right = [Int](repeating: 1, count: rank - other.rank) + other.sizes
    guard zip(left, right).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    return Shape(zip(left, right).map { $0 == 1 ? $1 : $0 })
  }

  /// The shape of samples: some counts, and then this shape.
  func prefixed(by counts: Shape) -> Shape { Shape(counts.sizes + sizes) }
}

/// Two parameters of a family, each repeated to fit the other.
func fitted(_ family: StaticString, _ first: Tensor, _ second: Tensor) -> (Tensor, Tensor) {
  guard let shape = first.shape.joined(with: second.shape) else {
    fail("\(family): parameters of the shapes \(first.shape) and \(second.shape) do not fit")
  }
  return (first.broadcast(to: shape), second.broadcast(to: shape))
}

extension Tensor {
  /// The tensor, after a look at its numbers: a parameter that must be positive.
  ///
  /// NaN passes, and while a model is trained also what has shrunk to 0, so that the training can say at which step the
  /// numbers were lost, and keep the weights before it.
  func positive(_ family: StaticString, _ name: StaticString) -> Tensor {
    if liesWithin(.leastNonzeroMagnitude ... .infinity) { return self }
    let isTrained = isBeingDifferentiated
    if let wrong = withScalars({ $0.first { $0 < 0 || $0 == 0 && !isTrained } }) {
      fail("\(family): the \(name) \(wrong) is not positive")
    }
    return self
  }

  /// The tensor, after a look at its numbers: probabilities.
  func probabilities(_ family: StaticString) -> Tensor {
    if liesWithin(0...1) { return self }
    if let wrong = withScalars({ $0.first { $0 < 0 || $0 > 1 } }) {
      fail("\(family): \(wrong) is not a probability in 0…1")
    }
    return self
  }

  /// `a · log x`, and 0 where the factor is 0, whatever `x` is.
  static func product(_ a: Tensor, log x: Tensor) -> Tensor {
    (a * log(x)).replacing(with: 0, where: a .== 0)
  }
}

/// The logarithm of Euler's beta function: `log Γ(a) + log Γ(b) − log Γ(a + b)`.
func logBeta(_ a: Tensor, _ b: Tensor) -> Tensor { logGamma(a) + logGamma(b) - logGamma(a + b) }

extension Distribution {
  /// A number for each coordinate, summed over the event; a density of single numbers has nothing to sum.
  func summed(_ terms: Tensor) -> Tensor { shape.rank == 0 ? terms : terms.sum(alongAxis: -1) }

  /// The points, after a look at their shape.
  func checked(_ x: Tensor, in operation: StaticString = "logProb") -> Tensor {
    let fits = shape.rank == 0 || x.rank > 0 && x.shape[x.rank - 1] == shape[shape.rank - 1]
    if !fits || x.shape.joined(with: shape) == nil {
      fail("\(Self.self).\(operation): points of shape \(x.shape) do not fit the shape \(shape)")
    }
    return x
  }

  /// Another distribution of the family, after a look at its shape.
  func checked(_ other: Self) -> Self {
    let fits = shape.rank == 0 || other.shape.rank > 0 && other.shape.last == shape.last
    if !fits || shape.joined(with: other.shape) == nil {
      fail("\(Self.self).klDivergence: the shapes \(shape) and \(other.shape) do not fit")
    }
    return other
  }
}
