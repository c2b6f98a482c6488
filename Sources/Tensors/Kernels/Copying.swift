// SPDX-License-Identifier: MIT

import CKernels

/// The loops that move scalars to other places.
enum Copying {
  typealias Source = UnsafeBufferPointer<Float>
  typealias Target = UnsafeMutableBufferPointer<Float>

  /// The scalars of one cache line, which a transposition moves together.
  private static let lineSize = 16

  /// Copies runs of the middle one of three axes, one after another.
  static func gather(
    _ runs: [Range<Int>], of source: Source, outer: Int, size: Int, inner: Int,
    into result: Target
  ) {
    var target = 0
    for block in 0..<outer {
      for run in runs {
        let start = (block * size + run.lowerBound) * inner
        let count = run.count * inner
        copy(source, start, result, target, count)
        target += count
      }
    }
  }

  /// Copies equal runs of the source to places at equal distances.
  static func place(
    _ source: Source, run: Int, count: Int, at start: Int, every distance: Int, in result: Target
  ) {
    for index in 0..<count { copy(source, index * run, result, start + index * distance, run) }
  }

  /// Adds the parts of the middle one of three axes to the places that indices name, in their order.
  static func scatter(
    _ source: Source, _ indices: [Int], outer: Int, size: Int, inner: Int, into result: Target
  ) {
    result.initialize(repeating: 0)
    for block in 0..<outer {
      for (part, index) in indices.enumerated() {
        let start = (block * indices.count + part) * inner
        let target = (block * size + index) * inner
        for offset in 0..<inner { result[target + offset] += source[start + offset] }
      }
    }
  }

  private static func copy(
    _ source: Source, _ start: Int, _ result: Target, _ target: Int, _ count: Int
  ) {
    guard count > 0, let from = source.baseAddress, let to = result.baseAddress else { return }
    (to + target).update(from: from + start, count: count)
  }

  /// Copies scalars in the order of a layout with one operand.
  static func rearrange(_ source: Source, _ layout: Layout, into result: Target) {
    guard !result.isEmpty, let from = source.baseAddress, let to = result.baseAddress else {
      return
    }
    let (columns, step) = (layout.rowSize, layout.step(of: 0))
    if layout.sizes.count == 1 {
      return Elementwise.forEachRange(of: columns) { range in
        copyRow(from + range.lowerBound * step, step, to + range.lowerBound, range.count)
      }
    }
    if step > 1, layout.strides[0][layout.sizes.count - 2] == 1 {
      return transpose(from, layout, into: to)
    }
    let rowsPerTask = max(1, Elementwise.blockSize / columns)
    Elementwise.forEachRange(of: layout.rowCount, blockSize: rowsPerTask) { rows in
      for row in rows {
        copyRow(from + layout.start(of: 0, row: row), step, to + row * columns, columns)
      }
    }
  }

  /// Copies planes whose rows are the columns of the source.
  private static func transpose(
    _ from: UnsafePointer<Float>, _ layout: Layout, into to: UnsafeMutablePointer<Float>
  ) {
    let axisCount = layout.sizes.count - 2
    let (rows, columns, step) = (layout.sizes[axisCount], layout.rowSize, layout.step(of: 0))
    let height = max(lineSize, Elementwise.blockSize / columns / lineSize * lineSize)
    let strips = (rows + height - 1) / height
    let planes = layout.sizes.prefix(axisCount).reduce(1, *)
    let stripsPerTask = max(1, Elementwise.blockSize / max(1, min(rows, height) * columns))
    Elementwise.forEachRange(of: planes * strips, blockSize: stripsPerTask) { tasks in
      for task in tasks {
        let (plane, first) = (task / strips, task % strips * height)
        Elementwise.loops.transpose(
          from + layout.start(of: 0, row: plane, axisCount: axisCount) + first, step,
          to + (plane * rows + first) * columns, columns, min(height, rows - first), columns)
      }
    }
  }

  @inline(__always)
  private static func copyRow(
    _ from: UnsafePointer<Float>, _ step: Int, _ to: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch step {
    case 0: to.update(repeating: from[0], count: count)
    case 1: to.update(from: from, count: count)
    default: for index in 0..<count { to[index] = from[index * step] }
    }
  }
}
