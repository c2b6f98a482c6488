// SPDX-License-Identifier: MIT
package import Display

/// New contents for all displays with an identifier, in whatever cell they are.
package struct UpdateDisplayData: MessageContent {
  package static let messageType = "update_display_data"
  package var data: [String: JSON]
  package var metadata: [String: JSON]
  package var transient: Transient

  /// Makes the message.
  package init(_ bundle: MIMEBundle, id: String) {
    data = bundle.withPlainText.json
    metadata = bundle.metadata
    transient = Transient(displayID: id)
  }
}
