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
    if let file = files[value.text("key.filepath")] {
      diagnostic.fixIts = FixIt.words(value.elements("key.fixits"), in: file.cell, cleaner)
    }
    diagnostic.notes =
      Hints.hints(for: diagnostic, identifier: value.text("key.id"))
      + read(value.elements("key.diagnostics"))
    return diagnostic
  }

  private static func severity(_ name: String) -> Diagnostic.Severity {
    name.split(separator: ".").last.flatMap { Diagnostic.Severity(rawValue: String($0)) } ?? .error
  }

  private func place(of value: SourceKitValue) -> DiagnosticPlace? {
    guard let file = files[value.text("key.filepath")], let line = value.integer("key.line"),
      let column = value.integer("key.column")
    else { return nil }
    return DiagnosticPlace(file: file, line: line, byteColumn: column)
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
