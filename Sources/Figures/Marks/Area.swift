// SPDX-License-Identifier: MIT

import Display

/// The area between two curves, such as the spread around a mean.
public struct Area: Mark {
  private let x: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let name: String?
  private let color: Color?
  private let opacity: Double

  /// Makes the area between a lower and an upper curve.
  ///
  /// - Requires: As many `x` as values of each curve.
  public init(
    x: some Numbers, from lower: some Numbers, to upper: some Numbers, name: String? = nil,
    color: Color? = nil, opacity: Double = 0.25
  ) {
    (self.x, self.lower, self.upper) = (x.numbers, lower.numbers, upper.numbers)
    (self.name, self.color, self.opacity) = (name, color, opacity)
    if self.x.count != self.lower.count || self.x.count != self.upper.count {
      fail(
        "Area: \(self.x.count) values of x for \(self.lower.count) lower and \(self.upper.count) upper"
      )
    }
  }

  /// Makes the area between zero and a curve.
  ///
  /// - Requires: As many `x` as `y`.
  public init(
    x: some Numbers, y: some Numbers, name: String? = nil, color: Color? = nil,
    opacity: Double = 0.25
  ) {
    let y = y.numbers
    self.init(
      x: x, from: y.map { _ in 0.0 }, to: y, name: name, color: color, opacity: opacity)
  }

  /// The area with its extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "area", name: name, x: Extent(x), y: Extent(lower + upper), color: color,
      key: .series(.area), facts: ["count": .int(x.count)],
      data: ["x": x, "lower": lower, "upper": upper], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    let known = x.indices.filter {
      frame.x.accepts(x[$0]) && upper[$0].isFinite && lower[$0].isFinite
    }
    let pixels = { (values: [Double]) in
      { (index: Int) in
        Drawing.Point(x: frame.x.pixel(x[index]), y: frame.level(values[index]))
      }
    }
    let outline = known.map(pixels(upper)) + known.reversed().map(pixels(lower))
    return [.polygon([outline], frame.color.opacity(opacity))]
  }
}
