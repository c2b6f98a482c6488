// SPDX-License-Identifier: MIT

/// Tells a new listener that from now on it misses nothing.
package struct IOPubWelcome: MessageContent {
  package static let messageType = "iopub_welcome"
  /// The topic that it listens to; empty for everything.
  package var subscription: String

  /// Makes the message.
  package init(subscription: String) { self.subscription = subscription }
}
