// SPDX-License-Identifier: MIT

import Display

/// A line through points in their order, such as a loss over epochs.
///
/// Values that are not numbers leave gaps.
public struct Line: Mark {
  private let x: [Double]
  private let y: [Double]
  private let name: String?
  private let color: Color?
  private let width: Double
  private let isDashed: Bool

  /// Makes a line through values at 0, 1, 2, ….
  public init(
    _ y: some Numbers, name: String? = nil, color: Color? = nil, width: Double = 2,
    isDashed: Bool = false
  ) {
    let y = y.numbers
    self.init(x: 0..<y.count, y: y, name: name, color: color, width: width, isDashed: isDashed)
  }

  /// Makes a line through points.
  ///
  /// - Requires: As many `x` as `y`.
  public init(
    x: some Numbers, y: some Numbers, name: String? = nil, color: Color? = nil, width: Double = 2,
    isDashed: Bool = false
  ) {
    (self.x, self.y) = (x.numbers, y.numbers)
    (self.name, self.color, self.width, self.isDashed) = (name, color, width, isDashed)
    if self.x.count != self.y.count {
      fail("Line: \(self.x.count) values of x for \(self.y.count) of y")
    }
  }

  /// Makes the graph of a function.
  public init(
    over range: ClosedRange<Double>, samples: Int = 256, name: String? = nil, color: Color? = nil,
    width: Double = 2, isDashed: Bool = false, _ function: (Double) -> Double
  ) {
    let count = max(samples, 2)
    let x = (0..<count).map { index in
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / Double(count - 1)
    }
    self.init(x: x, y: x.map(function), name: name, color: color, width: width, isDashed: isDashed)
  }

  /// The line with its extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "line", name: name, x: Extent(x), y: Extent(y), color: color,
      key: .series(isDashed ? .dashedLine : .line), facts: ["count": .int(y.count)],
      data: ["x": x, "y": y], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    var runs: [[Drawing.Point]] = [[]]
    for (x, y) in zip(x, y) {
      if let point = frame.point(x, y) {
        runs[runs.count - 1].append(point)
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    let lines = runs.filter { $0.count > 1 }.map(Polyline.thinned)
    // A point without neighbours, such as the first epoch's, is a dot.
    let points = runs.filter { $0.count == 1 }.joined()
    let dash: [Double] = isDashed ? [2 * width + 1, 2 * width + 1] : frame.dash
    return [
      .polyline(lines, Drawing.Stroke(color: frame.color, width: width, dash: dash)),
      .dots(Array(points), radius: 1.5 * width, frame.color),
    ]
  }
}
