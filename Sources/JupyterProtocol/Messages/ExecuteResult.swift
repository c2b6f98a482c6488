// SPDX-License-Identifier: MIT
package import Display

/// The value of a cell's last expression.
package struct ExecuteResult: MessageContent {
  package static let messageType = "execute_result"
  package var executionCount: Int
  package var data: [String: JSON]
  package var metadata: [String: JSON]

  private enum CodingKeys: String, CodingKey {
    case executionCount = "execution_count"
    case data
    case metadata
  }

  /// Makes the message; plain text is always among its formats.
  package init(_ bundle: MIMEBundle, executionCount: Int) {
    self.executionCount = executionCount
    data = bundle.withPlainText.json
    metadata = bundle.metadata
  }
}
