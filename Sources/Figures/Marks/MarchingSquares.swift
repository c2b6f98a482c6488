// SPDX-License-Identifier: MIT

/// Follows the lines on which a function, known at the nodes of a grid, has one value.
///
/// Between two nodes the function is taken as linear; in a saddle the mean of the four corners decides.
/// The higher side lies on the left of every line.
///
/// - Paper: Lorensen & Cline (1987), *Marching Cubes*, here in two dimensions.
struct MarchingSquares {
  private let values: [Double]
  private let columns: Int
  private let rows: Int
  private let level: Double

  /// The lines in coordinates of the grid; a closed one ends in its first point.
  static func lines(
    _ values: [Double], columns: Int, rows: Int, level: Double
  ) -> [[Drawing.Point]] {
    MarchingSquares(values: values, columns: columns, rows: rows, level: level).lines()
  }

  /// The closed outlines of where the function is at least the level, with the grid's border.
  static func outlines(
    _ values: [Double], columns: Int, rows: Int, level: Double
  ) -> [[Drawing.Point]] {
    // Outside the grid the function is as low as can be, so that every line closes.
    let border = [Double](repeating: -.infinity, count: columns + 2)
    var padded = border
    for row in 0..<rows {
      padded.append(-.infinity)
      padded += values[row * columns..<(row + 1) * columns]
      padded.append(-.infinity)
    }
    padded += border
    let lines = lines(padded, columns: columns + 2, rows: rows + 2, level: level)
    let (right, top) = (Double(columns - 1), Double(rows - 1))
    return lines.map { line in
      line.map { (point: Drawing.Point) -> Drawing.Point in
        Drawing.Point(x: max(0, min(right, point.x - 1)), y: max(0, min(top, point.y - 1)))
      }
    }
  }

  private func isHigh(_ column: Int, _ row: Int) -> Bool { values[row * columns + column] >= level }

  // An edge is known by the node where it starts and by whether it runs along the row.
  private func alongRow(_ column: Int, _ row: Int) -> Int { 2 * (row * columns + column) }
  private func alongColumn(_ column: Int, _ row: Int) -> Int { 2 * (row * columns + column) + 1 }

  private func lines() -> [[Drawing.Point]] {
    var next = [Int](repeating: -1, count: 2 * values.count)
    var hasPrevious = [Bool](repeating: false, count: 2 * values.count)
    for row in 0..<max(rows - 1, 0) {
      for column in 0..<max(columns - 1, 0) {
        for (start, end) in segments(column, row) {
          next[start] = end
          hasPrevious[end] = true
        }
      }
    }
    // Lines that begin at the border come first; what is left then are rings.
    let starts = next.indices.filter { next[$0] >= 0 && !hasPrevious[$0] }
    let open = starts.map { follow($0, &next) }
    return open + next.indices.compactMap { next[$0] >= 0 ? follow($0, &next) : nil }
  }

  private func follow(_ start: Int, _ next: inout [Int]) -> [Drawing.Point] {
    var points = [crossing(start)]
    var edge = start
    while next[edge] >= 0 {
      let following = next[edge]
      next[edge] = -1
      edge = following
      points.append(crossing(edge))
    }
    return points
  }

  /// The lines through a cell, from the edge where each enters to that where it leaves.
  private func segments(_ column: Int, _ row: Int) -> [(Int, Int)] {
    let (a, b) = (isHigh(column, row), isHigh(column + 1, row))
    let (c, d) = (isHigh(column + 1, row + 1), isHigh(column, row + 1))
    let low = alongRow(column, row)
    let right = alongColumn(column + 1, row)
    let high = alongRow(column, row + 1)
    let left = alongColumn(column, row)
    switch (a, b, c, d) {
    case (false, false, false, false), (true, true, true, true): return []
    case (true, false, false, false): return [(low, left)]
    case (false, true, false, false): return [(right, low)]
    case (false, false, true, false): return [(high, right)]
    case (false, false, false, true): return [(left, high)]
    case (true, true, false, false): return [(right, left)]
    case (false, true, true, false): return [(high, low)]
    case (false, false, true, true): return [(left, right)]
    case (true, false, false, true): return [(low, high)]
    case (false, true, true, true): return [(left, low)]
    case (true, false, true, true): return [(low, right)]
    case (true, true, false, true): return [(right, high)]
    case (true, true, true, false): return [(high, left)]
    case (true, false, true, false):
      return isMiddleHigh(column, row)
        ? [(low, right), (high, left)] : [(low, left), (high, right)]
    case (false, true, false, true):
      return isMiddleHigh(column, row)
        ? [(left, low), (right, high)] : [(right, low), (left, high)]
    }
  }

  private func isMiddleHigh(_ column: Int, _ row: Int) -> Bool {
    let start = row * columns + column
    let sum =
      values[start] + values[start + 1] + values[start + columns] + values[start + columns + 1]
    return sum / 4 >= level
  }

  /// Where on an edge the function has the level.
  private func crossing(_ edge: Int) -> Drawing.Point {
    let node = edge / 2
    let isAlongColumn = !edge.isMultiple(of: 2)
    let (first, second) = (values[node], values[node + (isAlongColumn ? columns : 1)])
    let fraction =
      first.isFinite && second.isFinite
      ? (level - first) / (second - first) : first.isFinite ? 0 : 1
    let (row, column) = node.quotientAndRemainder(dividingBy: columns)
    return Drawing.Point(
      x: Double(column) + (isAlongColumn ? 0 : fraction),
      y: Double(row) + (isAlongColumn ? fraction : 0))
  }
}
