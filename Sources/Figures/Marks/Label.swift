// SPDX-License-Identifier: MIT

import Display

/// A short text at a point of the plot.
public struct Label: Mark {
  /// Where a text stands beside its point.
  public enum Position: String, Sendable, CaseIterable {
    /// Above the point.
    case top
    /// Below the point.
    case bottom
    /// Left of the point.
    case leading
    /// Right of the point.
    case trailing
    /// On the point.
    case overlay
  }

  private let text: String
  private let x: Double
  private let y: Double
  private let position: Position
  private let color: Color
  private let isBold: Bool

  /// Makes a text beside a point, by default just above it.
  public init(
    _ text: String, x: Double, y: Double, position: Position = .top, color: Color = .black,
    isBold: Bool = false
  ) {
    (self.text, self.x, self.y, self.position) = (text, x, y, position)
    (self.color, self.isBold) = (color, isBold)
  }

  /// The text with its extent.
  public var layer: MarkLayer {
    MarkLayer(
      kind: "label", x: Extent([x]), y: Extent([y]), color: color,
      facts: ["text": .string(text)], data: ["x": [x], "y": [y]], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    guard let point = frame.point(x, y) else { return [] }
    let (anchor, dx, dy): (Drawing.Anchor, Double, Double) =
      switch position {
      case .top: (.middle, 0, -6)
      case .bottom: (.middle, 0, 15)
      case .leading: (.end, -7, 4)
      case .trailing: (.start, 7, 4)
      case .overlay: (.middle, 0, 4)
      }
    let style = Drawing.TextStyle(
      size: Theme.tickSize, color: frame.color, isBold: isBold, anchor: anchor)
    return [.text(text, Drawing.Point(x: point.x + dx, y: point.y + dy), style)]
  }
}
