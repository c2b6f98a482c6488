// SPDX-License-Identifier: MIT

import Glibc

/// Equally wide bins, and how many values fall into each.
struct Bins {
  var edges: [Double]
  var counts: [Int]

  /// Counts values without keeping or copying them: there may be millions.
  init(
    _ values: some RandomAccessCollection<Double>, bins: Int?, range: ClosedRange<Double>?
  ) {
    if let bins, bins < 1 { fail("Histogram: \(bins) bins; there must be at least one") }
    let extent = Extent(values)
    guard let span = range ?? extent.range else {
      fail("Histogram: there are no finite values to count")
    }
    if let bins {
      edges = Self.edges(span, bins)
    } else if range != nil {
      edges = Self.edges(span, Self.suggestedCount(values, span))
    } else {
      edges = Self.roundEdges(span, values, isWhole: extent.isWhole)
    }
    counts = Self.counts(values, edges)
  }

  /// The edges of so many bins over exactly the range.
  private static func edges(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    let (low, width) = (range.lowerBound, range.upperBound - range.lowerBound)
    if width <= 0 { return edges(low - 0.5...low + 0.5, count) }
    return (0...count).map { low + width * Double($0) / Double(count) }
  }

  /// Edges at round numbers.
  private static func roundEdges(
    _ range: ClosedRange<Double>, _ values: some RandomAccessCollection<Double>, isWhole: Bool
  ) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    if isWhole, high - low <= 60 {
      // Whole numbers, such as digits, each have a bin of their own around them.
      return Array(stride(from: low - 0.5, through: high + 0.5, by: 1))
    }
    if high <= low { return edges(range, 10) }
    let step = Ticks.niceStep((high - low) / Double(suggestedCount(values, range)))
    let first = (low / step + 1e-9).rounded(.down)
    let last = max((high / step - 1e-9).rounded(.up), first + 1)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// The rule of Freedman and Diaconis, within what a picture can show; a sample gives the quartiles.
  private static func suggestedCount(
    _ values: some RandomAccessCollection<Double>, _ range: ClosedRange<Double>
  ) -> Int {
    let step = max(values.count / 10_000, 1)
    let sample = stride(from: 0, to: values.count, by: step)
      .map { values[values.index(values.startIndex, offsetBy: $0)] }
      .filter(\.isFinite).sorted()
    guard sample.count > 1 else { return 10 }
    let spread = sample[sample.count * 3 / 4] - sample[sample.count / 4]
    let width = 2 * spread / cbrt(Double(values.count))
    guard width > 0 else { return 30 }
    return max(8, Int(min(60, ((range.upperBound - range.lowerBound) / width).rounded(.up))))
  }

  /// The number of values in each bin; the last bin includes its upper edge.
  private static func counts(
    _ values: some RandomAccessCollection<Double>, _ edges: [Double]
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count - 1)
    let (low, high) = (edges[0], edges[edges.count - 1])
    let scale = Double(counts.count) / (high - low)
    for value in values where value >= low && value <= high {
      var bin = min(Int((value - low) * scale), counts.count - 1)
      // Rounding must not move a value that lies on an edge to the bin below it.
      if bin + 1 < counts.count, value >= edges[bin + 1] { bin += 1 }
      if value < edges[bin] { bin -= 1 }
      counts[bin] += 1
    }
    return counts
  }
}
