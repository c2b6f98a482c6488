// SPDX-License-Identifier: MIT

import Tensors
import Testing

/// Operations written as their definitions, without any of the library's kernels.
enum Reference {
  /// All index tuples of a shape, the last axis fastest.
  static func indices(of shape: Shape) -> [[Int]] {
    shape.sizes.reduce([[]]) { tuples, size in
      tuples.flatMap { tuple in (0..<size).map { tuple + [$0] } }
    }
  }

  /// The element at an index tuple.
  static func element(_ x: Tensor, _ index: [Int]) -> Float {
    let place = zip(index, x.shape.sizes).reduce(0) { $0 * $1.1 + $1.0 }
    return x.scalars[place]
  }

  /// The element of a tensor that is repeated along axes of size 1 and missing leading axes.
  static func repeated(_ x: Tensor, _ index: [Int]) -> Float {
    let own = zip(index.suffix(x.rank), x.shape.sizes).map { $1 == 1 ? 0 : $0 }
    return element(x, own)
  }

  /// Where an element of a tensor that is repeated to a larger shape stands among its scalars.
  static func place(_ shape: Shape, _ index: [Int]) -> Int {
    zip(index.suffix(shape.rank), shape.sizes).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
  }

  /// For each place of the kept axes, the elements along the reduced ones.
  static func groups(_ x: Tensor, along axes: [Int]) -> [[Double]] {
    var groups: [[Int]: [Double]] = [:]
    for index in indices(of: x.shape) {
      let key = index.indices.filter { !axes.contains($0) }.map { index[$0] }
      groups[key, default: []].append(Double(element(x, index)))
    }
    return groups.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { groups[$0] }
  }
}

/// Expects two tensors of one shape whose elements differ by no more than a tolerance.
func expectClose(
  _ actual: Tensor, _ expected: Tensor, tolerance: Float,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.shape == expected.shape, sourceLocation: sourceLocation)
  let worst = zip(actual.scalars, expected.scalars).enumerated()
    .max { abs($0.element.0 - $0.element.1) < abs($1.element.0 - $1.element.1) }
  guard let worst else { return }
  let (left, right) = worst.element
  #expect(
    abs(left - right) <= tolerance,
    "\(actual.shape): element \(worst.offset) is \(left), expected \(right)",
    sourceLocation: sourceLocation)
}

/// A tensor of different, reproducible numbers.
func sample(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
  var rng = PCG32(seed: seed)
  return .uniform(shape, in: -2..<2, using: &rng)
}

/// The sentence that a trap printed.
func message(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
