// SPDX-License-Identifier: MIT

import Tensors
import Testing

/// Expects the gradient of an operation to be the central differences of a reference, computed in Double.
///
/// Both are taken of `Σ w · f(x)` with fixed random weights, so that every element of the result counts.
/// - Parameters:
///   - reference: The operation on the operands' scalars, row by row, all in Double.
///   - tolerance: The error allowed for each unit of the gradient's own size; a few roundings of a Float.
func expectGradient(
  of operation: ([Tensor]) -> Tensor, as reference: @escaping ([[Double]]) -> [Double],
  at inputs: [Tensor],
  tolerance: Double = 1e-5, sourceLocation: SourceLocation = #_sourceLocation
) {
  let weights = Weights(operation(inputs))
  let (_, gradients) = valueWithGradients(at: inputs) { weights.sum(operation($0)) }
  let differences = Differences(of: { weights.sum(reference($0)) }, at: inputs)
  for (operand, gradient) in gradients.enumerated() {
    #expect(gradient.shape == inputs[operand].shape, sourceLocation: sourceLocation)
    for (place, actual) in gradient.scalars.enumerated() {
      let expected = differences.first(operand, place)
      expectNear(
        actual, expected, tolerance, "∂/∂x\(operand)[\(place)] at \(inputs.map(\.shape))",
        sourceLocation)
    }
  }
}

/// Expects the second derivatives of an operation to be the second differences of a reference in Double.
///
/// All of them are tested at once as the gradient of `Σ v · ∇f` with fixed random numbers `v`.
func expectSecondGradient(
  of operation: ([Tensor]) -> Tensor, as reference: @escaping ([[Double]]) -> [Double],
  at inputs: [Tensor],
  tolerance: Double = 1e-4, sourceLocation: SourceLocation = #_sourceLocation
) {
  let weights = Weights(operation(inputs))
  let directions = inputs.enumerated().map { sample($1.shape, seed: 77 + UInt64($0)) }
  let (_, seconds) = valueWithGradients(at: inputs) { outer in
    let gradients = valueWithGradients(at: outer) { weights.sum(operation($0)) }.gradients
    return zip(gradients, directions).reduce(Tensor(0)) { $0 + ($1.0 * $1.1).sum() }
  }
  let differences = Differences(of: { weights.sum(reference($0)) }, at: inputs)
  for (operand, second) in seconds.enumerated() {
    for (place, actual) in second.scalars.enumerated() {
      let expected = differences.second(operand, place, along: directions)
      expectNear(
        actual, expected, tolerance, "∂²/∂x\(operand)[\(place)] at \(inputs.map(\.shape))",
        sourceLocation)
    }
  }
}

private func expectNear(
  _ actual: Float, _ expected: Double, _ tolerance: Double, _ place: String,
  _ sourceLocation: SourceLocation
) {
  #expect(
    abs(Double(actual) - expected) <= tolerance * (1 + abs(expected)),
    "\(place) is \(actual), expected \(expected)", sourceLocation: sourceLocation)
}

/// Fixed random weights for the elements of a result.
struct Weights {
  private let tensor: Tensor
  init(_ result: Tensor) { tensor = sample(result.shape, seed: 99) }
  func sum(_ result: Tensor) -> Tensor { (tensor * result).sum() }
  func sum(_ result: [Double]) -> Double {
    #expect(result.count == tensor.elementCount)
    return zip(tensor.scalars, result).reduce(0) { $0 + Double($1.0) * $1.1 }
  }
}

/// Central differences of a function of some tensors' scalars.
struct Differences {
  private let function: ([[Double]]) -> Double
  private let inputs: [[Double]]

  init(of function: @escaping ([[Double]]) -> Double, at inputs: [Tensor]) {
    self.function = function
    self.inputs = inputs.map { $0.scalars.map { Double($0) } }
  }

  /// A step of 10⁻⁵ leaves errors of about 10⁻¹⁰, far below those of a Float.
  func first(_ operand: Int, _ place: Int, step: Double = 1e-5) -> Double {
    var (above, below) = (inputs, inputs)
    above[operand][place] += step
    below[operand][place] -= step
    return (function(above) - function(below)) / (2 * step)
  }

  /// A step of 10⁻⁴ balances truncation and rounding at about 10⁻⁸.
  func second(_ operand: Int, _ place: Int, along directions: [Tensor]) -> Double {
    let step = 1e-4
    func moved(_ sign: Double) -> Double {
      let points = zip(inputs, directions).map { input, direction in
        zip(input, direction.scalars).map { $0 + sign * step * Double($1) }
      }
      return Differences(function, points).first(operand, place, step: step)
    }
    return (moved(1) - moved(-1)) / (2 * step)
  }

  private init(_ function: @escaping ([[Double]]) -> Double, _ inputs: [[Double]]) {
    (self.function, self.inputs) = (function, inputs)
  }
}
