// SPDX-License-Identifier: MIT

public import Tensors

/// A bound on the gradients of a step.
///
/// By norm: `g ← g · min(1, c / ‖g‖)`, with the norm over all parameters together. By value: `g ← min(max(g, −c), c)`.
///
/// - Paper: Pascanu, Mikolov & Bengio (2012), *On the Difficulty of Training Recurrent Neural Networks*,
///   arXiv:1211.5063.
public enum GradientClipping: Sendable, Equatable {
  /// The largest norm of all gradients together.
  case norm(Float)
  /// The largest absolute value of any number.
  case value(Float)

  /// Bounds gradients in place.
  ///
  /// - Requires: A positive bound.
  public func clip(_ gradients: inout [Tensor]) {
    clip(&gradients, norm: Double(globalNorm(of: gradients)))
  }

  /// Bounds gradients whose norm is known.
  func clip(_ gradients: inout [Tensor], norm: Double) {
    switch self {
    case .norm(let bound):
      if !(bound > 0) { fail("clipping: a norm of \(bound) is not positive") }
      let factor = Float(Double(bound) / norm)
      if factor < 1 { Self.change(&gradients) { $0 * factor } }
    case .value(let bound):
      if !(bound > 0) { fail("clipping: a value of \(bound) is not positive") }
      Self.change(&gradients) { Swift.min(Swift.max($0, -bound), bound) }
    }
  }

  @inline(__always)
  private static func change(_ gradients: inout [Tensor], _ body: (Float) -> Float) {
    for index in gradients.indices {
      gradients[index].withMutableScalars { scalars in
        for place in scalars.indices { scalars[place] = body(scalars[place]) }
      }
    }
  }
}

/// The Euclidean norm of several gradients as if they were one vector.
///
/// `‖g‖ = √Σ gᵢ²`; it is not finite if one of the numbers is not.
public func globalNorm(of gradients: [Tensor]) -> Float {
  Float(gradients.reduce(0) { $0 + GradientNorm.squared($1) }.squareRoot())
}

/// The size of a gradient, in one pass that also finds numbers that are not finite.
enum GradientNorm {
  private typealias Lanes = SIMD16<Float>
  /// How many numbers are summed in single precision before the sum goes on in double precision.
  private static let blockSize = 2048

  /// `Σ gᵢ²`, not finite if and only if one of the numbers is not.
  static func squared(_ gradient: Tensor) -> Double {
    gradient.withScalars { scalars in
      let sum = fastSum(scalars)
      // The square of a large number can leave single precision; then double precision decides.
      return sum.isFinite ? sum : scalars.reduce(0) { $0 + Double($1) * Double($1) }
    }
  }

  private static func fastSum(_ scalars: UnsafeBufferPointer<Float>) -> Double {
    let bytes = UnsafeRawBufferPointer(scalars)
    let whole = scalars.count / Lanes.scalarCount * Lanes.scalarCount
    var (sum, start) = (0.0, 0)
    while start < whole {
      let end = Swift.min(start + blockSize, whole)
      var lanes = Lanes()
      for index in stride(from: start, to: end, by: Lanes.scalarCount) {
        let part = bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Float>.stride, as: Lanes.self)
        lanes += part * part
      }
      sum += Double(lanes.sum())
      start = end
    }
    for index in whole..<scalars.count { sum += Double(scalars[index] * scalars[index]) }
    return sum
  }
}
