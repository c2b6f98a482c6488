// SPDX-License-Identifier: MIT

/// The value of a function and its gradient at a tensor.
///
/// `∂f/∂xᵢ` has the shape of `x`. Nothing is recorded outside such a call. A call inside the function of another one
/// gives gradients of gradients.
/// - Requires: A function whose value holds one number.
public func valueWithGradient(
  at x: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
  let (value, gradients) = try valueWithGradients(at: [x]) { try function($0[0]) }
  return (value, gradients[0])
}

/// The value of a function of two tensors and its gradient at each.
///
/// - Requires: A function whose value holds one number.
public func valueWithGradient(
  at x: Tensor, _ y: Tensor, of function: (Tensor, Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: (Tensor, Tensor)) {
  let (value, gradients) = try valueWithGradients(at: [x, y]) { try function($0[0], $0[1]) }
  return (value, (gradients[0], gradients[1]))
}

/// The value of a function of several tensors and its gradient at each of them.
///
/// - Requires: A function whose value holds one number.
public func valueWithGradients(
  at tensors: [Tensor], of function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  try Tape.Scope.run(at: tensors) { scope in
    let value = try function(scope.leaves)
    if value.elementCount != 1 {
      fail("gradient: the function's value has the shape \(value.shape), not one number")
    }
    let gradients = scope.gradients(of: value, seed: .ones(value.shape), isLast: true)
    return (scope.released(value), gradients.map(scope.released))
  }
}

/// The gradient of a function at a tensor.
///
/// - Requires: A function whose value holds one number.
public func gradient(
  at x: Tensor, of function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
  try valueWithGradient(at: x, of: function).gradient
}

/// A changeable value, such as a layer's parameter, that a loss uses without having it as an argument.
package protocol DifferentiableLeaf: AnyObject {
  /// The tensor that the loss reads.
  var value: Tensor { get set }
}

/// The value of a loss and its gradient at each of the parameters that it reads.
///
/// - Requires: A loss that holds one number and, while it runs, a model that no other thread uses.
package func valueWithGradients(
  at parameters: [any DifferentiableLeaf], of loss: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
  let values = parameters.map(\.value)
  defer { for (parameter, value) in zip(parameters, values) { parameter.value = value } }
  return try valueWithGradients(at: values) { leaves in
    for (parameter, leaf) in zip(parameters, leaves) { parameter.value = leaf }
    return try loss()
  }
}

extension Tensor {
  /// The tensor as a constant: no gradient flows through it.
  public func detached() -> Tensor { trace == nil ? self : Tensor(self, trace: nil) }
}

/// What a body computes, as constants: inside it no outer gradient is recorded.
///
/// - Note: Samplers inside a loss run so: their steps cost no memory on the tape.
public func withoutGradient<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Tape.$current.withValue(nil, operation: body)
}

/// A tensor with the value of one tensor and the gradient of another (straight-through estimator).
///
/// - Requires: Equal shapes.
/// - Paper: Bengio, Léonard & Courville (2013), *Estimating or Propagating Gradients Through Stochastic Neurons for
///   Conditional Computation*, arXiv:1308.3432.
public func straightThrough(_ value: Tensor, gradient: Tensor) -> Tensor {
  if value.shape != gradient.shape {
    fail("straightThrough: the shapes \(value.shape) and \(gradient.shape) differ")
  }
  return value.detached().traced(from: gradient) { $0 }
}
