// SPDX-License-Identifier: MIT

/// Asks to run a cell.
package struct ExecuteRequest: MessageContent {
  package static let messageType = "execute_request"

  package var code: String
  /// Whether to publish nothing and to count nothing.
  package var silent: Bool
  package var storeHistory: Bool
  /// Expressions to evaluate after the cell, by names of the front end's choice.
  package var userExpressions: [String: String]
  package var allowStdin: Bool
  /// Whether a failure aborts the requests that stand in the queue.
  package var stopOnError: Bool

  private enum CodingKeys: String, CodingKey {
    case code
    case silent
    case storeHistory = "store_history"
    case userExpressions = "user_expressions"
    case allowStdin = "allow_stdin"
    case stopOnError = "stop_on_error"
  }

  /// Makes a request.
  package init(
    code: String, silent: Bool = false, storeHistory: Bool = true,
    userExpressions: [String: String] = [:], allowStdin: Bool = false, stopOnError: Bool = true
  ) {
    self.code = code
    self.silent = silent
    self.storeHistory = storeHistory
    self.userExpressions = userExpressions
    self.allowStdin = allowStdin
    self.stopOnError = stopOnError
  }

  /// Reads a request; only the code is indispensable.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    silent = try container.value(.silent, default: false)
    storeHistory = try container.value(.storeHistory, default: true)
    userExpressions = try container.value(.userExpressions, default: [:])
    allowStdin = try container.value(.allowStdin, default: false)
    stopOnError = try container.value(.stopOnError, default: true)
  }
}
