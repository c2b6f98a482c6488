// SPDX-License-Identifier: MIT

/// One output in several formats, of which a front end or an exporter takes the one it shows best.
public struct MIMEBundle: Sendable, Equatable {
  /// What one format holds.
  public enum Content: Sendable, Equatable {
    /// Text, as in `text/plain`, `text/html`, `image/svg+xml`.
    case text(String)
    /// Bytes, as in `image/png`, `application/pdf`; sent in base64.
    case binary([UInt8])
    /// Structured data, as in `application/json` and the `+json` types.
    case json(JSON)
  }

  /// The content of each format, by MIME type.
  public var contents: [String: Content]

  /// Notes for front ends, by MIME type (`image/png` → width and height) or for the whole output (`filename`).
  public var metadata: [String: JSON]

  /// Makes a bundle of the formats given.
  public init(_ contents: [String: Content] = [:], metadata: [String: JSON] = [:]) {
    self.contents = contents
    self.metadata = metadata
  }

  /// Makes a bundle that holds only plain text.
  public init(text: String) { self.init(["text/plain": .text(text)]) }
}
