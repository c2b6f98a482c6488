// SPDX-License-Identifier: MIT
package import Display

/// Text on a standard stream.
package struct StreamContent: MessageContent, Encodable {
  package static let messageType = "stream"
  package let name: String
  package let text: String

  /// Makes a piece of a stream.
  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A rich output: shown anew, put in the place of an earlier one, or the value of a cell.
package struct DisplayContent: MessageContent, Encodable {
  /// Which of the three messages it is.
  package enum Kind: Sendable, Equatable {
    case display(id: String?)
    case update(id: String)
    case result(executionCount: Int)

    /// The message's type.
    package var messageType: String {
      switch self {
      case .display: "display_data"
      case .update: "update_display_data"
      case .result: "execute_result"
      }
    }
  }

  package static let messageType = "display_data"
  package let kind: Kind
  package let bundle: MIMEBundle

  private enum CodingKeys: String, CodingKey {
    case data
    case metadata
    case transient
    case executionCount = "execution_count"
  }

  /// Makes a rich output.
  package init(_ kind: Kind, _ bundle: MIMEBundle) {
    self.kind = kind
    self.bundle = bundle
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(bundle.dataJSON, forKey: .data)
    try fields.encode(bundle.metadata, forKey: .metadata)
    switch kind {
    case .display(let id):
      try fields.encode(id.map { ["display_id": $0] } ?? [:], forKey: .transient)
    case .update(let id): try fields.encode(["display_id": id], forKey: .transient)
    case .result(let count): try fields.encode(count, forKey: .executionCount)
    }
  }
}

extension MIMEBundle {
  /// The formats as JSON: binary ones in base64 without line breaks, structured ones unpacked.
  package var dataJSON: [String: JSON] {
    contents.mapValues { content in
      switch content {
      case .text(let text): .string(text)
      case .binary(let bytes): .string(Base64.encode(bytes))
      case .json(let value): value
      }
    }
  }
}

/// Clears a cell's outputs.
package struct ClearOutput: MessageContent, Encodable {
  package static let messageType = "clear_output"
  package let wait: Bool

  /// Clears at once, or when the next output comes.
  package init(wait: Bool) { self.wait = wait }
}
