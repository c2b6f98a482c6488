// SPDX-License-Identifier: MIT

/// An error with its traceback, as iopub shows it and as replies repeat it.
package struct ErrorOutput: MessageContent {
  package static let messageType = "error"
  package var name: String
  package var value: String
  package var traceback: [String]

  private enum CodingKeys: String, CodingKey {
    case name = "ename"
    case value = "evalue"
    case traceback
  }

  /// Describes an error.
  package init(name: String, value: String, traceback: [String]) {
    self.name = name
    self.value = value
    self.traceback = traceback
  }
}
