// SPDX-License-Identifier: MIT

/// How a loop nest over some axes walks through the memory of its operands.
///
/// Axes that all operands walk through in one go are joined, so that the last axis is as long as it can be.
struct Layout {
  /// The size of each axis; there is at least one.
  let sizes: [Int]
  /// For each operand, the distance between neighbours along each axis; 0 where it repeats itself.
  let strides: [[Int]]

  init(sizes: [Int], strides: [[Int]]) {
    var joined: [Int] = []
    var steps = [[Int]](repeating: [], count: strides.count)
    for (axis, size) in sizes.enumerated() where size != 1 {
      let continues =
        !joined.isEmpty
        && strides.indices.allSatisfy { operand in
          steps[operand][joined.count - 1] == strides[operand][axis] * size
        }
      if continues { joined[joined.count - 1] *= size } else { joined.append(size) }
      for operand in strides.indices {
        if continues { steps[operand].removeLast() }
        steps[operand].append(strides[operand][axis])
      }
    }
    self.sizes = joined.isEmpty ? [1] : joined
    self.strides = joined.isEmpty ? strides.map { _ in [0] } : steps
  }

  /// The size of the last axis.
  var rowSize: Int { sizes[sizes.count - 1] }

  /// The number of rows: the product of all other sizes.
  var rowCount: Int { sizes.dropLast().reduce(1, *) }

  /// The distance between neighbours in a row of an operand.
  func step(of operand: Int) -> Int { strides[operand][sizes.count - 1] }

  /// Where a row of an operand begins, counting rows over the first `axisCount` axes.
  func start(of operand: Int, row: Int, axisCount: Int) -> Int {
    var (rest, offset) = (row, 0)
    for axis in stride(from: axisCount - 1, through: 0, by: -1) {
      offset += rest % sizes[axis] * strides[operand][axis]
      rest /= sizes[axis]
    }
    return offset
  }

  /// Where a row of an operand begins.
  func start(of operand: Int, row: Int) -> Int {
    start(of: operand, row: row, axisCount: sizes.count - 1)
  }
}
