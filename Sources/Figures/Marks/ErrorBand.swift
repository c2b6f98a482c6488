// SPDX-License-Identifier: MIT

import Display

/// A line with the band of its uncertainty, in one colour and under one name.
public struct ErrorBand: Mark {
  private let x: [Double]
  private let y: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let name: String?
  private let color: Color?
  private let opacity: Double

  /// Makes a line with a band so far below and above it.
  ///
  /// - Requires: As many `x` as `y` and deviations.
  public init(
    x: some Numbers, y: some Numbers, deviation: some Numbers, name: String? = nil,
    color: Color? = nil, opacity: Double = 0.2
  ) {
    let (y, deviation) = (y.numbers, deviation.numbers)
    if y.count != deviation.count {
      fail("ErrorBand: \(deviation.count) deviations for \(y.count) values of y")
    }
    self.init(
      x: x, y: y, from: zip(y, deviation).map { $0 - $1 }, to: zip(y, deviation).map { $0 + $1 },
      name: name, color: color, opacity: opacity)
  }

  /// Makes a line with a band between two curves.
  ///
  /// - Requires: As many `x` as `y` and values of each curve.
  public init(
    x: some Numbers, y: some Numbers, from lower: some Numbers, to upper: some Numbers,
    name: String? = nil, color: Color? = nil, opacity: Double = 0.2
  ) {
    (self.x, self.y, self.lower, self.upper) = (x.numbers, y.numbers, lower.numbers, upper.numbers)
    (self.name, self.color, self.opacity) = (name, color, opacity)
    if Set([self.x.count, self.y.count, self.lower.count, self.upper.count]).count != 1 {
      fail(
        "ErrorBand: \(self.x.count) x, \(self.y.count) y, \(self.lower.count) lower, \(self.upper.count) upper"
      )
    }
  }

  /// The line and its band with their extent.
  public var layer: MarkLayer {
    let band = Area(x: x, from: lower, to: upper, opacity: opacity).layer
    let line = Line(x: x, y: y).layer
    return MarkLayer(
      kind: "errorBand", name: name, x: Extent(x), y: Extent(y + lower + upper), color: color,
      key: .series(.line), facts: ["count": .int(x.count)],
      data: ["x": x, "y": y, "lower": lower, "upper": upper],
      draw: { band.draw($0) + line.draw($0) })
  }
}
