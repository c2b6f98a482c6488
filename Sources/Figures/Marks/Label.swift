// SPDX-License-Identifier: MIT

import Display

/// A short text at a point of the plot.
public struct Label: Mark {
  private let text: String
  private let x: Double
  private let y: Double
  private let color: Color

  /// Makes a text whose middle stands just above a point.
  public init(_ text: String, x: Double, y: Double, color: Color = .black) {
    (self.text, self.x, self.y, self.color) = (text, x, y, color)
  }

  /// The text with its extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "label", x: Extent([x]), y: Extent([y]), color: color,
      facts: ["text": .string(text)], data: ["x": [x], "y": [y]], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    guard let point = frame.point(x, y) else { return [] }
    let style = Drawing.TextStyle(size: Theme.tickSize, color: frame.color, anchor: .middle)
    return [.text(text, Drawing.Point(x: point.x, y: point.y - 6), style)]
  }
}
