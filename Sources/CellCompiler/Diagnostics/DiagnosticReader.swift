// SPDX-License-Identifier: MIT
import SessionWire

/// A source file that the compiler's messages may point into.
struct CellFile: Sendable {
  /// The cell's label, `In[3]`.
  let label: String
  /// What stands in the file.
  let cell: RewrittenCell
}

/// Turns the compiler's messages into diagnostics in the student's own coordinates.
struct DiagnosticReader {
  /// The cells' files by path.
  let files: [String: CellFile]
  let cleaner: MessageCleaner

  /// The diagnostics of a compilation, each once, without those that only the rewriting caused.
  func read(_ values: [SourceKitValue]) -> [Diagnostic] {
    var result: [Diagnostic] = []
    for diagnostic in values.compactMap(read) where !result.contains(diagnostic) {
      result.append(diagnostic)
    }
    return result
  }

  private func read(_ value: SourceKitValue) -> Diagnostic? {
    let message = value.text("key.description")
    let severity = Self.severity(value.text("key.severity"))
    let place = place(of: value)
    if severity != .error {
      if place?.isWritten == false || MessageCleaner.isAboutGeneratedName(message) { return nil }
    }
    var diagnostic = Diagnostic(severity: severity, message: cleaner.clean(message))
    place?.locate(&diagnostic, ranges: value.elements("key.ranges"))
    diagnostic.fixIts = fixIts(of: value)
    diagnostic.notes = read(value.elements("key.diagnostics")) + Self.hints(value.text("key.id"))
    return diagnostic
  }

  private static func severity(_ name: String) -> Diagnostic.Severity {
    name.split(separator: ".").last.flatMap { Diagnostic.Severity(rawValue: String($0)) } ?? .error
  }

  /// What the compiler cannot know about notebooks.
  private static func hints(_ identifier: String) -> [Diagnostic] {
    guard identifier == "redundant_conformance" else { return [] }
    let hint =
      "an earlier cell already declares this conformance: run the type's own cell again first"
    return [Diagnostic(severity: .note, message: hint)]
  }

  private func place(of value: SourceKitValue) -> DiagnosticPlace? {
    guard let file = files[value.text("key.filepath")], let line = value.integer("key.line"),
      let column = value.integer("key.column")
    else { return nil }
    return DiagnosticPlace(file: file, line: line, byteColumn: column)
  }
}

extension DiagnosticReader {
  private func fixIts(of value: SourceKitValue) -> [String] {
    guard let file = files[value.text("key.filepath")] else { return [] }
    let lines = LineTable(file.cell.text)
    return value.elements("key.fixits").compactMap { fixIt in
      let start = fixIt.integer("key.offset") ?? 0
      let length = fixIt.integer("key.length") ?? 0
      let old = lines.text(start..<(start + length))
      let new = fixIt.text("key.sourcetext")
      if MessageCleaner.isAboutGeneratedName(old + new) { return nil }
      return Self.words(replacing: cleaner.clean(old), with: cleaner.clean(new))
    }
  }

  /// A replacement in words; nil where nothing changes that one could see.
  private static func words(replacing old: String, with new: String) -> String? {
    let (before, after) = (old.trimmingSpaces, new.trimmingSpaces)
    switch (before.isEmpty, after.isEmpty) {
    case (true, true): return nil
    case (true, false): return "insert '\(after)'"
    case (false, true): return "remove '\(before)'"
    case (false, false): return "replace '\(before)' with '\(after)'"
    }
  }
}

/// Where a message points, in the rewritten and in the student's text.
private struct DiagnosticPlace {
  let file: CellFile
  private let rewrittenOffset: Int
  private let place: RewrittenCell.Place

  init(file: CellFile, line: Int, byteColumn: Int) {
    self.file = file
    rewrittenOffset = LineTable(file.cell.text).offset(line: line, byteColumn: byteColumn)
    place = file.cell.place(of: rewrittenOffset)
  }

  /// Whether the student wrote what the message points at.
  var isWritten: Bool {
    if case .written = place { return true }
    return false
  }

  /// Fills in the location; a message about the generated end of the file gets none.
  func locate(_ diagnostic: inout Diagnostic, ranges: [SourceKitValue]) {
    let offset: Int
    switch place {
    case .written(let found), .inserted(let found): offset = found
    case .appended: return
    }
    let lines = LineTable(file.cell.source)
    diagnostic.label = file.label
    diagnostic.line = lines.line(at: offset)
    diagnostic.column = lines.column(at: offset)
    diagnostic.sourceLine = lines.text(line: diagnostic.line)
    diagnostic.length = length(diagnostic, ranges)
  }

  /// The length of the range that begins at the place, or else of the word there; never past the line.
  private func length(_ diagnostic: Diagnostic, _ ranges: [SourceKitValue]) -> Int {
    let rest = diagnostic.sourceLine.dropFirst(diagnostic.column - 1)
    for range in ranges where range.integer("key.offset") == rewrittenOffset {
      let length = range.integer("key.length") ?? 0
      let end = rest.utf8.index(rest.startIndex, offsetBy: length, limitedBy: rest.endIndex)
      return max(1, rest[..<(end ?? rest.endIndex)].count)
    }
    return max(1, rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count)
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmingSpaces: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
