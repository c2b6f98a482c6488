// SPDX-License-Identifier: MIT

/// Lines of very many points.
enum Polyline {
  /// From how many points on a line is thinned.
  static let limit = 4_000

  /// The line with only those points that can be told apart: of each quarter pixel the first, the
  /// highest, the lowest and the last.
  ///
  /// A line that turns back is left as it is.
  static func thinned(_ points: [Drawing.Point]) -> [Drawing.Point] {
    guard points.count > limit, zip(points, points.dropFirst()).allSatisfy({ $0.x <= $1.x }) else {
      return points
    }
    var kept: [Drawing.Point] = []
    var start = 0
    while start < points.count {
      let column = (points[start].x * 4).rounded(.down)
      var end = start
      while end < points.count, (points[end].x * 4).rounded(.down) == column { end += 1 }
      kept += extremes(points[start..<end])
      start = end
    }
    return kept
  }

  private static func extremes(_ points: ArraySlice<Drawing.Point>) -> [Drawing.Point] {
    guard points.count > 4 else { return Array(points) }
    let low = points.indices.min { points[$0].y < points[$1].y } ?? points.startIndex
    let high = points.indices.max { points[$0].y < points[$1].y } ?? points.startIndex
    let indices = Set([points.startIndex, low, high, points.endIndex - 1])
    return indices.sorted().map { points[$0] }
  }
}
