// SPDX-License-Identifier: MIT

/// All derivatives of a function's result with respect to its argument: `Jᵢⱼ = ∂fᵢ/∂xⱼ`.
///
/// One recording of the function and one walk back for each element of the result: meant for small sizes.
/// - Shapes: result `[…]`, argument `[…]` → the result's axes followed by the argument's.
public func jacobian(
  at x: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  try Tape.Scope.run(at: [x]) { scope in
    let y = try function(scope.leaves[0])
    let rows = (0..<y.elementCount).map { place in
      let seed = Tensor.oneHot([place], classCount: y.elementCount).reshaped(to: y.shape)
      return scope.gradients(of: y, seed: seed, isLast: false)[0]
    }
    let shape = Shape(y.shape.sizes + x.shape.sizes)
    return scope.released(rows.isEmpty ? .zeros(shape) : rows.stacked().reshaped(to: shape))
  }
}

/// All second derivatives of a function whose value is one number: `Hᵢⱼ = ∂²f/∂xᵢ∂xⱼ`.
///
/// - Shapes: argument `[…]` → its axes twice.
/// - Requires: A function whose value holds one number.
public func hessian(
  at x: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  try jacobian(at: x) { try gradient(at: $0, of: function) }
}

/// The product of the transposed Jacobian of a function with a tensor of its result's shape: `Jᵀ v`.
///
/// - Requires: A tensor of the shape of the function's result.
public func vectorJacobianProduct(
  at x: Tensor, with vector: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
  try Tape.Scope.run(at: [x]) { scope in
    let y = try function(scope.leaves[0])
    if y.shape != vector.shape {
      fail("vectorJacobianProduct: the result's shape \(y.shape) is not \(vector.shape)")
    }
    return (
      scope.released(y), scope.released(scope.gradients(of: y, seed: vector, isLast: true)[0])
    )
  }
}
