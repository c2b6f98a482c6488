// SPDX-License-Identifier: MIT

/// Tells everybody which code runs, under which number.
package struct ExecuteInput: MessageContent {
  package static let messageType = "execute_input"
  package var code: String
  package var executionCount: Int

  private enum CodingKeys: String, CodingKey {
    case code
    case executionCount = "execution_count"
  }

  /// Makes the message.
  package init(code: String, executionCount: Int) {
    self.code = code
    self.executionCount = executionCount
  }
}
