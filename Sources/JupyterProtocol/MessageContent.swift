// SPDX-License-Identifier: MIT

/// The content of one kind of message.
package protocol MessageContent: Codable, Sendable, Equatable {
  /// The kind's name in headers.
  static var messageType: String { get }
}

/// Why a message's content cannot be used.
package enum ContentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It is no JSON.
  case malformed(String)
  /// It is JSON, but not what the message's type demands.
  case invalid(String)

  /// The reason in words.
  package var description: String {
    switch self {
    case .malformed(let reason): "the content is no JSON: \(reason)"
    case .invalid(let reason): reason
    }
  }

  static func reason(for error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "the content has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      "the content's '\(path(context))' has the wrong type"
    @unknown default: "\(error)"
    }
  }

  private static func path(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }
}

/// Where a kernel's messages go.
package protocol MessageSink: Sendable {
  /// Sends a message; calls come from any thread, return at once and keep their order across channels.
  func send(_ message: Message, on channel: Channel)
}
