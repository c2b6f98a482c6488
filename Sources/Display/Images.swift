// SPDX-License-Identifier: MIT

/// A drawing in SVG.
public struct SVG: RichDisplay, Sendable, Equatable {
  /// The document's source.
  public let source: String
  /// What is shown where the drawing cannot be.
  public let text: String

  /// Makes a drawing from the source of a document.
  public init(_ source: String, text: String = "SVG drawing") {
    self.source = source
    self.text = text
  }

  /// The drawing and its text.
  public var mimeBundle: MIMEBundle {
    MIMEBundle(["image/svg+xml": .text(source), "text/plain": .text(text)])
  }
}

/// An encoded picture in PNG.
public struct PNG: RichDisplay, Sendable, Equatable {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The encoded bytes.
  public let bytes: [UInt8]
  /// How many pixels of the picture lie on one pixel of the page, along each side.
  public let scale: Int

  /// Makes a picture from encoded bytes; with scale 2 it is shown at half its size, twice as sharp.
  public init(_ bytes: [UInt8], scale: Int = 1) {
    self.bytes = bytes
    self.scale = max(scale, 1)
  }

  /// Width and height in pixels, or nil where the bytes do not begin as PNG begins.
  public var pixelSize: (width: Int, height: Int)? {
    guard bytes.count >= 24, bytes.starts(with: Self.signature) else { return nil }
    let number = { (start: Int) in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(16), number(20))
  }

  /// The picture with its size on the page, and its size in words.
  public var mimeBundle: MIMEBundle {
    guard let size = pixelSize else { return MIMEBundle(text: "Not a PNG image") }
    let onPage: JSON = [
      "width": .int(size.width / scale), "height": .int(size.height / scale),
    ]
    return MIMEBundle(
      [
        "image/png": .binary(bytes),
        "text/plain": .text("PNG image, \(size.width) × \(size.height) pixels"),
      ],
      metadata: ["image/png": onPage])
  }
}
