// SPDX-License-Identifier: MIT

import Glibc
import Layers
import Tensors
import Testing

/// Numbers that other programs can compute as well: `scale · sin(1.3 · i + phase)`, rounded from Double.
func wave(_ shape: Shape, _ phase: Double, scale: Double = 0.5) -> Tensor {
  let scalars = (0..<shape.elementCount).map { Float(scale * sin(1.3 * Double($0) + phase)) }
  return Tensor(scalars, shape: shape)
}

/// Expects each scalar to lie near its reference, in proportion to its size above 1.
func expectNear(
  _ actual: Tensor, _ expected: [Float], _ tolerance: Float = 2e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let scalars = actual.scalars
  #expect(scalars.count == expected.count, sourceLocation: sourceLocation)
  for (place, (value, reference)) in zip(scalars, expected).enumerated() {
    #expect(
      abs(value - reference) <= tolerance * max(1, abs(reference)),
      "element \(place) of \(actual.shape) is \(value), expected \(reference)",
      sourceLocation: sourceLocation)
  }
}

/// Expects the gradients at each parameter and at the input to give the function's change along a random direction.
///
/// The change is a central difference of fourth order, of the function itself: its steps of 10⁻² and 2 · 10⁻² leave errors
/// of about 10⁻⁴ in a Float.
func expectGradients(
  of module: any Module, at x: Tensor, _ function: (Tensor) -> Tensor,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var rng = PCG32(seed: 12)
  let weights = Tensor.normal(function(x).shape, using: &rng)
  func value(_ x: Tensor) -> Double {
    zip(weights.scalars, function(x).scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let parameters = module.parameters
  let gradients = valueWithGradients(at: parameters) { (weights * function(x)).sum() }.gradients
  let step: Float = 1e-2
  func compare(_ name: String, _ gradient: Tensor, _ change: (Tensor) -> Double) {
    let direction = Tensor.normal(gradient.shape, using: &rng)
    let changes = [1, -1, 2, -2].map { change(direction * (step * $0)) }
    let slope = (8 * (changes[0] - changes[1]) - (changes[2] - changes[3])) / Double(12 * step)
    let expected = Double((gradient * direction).sum().scalar)
    #expect(
      abs(slope - expected) <= 1e-3 * max(1, abs(slope)),
      "\(name): the gradient says \(expected), the change is \(slope)",
      sourceLocation: sourceLocation)
  }
  for (named, gradient) in zip(parameters, gradients) {
    let parameter = named.parameter
    let start = parameter.wrappedValue
    compare(named.path, gradient) { shift in
      parameter.wrappedValue = start + shift
      defer { parameter.wrappedValue = start }
      return value(x)
    }
  }
  let atInput = valueWithGradient(at: x) { (weights * function($0)).sum() }.gradient
  compare("input", atInput) { value(x + $0) }
}

/// What an exiting process wrote to its standard error.
func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
