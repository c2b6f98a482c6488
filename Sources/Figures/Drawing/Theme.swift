// SPDX-License-Identifier: MIT

public import Display

/// The sizes and colours that all parts of a figure share.
public struct Theme: Sendable, Equatable {
  let ink: Color
  let quiet: Color
  let axis: Color
  /// The lines behind the data, or nil for none.
  let grid: Color?
  /// Whether series differ in their dashes too, since paper may have no colours.
  let usesDashes: Bool

  /// Dark grey text, a light grid, opaque white ground: for screens, also dark ones.
  public static let light = Theme(
    ink: Color(grey: 0.13), quiet: Color(grey: 0.36), axis: Color(grey: 0.55),
    grid: Color(grey: 0.915), usesDashes: false)

  /// Black text, no grid, dashes that differ from line to line: for paper.
  public static let print = Theme(
    ink: .black, quiet: .black, axis: .black, grid: nil, usesDashes: true)

  /// The theme of the figure that is being drawn.
  @TaskLocal static var current = Theme.light

  static var ink: Color { current.ink }
  static var quiet: Color { current.quiet }
  static var axis: Color { current.axis }
  static let titleSize = 14.0
  static let labelSize = 12.0
  static let tickSize = 11.0
  static let margin = 12.0

  /// The dashes of the lines of series, one after another.
  static let dashes: [[Double]] = [[], [6, 4], [1.5, 3.5], [9, 4, 1.5, 4], [3, 3]]
}

/// A figure drawn in a theme of its own.
public struct ThemedFigure: Figure {
  private var figure: any Figure
  private let theme: Theme

  init(_ figure: any Figure, _ theme: Theme) {
    self.figure = figure
    self.theme = theme
  }

  /// The name of the files that an exporter writes.
  public var name: String? {
    get { figure.name }
    set { figure.name = newValue }
  }

  /// The figure's shapes in the colours of the theme.
  public var drawing: Drawing { Theme.$current.withValue(theme) { figure.drawing } }

  /// The figure as data.
  public var manifest: JSON { figure.manifest }

  /// The figure in words.
  public var summary: String { figure.summary }
}

/// A figure with a text below it.
public struct CaptionedFigure: Figure {
  private static let lineHeight = 15.0
  private static let leastWidth = 240.0

  private var figure: any Figure
  private let text: String

  init(_ figure: any Figure, _ text: String) {
    self.figure = figure
    self.text = text
  }

  /// The name of the files that an exporter writes.
  public var name: String? {
    get { figure.name }
    set { figure.name = newValue }
  }

  /// The figure's shapes above the lines of the text.
  public var drawing: Drawing {
    var drawing = figure.drawing
    drawing.width = max(drawing.width, Self.leastWidth)
    let width = drawing.width - 2 * Theme.margin
    let style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet)
    for line in RichText.wrapped(text, width: width, size: Theme.tickSize) {
      drawing.height += Self.lineHeight
      drawing.elements.append(
        .text(line, Drawing.Point(x: Theme.margin, y: drawing.height - Theme.margin), style))
    }
    drawing.height += 4
    return drawing
  }

  /// The figure as data, with its caption.
  public var manifest: JSON {
    guard case .object(var members) = figure.manifest else { return figure.manifest }
    members["caption"] = .string(text)
    return .object(members)
  }

  /// The figure in words, and its caption.
  public var summary: String { figure.summary + "\n" + RichText.plain(text) }
}

extension Figure {
  /// The figure in a theme; what is particular to its kind must be said before.
  public func theme(_ theme: Theme) -> ThemedFigure { ThemedFigure(self, theme) }

  /// The figure with a text below it; what is particular to its kind must be said before.
  public func caption(_ text: String) -> CaptionedFigure { CaptionedFigure(self, text) }
}

extension ThemedFigure: WidthAdapting {
  func adapted(toWidth width: Double) -> any Figure { ThemedFigure(figure.fitted(width), theme) }
}

extension CaptionedFigure: WidthAdapting {
  func adapted(toWidth width: Double) -> any Figure { CaptionedFigure(figure.fitted(width), text) }
}
