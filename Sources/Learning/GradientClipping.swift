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
  Float(OptimizerStep.squaredNorm(of: gradients).squareRoot())
}
