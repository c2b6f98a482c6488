// SPDX-License-Identifier: MIT

/// Why a cell failed, ready to be shown: a name, one line, and a report that stands on its own.
package struct CellError: Error, Sendable, Equatable {
  /// The name: the type of a thrown error, or a word such as `CompileError` or `Interrupted`.
  package let name: String
  /// What went wrong, in one line or a few.
  package let value: String
  /// The report's lines, coloured with ANSI codes.
  package let report: [String]

  /// Makes an error whose report begins with its name and value.
  init(name: String, value: String, details: [String] = []) {
    self.name = name
    self.value = value
    report = ["\(Style.red(name)): \(value)"] + details
  }
}

/// Colours of error reports, as ANSI codes that notebooks, exporters and consoles understand.
enum Style {
  static func red(_ text: String) -> String { "\u{1B}[1;31m\(text)\u{1B}[0m" }
  static func yellow(_ text: String) -> String { "\u{1B}[33m\(text)\u{1B}[0m" }
  static func blue(_ text: String) -> String { "\u{1B}[34m\(text)\u{1B}[0m" }
  static func green(_ text: String) -> String { "\u{1B}[32m\(text)\u{1B}[0m" }
  static func bold(_ text: String) -> String { "\u{1B}[1m\(text)\u{1B}[0m" }
}
