// SPDX-License-Identifier: MIT

public import Display
import Glibc

/// A picture that shows itself in a notebook and can be saved for a document.
public protocol Figure: RichDisplay, Sendable {
  /// The figure's shapes at their places.
  var drawing: Drawing { get }
  /// What the figure shows, as data that a program can check.
  var manifest: JSON { get }
  /// What the figure shows, in words.
  var summary: String { get }
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
    let size: JSON = [
      "width": .int(Int(drawing.width.rounded(.up))),
      "height": .int(Int(drawing.height.rounded(.up))),
    ]
    var metadata: [String: JSON] = ["image/png": size, "lectern": manifest]
    if let name { metadata["filename"] = .string(name) }
    return MIMEBundle(
      [
        "image/svg+xml": .text(SVGWriter.write(drawing, description: summary)),
        "image/png": .binary(drawing.png()),
        "application/pdf": .binary(drawing.pdf()),
        "text/plain": .text(summary),
      ], metadata: metadata)
  }

  /// The figure as SVG.
  public func svg() -> String { SVGWriter.write(drawing, description: summary) }

  /// The figure as PNG, with two pixels on each pixel of the page.
  public func png() -> [UInt8] { drawing.png() }

  /// The figure as a page of PDF.
  public func pdf() -> [UInt8] { drawing.pdf() }

  /// Writes the figure to a file, in the format that its name ends in: `svg`, `pdf` or `png`.
  ///
  /// - Throws: `FigureError` for another ending or a file that cannot be written.
  public func save(_ path: String) throws(FigureError) {
    let bytes: [UInt8]
    switch path.split(separator: ".").last?.lowercased() {
    case "svg": bytes = Array(svg().utf8)
    case "png": bytes = png()
    case "pdf": bytes = pdf()
    default: throw .unknownFormat(path: path)
    }
    try write(bytes, to: path)
  }

  private func write(_ bytes: [UInt8], to path: String) throws(FigureError) {
    guard let file = fopen(path, "wb") else { throw .cannotWrite(path: path, reason: reason()) }
    let written = fwrite(bytes, 1, bytes.count, file)
    let isClosed = fclose(file) == 0
    guard written == bytes.count, isClosed else {
      throw .cannotWrite(path: path, reason: reason())
    }
  }

  private func reason() -> String { String(cString: strerror(errno)) }
}

/// Why a figure was not saved.
public enum FigureError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name does not end in a known format.
  case unknownFormat(path: String)
  /// The system refused.
  case cannotWrite(path: String, reason: String)

  /// What happened and what to do about it.
  public var description: String {
    switch self {
    case .unknownFormat(let path):
      "Cannot save a figure as “\(path)”: end the name in .svg, .pdf or .png."
    case .cannotWrite(let path, let reason):
      "Cannot write “\(path)”: \(reason). Choose a folder that exists and is yours."
    }
  }
}
