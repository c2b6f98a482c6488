// SPDX-License-Identifier: MIT

import Display

/// A bar for each class, as high as its number; several in a plot stand side by side.
public struct Bar: Mark {
  private let classes: [String]
  private let lower: [Double]?
  private let heights: [Double]
  private let name: String?
  private let color: Color?
  private let showsValues: Bool

  /// Makes bars for the classes 0, 1, 2, ….
  public init(
    _ heights: some Numbers, name: String? = nil, color: Color? = nil, showsValues: Bool = false
  ) {
    let heights = heights.numbers
    self.init(
      x: Array(heights.indices), y: heights, name: name, color: color, showsValues: showsValues)
  }

  /// Makes bars for classes; with a lower end for each, bars can be put upon others.
  ///
  /// - Requires: As many `x` as `y` and lower ends.
  public init<X: CustomStringConvertible>(
    x: [X], y: some Numbers, from lower: [Double]? = nil, name: String? = nil, color: Color? = nil,
    showsValues: Bool = false
  ) {
    (classes, heights, self.lower) = (x.map(\.description), y.numbers, lower)
    (self.name, self.color, self.showsValues) = (name, color, showsValues)
    if classes.count != heights.count {
      fail("Bar: \(classes.count) classes for \(heights.count) heights")
    }
    if let lower, lower.count != heights.count {
      fail("Bar: \(lower.count) lower ends for \(heights.count) heights")
    }
  }

  /// The bars with their extent.
  public var layer: MarkLayer {
    var y = Extent(heights + (lower ?? []))
    y.includesZero = true
    y.isWhole = false
    return MarkLayer(
      kind: lower == nil ? "bar" : "stackedBar", name: name, x: Extent(classes: classes), y: y,
      color: color, key: .series(.area), facts: ["count": .int(heights.count)],
      data: ["y": heights], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    guard case .categorical(let order) = frame.x.kind else { return [] }
    let places = Dictionary(
      order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return heights.indices.flatMap { index -> [Drawing.Element] in
      guard let place = places[classes[index]], heights[index].isFinite else { return [] }
      return bar(index, at: place, in: frame)
    }
  }

  private func bar(_ index: Int, at place: Int, in frame: Frame) -> [Drawing.Element] {
    let full = frame.x.band * 0.78
    let width = full / Double(frame.group.count)
    let left = frame.x.pixel(Double(place)) - full / 2 + width * Double(frame.group.index)
    let top = frame.level(heights[index])
    let bottom = frame.level(lower?[index] ?? 0)
    let gap = frame.group.count > 1 ? min(1.5, width * 0.08) : 0
    let area = Drawing.Rectangle(
      x: left + gap / 2, y: min(top, bottom), width: width - gap, height: abs(bottom - top))
    let bar = Drawing.Element.rectangle(area, fill: frame.color, stroke: nil)
    return showsValues ? [bar, value(index, above: area)] : [bar]
  }

  private func value(_ index: Int, above area: Drawing.Rectangle) -> Drawing.Element {
    let height = heights[index]
    let text =
      height == height.rounded() && height.magnitude < 1e9
      ? NumberText.grouped(Int(height)) : NumberText.significant(height, digits: 3)
    let style = Drawing.TextStyle(size: 10, color: Theme.quiet, anchor: .middle)
    let y = height < 0 ? area.maxY + 11 : area.y - 4
    return .text(text, Drawing.Point(x: area.x + area.width / 2, y: y), style)
  }
}
