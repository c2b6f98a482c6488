// SPDX-License-Identifier: MIT

/// How much output may pass in any three seconds before the code that writes has to wait.
package struct OutputLimit: Sendable, Equatable {
  /// The bytes of text.
  package var bytes: Int
  /// The number of messages.
  package var messages: Int

  /// Sets a limit.
  package init(bytes: Int, messages: Int) {
    self.bytes = bytes
    self.messages = messages
  }

  /// For a Jupyter server, which drops text beyond 3 MB and messages beyond 3000 in three seconds.
  ///
  /// What still stands in pipes when a cell ends follows at once, so the limit leaves room for it. A server counts
  /// when it gets to a message: many small ones reach it late, and then two bursts of them count together.
  package static let server = OutputLimit(bytes: 2_200_000, messages: 1500)

  /// For clients that take all: only an endless loop has to wait, before it fills the memory.
  package static let client = OutputLimit(bytes: 60_000_000, messages: 1_000_000)
}
