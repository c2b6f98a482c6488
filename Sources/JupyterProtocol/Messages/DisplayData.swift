// SPDX-License-Identifier: MIT
package import Display

/// Something to be seen below the cell.
package struct DisplayData: MessageContent {
  package static let messageType = "display_data"
  package var data: [String: JSON]
  package var metadata: [String: JSON]
  package var transient: Transient

  /// Makes the message; with an identifier the display can be updated.
  package init(_ bundle: MIMEBundle, id: String?) {
    data = bundle.withPlainText.json
    metadata = bundle.metadata
    transient = Transient(displayID: id)
  }
}

/// What front ends need now but do not store in the notebook.
package struct Transient: Codable, Sendable, Equatable {
  package var displayID: String?

  private enum CodingKeys: String, CodingKey {
    case displayID = "display_id"
  }

  /// Names a display.
  package init(displayID: String?) { self.displayID = displayID }
}
