// SPDX-License-Identifier: MIT

/// The nearest of some points for each query, the nearest one first.
public struct NearestNeighbors: Sendable, Equatable {
  /// The places of the neighbours among the points, a list for each query; the first of equally near ones comes first.
  public let indices: [[Int]]
  /// The squared distances to them, `[count, neighborCount]`.
  public let squaredDistances: Tensor
}

/// Finds the nearest of some points for each query by comparing all pairs.
///
/// - Shapes: `queries` `[count, …]`, `points` `[pointCount, …]`, of one shape each but for the first axis.
/// - Requires: Shapes that fit, and from one neighbour to as many as there are points.
/// - Precision: Candidates are chosen by `|x|² − 2xᵀy + |y|²`, and ordered by the difference itself: a copy of a query is
///   at distance 0.
public func nearestNeighbors(of queries: Tensor, in points: Tensor, count: Int = 1)
  -> NearestNeighbors
{
  guard queries.rank > 0, queries.rank == points.rank,
    Array(queries.shape.dropFirst()) == Array(points.shape.dropFirst())
  else {
    fail("nearestNeighbors: queries \(queries.shape) and points \(points.shape) do not fit")
  }
  guard (1...max(1, points.shape[0])).contains(count), points.shape[0] > 0 else {
    fail("nearestNeighbors: \(count) neighbours among \(points.shape[0]) points")
  }
  let search = NeighborSearch(
    queries: queries.detached().reshaped(queries.shape[0], -1),
    points: points.detached().reshaped(points.shape[0], -1), count: count)
  return search.found()
}

/// All pairs, in tiles that fit a processor's cache.
private struct NeighborSearch {
  let queries: Tensor
  let points: Tensor
  /// How many neighbours are wanted.
  let count: Int

  private static let rowTile = 256
  private static let pointTile = 4096
  /// Rounding may swap candidates: some more than wanted are compared by their differences.
  private static let spare = 4

  func found() -> NearestNeighbors {
    let norms = (points * points).sum(alongAxis: 1) / 2
    var indices: [[Int]] = []
    var distances: [Float] = []
    for start in stride(from: 0, to: queries.shape[0], by: Self.rowTile) {
      let rows = queries[start..<min(start + Self.rowTile, queries.shape[0])]
      for (row, nearest) in candidates(rows, norms).enumerated() {
        let exact = ordered(rows[row], nearest)
        indices.append(exact.map(\.index))
        distances += exact.map(\.distance)
      }
    }
    return NearestNeighbors(
      indices: indices, squaredDistances: Tensor(distances).reshaped(queries.shape[0], count))
  }

  /// The points that may be nearest, for each row.
  private func candidates(_ rows: Tensor, _ norms: Tensor) -> [[Int]] {
    let kept = min(count + Self.spare, points.shape[0])
    var lists = [NearestList](repeating: NearestList(capacity: kept), count: rows.shape[0])
    for start in stride(from: 0, to: points.shape[0], by: Self.pointTile) {
      let range = start..<min(start + Self.pointTile, points.shape[0])
      let tile = norms[range] - matmul(rows, points[range].transposed())
      tile.withScalars { scores in
        lists.withUnsafeMutableBufferPointer { lists in
          nonisolated(unsafe) let (lists, scores) = (lists, scores)
          forEachBlock(rows.shape[0]) { row in
            let line = scores[row * range.count..<(row + 1) * range.count]
            for (offset, score) in line.enumerated() {
              lists[row].offer(score, start + offset)
            }
          }
        }
      }
    }
    return lists.map(\.indices)
  }

  /// The wanted neighbours among the candidates, by their differences from the query.
  private func ordered(_ query: Tensor, _ candidates: [Int]) -> [(index: Int, distance: Float)] {
    let difference = points.gathered(candidates) - query
    let distances = (difference * difference).sum(alongAxis: 1).scalars
    let pairs = zip(candidates, distances).map { (index: $0, distance: $1) }
    let nearest = pairs.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
    return Array(nearest.prefix(count))
  }
}

/// The smallest scores so far, the smallest first.
private struct NearestList {
  private let capacity: Int
  private var scores: [Float] = []
  private(set) var indices: [Int] = []

  init(capacity: Int) { self.capacity = capacity }

  @inline(__always) mutating func offer(_ score: Float, _ index: Int) {
    if scores.count == capacity, score >= scores[capacity - 1] { return }
    insert(score, index)
  }

  private mutating func insert(_ score: Float, _ index: Int) {
    if scores.count == capacity {
      scores.removeLast()
      indices.removeLast()
    }
    let place = scores.firstIndex { $0 > score } ?? scores.count
    scores.insert(score, at: place)
    indices.insert(index, at: place)
  }
}
