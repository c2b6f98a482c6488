// SPDX-License-Identifier: MIT

public import Display

/// A picture that shows itself in a notebook and can be saved for a document.
public protocol Figure: RichDisplay, Sendable {
  /// The figure's shapes at their places.
  var drawing: Drawing { get }
  /// What the figure shows, as data that a program can check: also the arrays that are drawn.
  var manifest: JSON { get }
  /// What the figure shows, in words.
  var summary: String { get }
  /// The manifest without the arrays that are drawn, small enough to go with every output.
  var outline: JSON { get }
  /// The name of the files that an exporter writes, or nil to let it choose.
  var name: String? { get set }
}

extension Figure {
  /// The figure with a name for the files that an exporter writes; it must be unique in a notebook.
  public func named(_ name: String) -> Self {
    var figure = self
    figure.name = name
    return figure
  }

  /// The figure as SVG, PNG, PDF and text.
  public var mimeBundle: MIMEBundle {
    let drawing = drawing
    return MIMEBundle(
      [
        "image/svg+xml": .text(SVGWriter.write(drawing, description: summary)),
        "image/png": .binary(drawing.png()),
        "application/pdf": .binary(drawing.pdf()),
        "text/plain": .text(summary),
      ], metadata: metadata(width: drawing.width, height: drawing.height))
  }

  /// What goes with every output of a size on the page: what it shows, in words and for programs, and its file name.
  func metadata(width: Double, height: Double) -> [String: JSON] {
    let size: JSON = [
      "width": .int(Int(width.rounded(.up))), "height": .int(Int(height.rounded(.up))),
    ]
    var metadata: [String: JSON] = [
      "image/png": size, "lectern": outline, "alt": .string(summary),
    ]
    if let name { metadata["filename"] = .string(name) }
    return metadata
  }

  /// The manifest without the arrays that are drawn, small enough to go with every output.
  public var outline: JSON { manifest.outline }

  /// The figure as SVG.
  public func svg() -> String { SVGWriter.write(drawing, description: summary) }

  /// The figure as PNG, with two pixels on each pixel of the page.
  public func png() -> [UInt8] { drawing.png() }

  /// The figure as a page of PDF.
  public func pdf() -> [UInt8] { drawing.pdf() }
}

extension JSON {
  /// The value without the members that hold whole arrays of what is drawn.
  var outline: JSON {
    switch self {
    case .array(let values): return .array(values.map(\.outline))
    case .object(var members):
      members["data"] = nil
      members["tiles"] = nil
      return .object(members.mapValues(\.outline))
    default: return self
    }
  }

  /// Numbers as an array.
  static func numbers(_ values: some Sequence<Double>) -> JSON {
    .array(values.map { JSON.double($0) })
  }
}
