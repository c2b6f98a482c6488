// SPDX-License-Identifier: MIT

import Display
import Glibc

/// How often numbers fall into each of equally wide bins.
public struct Histogram: Mark {
  /// The bins' edges, one more than there are bins.
  public let edges: [Double]
  /// What is drawn for each bin: a count, or a density.
  public let heights: [Double]
  private let count: Int
  private let isDensity: Bool
  private let name: String?
  private let color: Color?
  private let opacity: Double

  /// Counts numbers in bins; without a number of bins their edges are round numbers.
  ///
  /// A density has area 1, so that it can be compared with a curve.
  /// - Requires: At least one finite number and one bin.
  public init(
    _ values: some Numbers, bins: Int? = nil, range: ClosedRange<Double>? = nil,
    isDensity: Bool = false, name: String? = nil, color: Color? = nil, opacity: Double = 1
  ) {
    let values = values.numbers.filter(\.isFinite)
    guard let span = range ?? Extent(values).range else {
      fail("Histogram: there are no finite values to count")
    }
    if let bins, bins < 1 { fail("Histogram: \(bins) bins; there must be at least one") }
    edges = Self.edges(over: span, bins: bins, isExact: range != nil, values: values)
    let counts = Self.counts(values, edges)
    let area = Double(values.count) * (edges[1] - edges[0])
    heights = counts.map { isDensity ? Double($0) / area : Double($0) }
    count = values.count
    (self.isDensity, self.name, self.color, self.opacity) = (isDensity, name, color, opacity)
  }

  /// The bins with their extent.
  public var layer: MarkLayer {
    var y = Extent(heights)
    y.includesZero = true
    y.isWhole = !isDensity
    return MarkLayer(
      kind: "histogram", name: name, x: Extent(flush: edges[0]...edges[edges.count - 1]), y: y,
      color: color, key: .series(.area),
      facts: ["count": .int(count), "bins": .int(heights.count)],
      data: ["edges": edges, "y": heights], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    heights.indices.compactMap { bin in
      guard heights[bin] > 0 else { return nil }
      let left = frame.x.pixel(edges[bin])
      let right = frame.x.pixel(edges[bin + 1])
      let (top, bottom) = (frame.level(heights[bin]), frame.level(0))
      let gap = right - left > 4 ? 0.5 : 0
      let area = Drawing.Rectangle(
        x: left + gap, y: top, width: right - left - 2 * gap, height: bottom - top)
      return .rectangle(area, fill: frame.color.opacity(opacity), stroke: nil)
    }
  }

  private static func edges(
    over range: ClosedRange<Double>, bins: Int?, isExact: Bool, values: [Double]
  ) -> [Double] {
    let (low, high) =
      range.lowerBound < range.upperBound
      ? (range.lowerBound, range.upperBound)
      : (range.lowerBound - 0.5, range.upperBound + 0.5)
    if let bins { return (0...bins).map { low + (high - low) * Double($0) / Double(bins) } }
    if isExact {
      let bins = suggestedBins(values, low...high)
      return (0...bins).map { low + (high - low) * Double($0) / Double(bins) }
    }
    if high - low <= 60, values.allSatisfy({ $0 == $0.rounded() }) {
      // Whole numbers, such as digits, each have a bin of their own around them.
      return stride(from: low - 0.5, through: high + 0.5, by: 1).map { $0 }
    }
    let step = Ticks.niceStep((high - low) / Double(suggestedBins(values, low...high)))
    let first = (low / step + 1e-9).rounded(.down)
    let last = max((high / step - 1e-9).rounded(.up), first + 1)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// The rule of Freedman and Diaconis, within what a picture can show.
  private static func suggestedBins(_ values: [Double], _ range: ClosedRange<Double>) -> Int {
    let sorted = values.sorted()
    guard sorted.count > 1 else { return 10 }
    let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let width = 2 * spread / cbrt(Double(sorted.count))
    guard width > 0 else { return 30 }
    return max(8, min(60, Int(((range.upperBound - range.lowerBound) / width).rounded(.up))))
  }

  /// The number of values in each bin; the last bin includes its upper edge.
  private static func counts(_ values: [Double], _ edges: [Double]) -> [Int] {
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
