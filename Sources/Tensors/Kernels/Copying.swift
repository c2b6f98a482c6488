// SPDX-License-Identifier: MIT

/// The loops that move scalars to other places.
enum Copying {
  typealias Source = UnsafeBufferPointer<Float>
  typealias Target = UnsafeMutableBufferPointer<Float>

  /// How many neighbours a transposition moves together: one cache line of them.
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
    guard layout.sizes.count > 1 else {
      let step = layout.step(of: 0)
      for index in result.indices { result[index] = source[index * step] }
      return
    }
    let axisCount = layout.sizes.count - 2
    let (rows, columns) = (layout.sizes[axisCount], layout.rowSize)
    let (rowStep, columnStep) = (layout.strides[0][axisCount], layout.step(of: 0))
    let lines = (rows + lineSize - 1) / lineSize
    let planes = layout.sizes.prefix(axisCount).reduce(1, *)
    Workers.current.forEachBlock(planes * lines) { block in
      let (plane, line) = (block / lines, block % lines)
      let start = layout.start(of: 0, row: plane, axisCount: axisCount)
      let lineRows = line * lineSize..<min(rows, (line + 1) * lineSize)
      for column in 0..<columns {
        for row in lineRows {
          result[(plane * rows + row) * columns + column] =
            source[start + row * rowStep + column * columnStep]
        }
      }
    }
  }
}
