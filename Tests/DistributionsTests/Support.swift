// SPDX-License-Identifier: MIT

import Tensors
import Testing

/// Expects two tensors of one shape whose elements differ by no more than a tolerance for each unit of their size.
func expectClose(
  _ actual: Tensor, _ expected: Tensor, tolerance: Float,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.shape == expected.shape, sourceLocation: sourceLocation)
  for (place, (left, right)) in zip(actual.scalars, expected.scalars).enumerated() {
    #expect(
      abs(left - right) <= tolerance * (1 + abs(right)),
      "\(actual.shape): element \(place) is \(left), expected \(right)",
      sourceLocation: sourceLocation)
  }
}

/// Expects a number near another one.
func expectNear(
  _ actual: some BinaryFloatingPoint, _ expected: Double, tolerance: Double,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(Double(actual) - expected) <= tolerance * (1 + abs(expected)),
    "\(what()): \(actual), expected \(expected)", sourceLocation: sourceLocation)
}

/// Expects that numbers have a mean, within five standard errors of their own.
func expectMean(
  of numbers: [Float], _ expected: Double, _ what: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let count = Double(numbers.count)
  let mean = numbers.reduce(0) { $0 + Double($1) } / count
  let squares = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  let error = (squares / count / count).squareRoot()
  #expect(
    abs(mean - expected) <= 5 * error + 1e-6 * abs(expected),
    "\(what()): the mean is \(mean) ± \(error), expected \(expected)",
    sourceLocation: sourceLocation)
}

/// Central differences of a function of some numbers, in Double.
func difference(of function: ([Double]) -> Double, at point: [Double], _ place: Int) -> Double {
  let step = 1e-5
  var (above, below) = (point, point)
  above[place] += step
  below[place] -= step
  return (function(above) - function(below)) / (2 * step)
}

/// Second central differences of a function of some numbers, in Double.
func secondDifference(
  of function: ([Double]) -> Double, at point: [Double], _ first: Int, _ second: Int
) -> Double {
  let step = 1e-4
  func moved(_ a: Double, _ b: Double) -> Double {
    var point = point
    point[first] += a * step
    point[second] += b * step
    return function(point)
  }
  return (moved(1, 1) - moved(1, -1) - moved(-1, 1) + moved(-1, -1)) / (4 * step * step)
}

/// The sentence that a trap printed.
func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

/// Points and weights with which sums over them are integrals.
struct Quadrature {
  let points: [Double]
  let weights: [Double]

  /// The rule for a range whose ends may be infinite: midpoints of the variable that maps to it.
  init(over range: ClosedRange<Double>, count: Int = 4000) {
    let middles = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let cell = 1 / Double(count)
    switch (range.lowerBound.isFinite, range.upperBound.isFinite) {
    case (true, true):
      let width = range.upperBound - range.lowerBound
      points = middles.map { range.lowerBound + width * $0 }
      weights = middles.map { _ in width * cell }
    case (true, false):
      points = middles.map { range.lowerBound + $0 / (1 - $0) }
      weights = middles.map { cell / ((1 - $0) * (1 - $0)) }
    default:
      let signed = middles.map { 2 * $0 - 1 }
      points = signed.map { $0 / (1 - $0 * $0) }
      weights = signed.map { t in
        let rest = 1 - t * t
        return 2 * cell * (1 + t * t) / (rest * rest)
      }
    }
  }

  /// The points as events of one coordinate.
  var tensor: Tensor { Tensor(points.map { Float($0) }).reshaped(-1, 1) }

  /// The integral of a function of log-densities at the points.
  func integral(_ logDensities: Tensor, of function: (Double) -> Double = { _ in 1 }) -> Double {
    zip(weights, logDensities.scalars).reduce(0) { sum, pair in
      let logDensity = Double(pair.1)
      let density = exp(logDensity)
      return density == 0 ? sum : sum + pair.0 * density * function(logDensity)
    }
  }
}
