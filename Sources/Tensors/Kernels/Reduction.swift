// SPDX-License-Identifier: MIT

import CKernels

/// The loops that make one number of many.
///
/// They compute in `Double`, in an order that follows from the sizes alone.
enum Reduction {
  typealias Scalars = UnsafeBufferPointer<Float>
  typealias Split = (outer: Int, middle: Int, inner: Int)

  /// What is made of many scalars.
  enum Kind {
    case sum, mean, variance, minimum, maximum
  }

  /// The number of scalars whose partial result one thread computes.
  static let blockSize = 1 << 15

  /// The loops for this machine's instructions.
  static let loops = reduction_loops_chosen().pointee

  /// Two loops of a kind, and how their partial results are joined.
  private struct Pair {
    let rows: row_reduction
    let columns: column_reduction
    let initial: Double
    let merge: (Double, Double) -> Double
  }

  private static func pair(_ kind: Kind) -> Pair {
    switch kind {
    case .sum, .mean:
      Pair(rows: loops.row_sums, columns: loops.column_sums, initial: 0) { $0 + $1 }
    case .variance:
      Pair(rows: loops.row_squares, columns: loops.column_squares, initial: 0) { $0 + $1 }
    case .minimum:
      Pair(rows: loops.row_minima, columns: loops.column_minima, initial: .infinity) {
        $1 < $0 || $1.isNaN ? $1 : $0
      }
    case .maximum:
      Pair(rows: loops.row_maxima, columns: loops.column_maxima, initial: -.infinity) {
        $1 > $0 || $1.isNaN ? $1 : $0
      }
    }
  }

  /// Reduces the middle one of three axes, and perhaps a last axis beyond them too.
  ///
  /// - Returns: The results, `outer` × `inner` of them.
  static func reduced(_ kind: Kind, _ x: Scalars, _ split: Split, last: Int = 1) -> [Double] {
    let count = Double(split.middle * last)
    switch kind {
    case .sum, .minimum, .maximum: return run(pair(kind), x, split, last, nil)
    case .mean: return run(pair(.sum), x, split, last, nil).map { $0 / count }
    case .variance:
      let means = run(pair(.sum), x, split, last, nil).map { $0 / count }
      return run(pair(.variance), x, split, last, means).map { $0 / count }
    }
  }

  /// The sum of the squares of all scalars.
  static func squaredNorm(_ x: Scalars) -> Double {
    run(pair(.variance), x, (1, x.count, 1), 1, [0])[0]
  }

  private static func run(
    _ pair: Pair, _ x: Scalars, _ split: Split, _ last: Int, _ references: [Double]?
  ) -> [Double] {
    let (outer, middle, inner) = split
    if outer * inner == 0 { return [] }
    if middle * last == 0 {
      return [Double](repeating: pair.initial, count: outer * inner)
    }
    if last == 1, inner > 1 { return columns(pair, x, split, references) }
    if inner == 1 { return rows(pair, x, outer, middle * last, references) }
    // First each row of the last axis, whose reference is that of its place along `inner`; then those results.
    let rowReferences = references.map { references in
      (0..<outer * middle * inner).map { references[$0 / (middle * inner) * inner + $0 % inner] }
    }
    let partials = rows(pair, x, outer * middle * inner, last, rowReferences)
    return joined(pair, partials, split)
  }

  /// Reduces each row by blocks and joins the blocks in their order.
  private static func rows(
    _ pair: Pair, _ x: Scalars, _ count: Int, _ size: Int, _ references: [Double]?
  ) -> [Double] {
    let blocks = (size + blockSize - 1) / blockSize
    guard blocks > 1 else {
      return numbers(count, from: x) { results, x in
        Elementwise.forEachRange(of: count, blockSize: max(1, blockSize / size)) { rows in
          let start = rows.lowerBound
          withPointer(references) {
            pair.rows(
              x + start * size, rows.count, size, $0.map { $0 + start }, results + start)
          }
        }
      }
    }
    let partials = numbers(count * blocks, from: x) { results, x in
      Workers.current.forEachBlock(count * blocks) { index in
        let (row, start) = (index / blocks, index % blocks * blockSize)
        withPointer(references) {
          pair.rows(
            x + row * size + start, 1, min(blockSize, size - start), $0.map { $0 + row },
            results + index)
        }
      }
    }
    return joined(pair, partials, (count, blocks, 1))
  }

  /// Reduces columns side by side, some rows at a time, and joins the results in the order of the rows.
  private static func columns(
    _ pair: Pair, _ x: Scalars, _ split: Split, _ references: [Double]?
  ) -> [Double] {
    let (outer, middle, inner) = split
    let height = max(32, blockSize / inner)
    let blocks = (middle + height - 1) / height
    let planesPerTask = blocks > 1 ? 1 : max(1, blockSize / (middle * inner))
    let partials = numbers(outer * blocks * inner, from: x) { results, x in
      Elementwise.forEachRange(of: outer * blocks, blockSize: planesPerTask) { tasks in
        for task in tasks {
          let (plane, first) = (task / blocks, task % blocks * height)
          withPointer(references) {
            pair.columns(
              x + (plane * middle + first) * inner, min(height, middle - first), inner, inner,
              $0.map { $0 + plane * inner }, results + task * inner)
          }
        }
      }
    }
    return blocks == 1 ? partials : joined(pair, partials, (outer, blocks, inner))
  }

  /// Joins partial results along the middle one of three axes.
  private static func joined(_ pair: Pair, _ partials: [Double], _ split: Split) -> [Double] {
    let (outer, middle, inner) = split
    var results = [Double](repeating: pair.initial, count: outer * inner)
    partials.withUnsafeBufferPointer { partials in
      results.withUnsafeMutableBufferPointer { results in
        for plane in 0..<outer {
          for step in 0..<middle {
            let start = (plane * middle + step) * inner
            for index in 0..<inner {
              let place = plane * inner + index
              results[place] = pair.merge(results[place], partials[start + index])
            }
          }
        }
      }
    }
    return results
  }

  /// As many numbers as a body writes from some scalars.
  private static func numbers(
    _ count: Int, from x: Scalars,
    _ body: (UnsafeMutablePointer<Double>, UnsafePointer<Float>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { results, initializedCount in
      if let results = results.baseAddress, let x = x.baseAddress { body(results, x) }
      initializedCount = count
    }
  }

  private static func withPointer(
    _ numbers: [Double]?, _ body: (UnsafePointer<Double>?) -> Void
  ) {
    guard let numbers else { return body(nil) }
    numbers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
