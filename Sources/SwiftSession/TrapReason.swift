// SPDX-License-Identifier: MIT
import Glibc

/// What a trap means in words, from the runtime's message, the debug information or the signal.
struct TrapReason {
  /// The compiler names optimised-away messages so, as an inlined function of debug information.
  static let runtimeFailure = "Swift runtime failure: "

  let name: String
  let value: String
  /// Whether an exercise was met that is not answered yet: then nothing has gone wrong.
  let isOpenAnswer: Bool

  /// The library's function that stands in place of an answer.
  private static let openAnswer = "notImplemented()"

  init(signal: Int, message: String, places: [SourcePlace]) {
    let failure = places.lazy.map(\.function).first { $0.hasPrefix(Self.runtimeFailure) }
    isOpenAnswer = places.contains { $0.function == Self.openAnswer }
    if isOpenAnswer {
      name = "NotAnswered"
      value = Self.split(message)?.1 ?? "there is no answer here yet"
    } else if let want = Self.wantOfMemory(message) {
      name = "OutOfMemory"
      value = want
    } else if let (name, value) = Self.split(message) {
      self.name = name
      self.value = value
    } else if let failure {
      name = "Fatal error"
      value = Self.sentence(for: String(failure.dropFirst(Self.runtimeFailure.count)))
    } else {
      (name, value) = Self.meaning(ofSignal: Int32(signal))
    }
  }

  /// What to say where an allocation failed that a limit does not allow.
  private static func wantOfMemory(_ message: String) -> String? {
    guard message.contains("failed to allocate"), let limit = ProcessEnvironment.memoryLimit else {
      return nil
    }
    return "the session may use \(limit) of memory, and the cell needs more. "
      + "Make it use less, or set LECTERN_MEMORY_LIMIT."
  }

  /// Splits `Module/File.swift:9: Fatal error: Index out of range` into its kind and its text.
  private static func split(_ message: String) -> (String, String)? {
    let text = message.trimmingSpace
    guard !text.isEmpty else { return nil }
    for kind in ["Fatal error", "Precondition failed", "Assertion failed"] {
      guard let range = text.range(of: kind, from: text.startIndex) else { continue }
      let rest = String(text[range.upperBound...].drop { $0 == ":" || $0 == " " })
      // "Index out of range" tells more than the kind alone; without a text the kind says all.
      return (kind, rest.isEmpty ? "no message was given" : rest)
    }
    return ("Fatal error", text)
  }

  private static func sentence(for failure: String) -> String {
    switch failure {
    case "arithmetic overflow": "arithmetic overflow: the result does not fit the type"
    case "precondition failure": "a precondition failed"
    default: failure
    }
  }

  private static func meaning(ofSignal signal: Int32) -> (String, String) {
    switch signal {
    case SIGSEGV, SIGBUS:
      ("Memory fault", "the code read or wrote memory that does not belong to it")
    case SIGFPE: ("Fatal error", "arithmetic fault, such as a division by zero")
    case SIGABRT: ("Aborted", "the code called abort(). The session goes on.")
    default: ("Fatal error", "the code trapped (overflow, failed check or unreachable place)")
    }
  }
}

extension String {
  /// The text without white space around it.
  var trimmingSpace: String {
    let start = drop { $0.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
