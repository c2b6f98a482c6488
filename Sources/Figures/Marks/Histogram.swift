// SPDX-License-Identifier: MIT

import Display

/// How often numbers fall into each of equally wide bins.
public struct Histogram: Mark {
  /// The bins' edges, one more than there are bins.
  public let edges: [Double]
  /// What is drawn for each bin: a count, or a density.
  public let heights: [Double]
  private let count: Int?
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
    self.init(
      Bins(values.numbers, bins: bins, range: range), isDensity, name, color, opacity)
  }

  /// Draws bins that were counted elsewhere, such as those of a model.
  ///
  /// - Requires: One edge more than heights.
  public init(
    edges: [Double], heights: [Double], isDensity: Bool = true, name: String? = nil,
    color: Color? = nil, opacity: Double = 1
  ) {
    if edges.count != heights.count + 1 || heights.isEmpty {
      fail("Histogram: \(edges.count) edges for \(heights.count) heights")
    }
    (self.edges, self.heights, count) = (edges, heights, nil)
    (self.isDensity, self.name, self.color, self.opacity) = (isDensity, name, color, opacity)
  }

  init(_ bins: Bins, _ isDensity: Bool, _ name: String?, _ color: Color?, _ opacity: Double) {
    edges = bins.edges
    let count = bins.counts.reduce(0, +)
    let area = Double(max(count, 1)) * (edges[1] - edges[0])
    self.count = count
    heights = bins.counts.map { isDensity ? Double($0) / area : Double($0) }
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
      facts: ["count": count.map { .int($0) } ?? .null, "bins": .int(heights.count)],
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
}
