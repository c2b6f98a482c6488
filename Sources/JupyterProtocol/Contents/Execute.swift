// SPDX-License-Identifier: MIT
package import Display

/// Asks the kernel to run a cell.
package struct ExecuteRequest: MessageContent, Decodable {
  package static let messageType = "execute_request"
  package let code: String
  package let isSilent: Bool
  package let storesHistory: Bool
  package let userExpressions: [String: String]
  package let allowsInput: Bool
  package let stopsOnError: Bool

  private enum CodingKeys: String, CodingKey {
    case code
    case silent
    case storeHistory = "store_history"
    case userExpressions = "user_expressions"
    case allowStdin = "allow_stdin"
    case stopOnError = "stop_on_error"
  }

  /// Reads a request; what is missing has the protocol's default.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    code = try fields.decode(String.self, forKey: .code)
    isSilent = (try? fields.decode(Bool.self, forKey: .silent)) ?? false
    // A silent cell is never stored, whatever the request says.
    storesHistory =
      !isSilent && ((try? fields.decode(Bool.self, forKey: .storeHistory)) ?? true)
    userExpressions =
      (try? fields.decode([String: String].self, forKey: .userExpressions)) ?? [:]
    allowsInput = (try? fields.decode(Bool.self, forKey: .allowStdin)) ?? true
    stopsOnError = (try? fields.decode(Bool.self, forKey: .stopOnError)) ?? true
  }
}

/// How a cell ended.
package struct ExecuteReply: MessageContent, Encodable {
  package static let messageType = "execute_reply"
  package let status: String
  package let executionCount: Int
  package let payload: [JSON]?
  package let userExpressions: [String: JSON]?
  package let error: ErrorContent?

  private enum CodingKeys: String, CodingKey {
    case status
    case executionCount = "execution_count"
    case payload
    case userExpressions = "user_expressions"
  }

  private init(
    status: String, executionCount: Int, payload: [JSON]? = nil,
    userExpressions: [String: JSON]? = nil, error: ErrorContent? = nil
  ) {
    self.status = status
    self.executionCount = executionCount
    self.payload = payload
    self.userExpressions = userExpressions
    self.error = error
  }

  /// The cell ran to its end.
  package static func ok(
    executionCount: Int, payload: [JSON], userExpressions: [String: JSON]
  ) -> ExecuteReply {
    ExecuteReply(
      status: "ok", executionCount: executionCount, payload: payload,
      userExpressions: userExpressions)
  }

  /// The cell failed.
  package static func failed(_ error: ErrorContent, executionCount: Int) -> ExecuteReply {
    ExecuteReply(
      status: "error", executionCount: executionCount, payload: [], userExpressions: [:],
      error: error)
  }

  /// The cell was not run because one before it failed.
  package static func aborted(executionCount: Int) -> ExecuteReply {
    ExecuteReply(status: "aborted", executionCount: executionCount)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(status, forKey: .status)
    try fields.encode(executionCount, forKey: .executionCount)
    try fields.encodeIfPresent(payload, forKey: .payload)
    try fields.encodeIfPresent(userExpressions, forKey: .userExpressions)
    try error?.encode(to: encoder)
  }
}

/// Tells all front ends which code runs now.
package struct ExecuteInput: MessageContent, Encodable {
  package static let messageType = "execute_input"
  package let code: String
  package let executionCount: Int

  private enum CodingKeys: String, CodingKey {
    case code
    case executionCount = "execution_count"
  }

  /// Announces a cell.
  package init(code: String, executionCount: Int) {
    self.code = code
    self.executionCount = executionCount
  }
}

/// An error as front ends show it.
package struct ErrorContent: MessageContent, Encodable, Equatable {
  package static let messageType = "error"
  package let name: String
  package let value: String
  package let traceback: [String]

  private enum CodingKeys: String, CodingKey {
    case name = "ename"
    case value = "evalue"
    case traceback
  }

  /// Makes an error.
  package init(name: String, value: String, traceback: [String]) {
    self.name = name
    self.value = value
    self.traceback = traceback
  }
}
