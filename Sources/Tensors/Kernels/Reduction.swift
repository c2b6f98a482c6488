// SPDX-License-Identifier: MIT

/// The loops that make one number of many.
///
/// They compute in `Double`, in an order that follows from the sizes alone.
enum Reduction {
  typealias Lanes = SIMD8<Double>

  /// The number of scalars whose partial result one thread computes.
  static let blockSize = 1 << 15
  /// The number of columns that one thread reduces side by side.
  private static let columnGroups = 32

  /// Reduces the middle one of three axes, all of its scalars or their distances from references.
  ///
  /// - Parameters:
  ///   - references: For each result a number that the step gets beside the scalars.
  ///   - initial: What the step starts from, and what it ignores when it meets it instead of a scalar.
  /// - Returns: The results, `outer` × `inner` of them.
  @inline(__always)
  static func run(
    _ x: UnsafeBufferPointer<Float>, _ split: (outer: Int, middle: Int, inner: Int),
    references: [Double]? = nil, initial: Double,
    step: (_ partial: Lanes, _ x: Lanes, _ reference: Lanes) -> Lanes,
    merge: (_ first: Double, _ second: Double) -> Double
  ) -> [Double] {
    split.inner == 1
      ? rows(x, split.outer, split.middle, references, initial, step, merge)
      : columns(x, split, references, initial, step)
  }

  /// Reduces each row by blocks and joins the blocks in their order.
  @inline(__always)
  private static func rows(
    _ x: UnsafeBufferPointer<Float>, _ count: Int, _ size: Int, _ references: [Double]?,
    _ initial: Double, _ step: (Lanes, Lanes, Lanes) -> Lanes, _ merge: (Double, Double) -> Double
  ) -> [Double] {
    let blocks = max(1, (size + blockSize - 1) / blockSize)
    let rowsPerTask = max(1, blockSize / max(size, 1))
    var partials = [Double](repeating: initial, count: count * blocks)
    partials.withUnsafeMutableBufferPointer { partials in
      Elementwise.forEachRange(of: partials.count, blockSize: rowsPerTask) { range in
        for index in range {
          let (row, block) = (index / blocks, index % blocks)
          let start = row * size + block * blockSize
          let end = min((row + 1) * size, start + blockSize)
          let reference = Lanes(repeating: references?[row] ?? 0)
          var lanes = Lanes(repeating: initial)
          for place in stride(from: start, to: end, by: 8) {
            lanes = step(lanes, load(x, place, end, else: initial, reference), reference)
          }
          partials[index] = lanes.indices.dropFirst().reduce(lanes[0]) { merge($0, lanes[$1]) }
        }
      }
    }
    if blocks == 1 { return partials }
    return (0..<count).map { row in
      partials[row * blocks..<(row + 1) * blocks].dropFirst()
        .reduce(partials[row * blocks], merge)
    }
  }

  /// Reduces columns side by side, each from its first row to its last.
  @inline(__always)
  private static func columns(
    _ x: UnsafeBufferPointer<Float>, _ split: (outer: Int, middle: Int, inner: Int),
    _ references: [Double]?, _ initial: Double, _ step: (Lanes, Lanes, Lanes) -> Lanes
  ) -> [Double] {
    let (outer, middle, inner) = split
    let width = 8 * columnGroups
    let tasks = (inner + width - 1) / width
    var results = [Double](repeating: initial, count: outer * inner)
    results.withUnsafeMutableBufferPointer { results in
      Workers.current.forEachBlock(outer * tasks) { task in
        let plane = task / tasks
        let first = task % tasks * width
        let last = min(inner, first + width)
        var partials = [Lanes](repeating: Lanes(repeating: initial), count: columnGroups)
        var reference = [Lanes](repeating: .zero, count: columnGroups)
        if let references {
          for column in first..<last {
            reference[(column - first) / 8][(column - first) % 8] =
              references[plane * inner + column]
          }
        }
        partials.withUnsafeMutableBufferPointer { partials in
          reference.withUnsafeBufferPointer { reference in
            for row in 0..<middle {
              let start = (plane * middle + row) * inner
              for group in 0..<(last - first + 7) / 8 {
                let scalars = load(
                  x, start + first + 8 * group, start + last, else: initial, reference[group])
                partials[group] = step(partials[group], scalars, reference[group])
              }
            }
          }
        }
        for column in first..<last {
          results[plane * inner + column] = partials[(column - first) / 8][(column - first) % 8]
        }
      }
    }
    return results
  }

  /// Eight scalars, or as many as there are before the end and neutral ones after it.
  @inline(__always)
  private static func load(
    _ x: UnsafeBufferPointer<Float>, _ start: Int, _ end: Int, else neutral: Double,
    _ reference: Lanes
  ) -> Lanes {
    if start + 8 <= end {
      return Lanes(
        UnsafeRawBufferPointer(x).loadUnaligned(fromByteOffset: 4 * start, as: SIMD8<Float>.self))
    }
    var lanes = Lanes(repeating: neutral) + reference
    for lane in 0..<end - start { lanes[lane] = Double(x[start + lane]) }
    return lanes
  }
}
