// SPDX-License-Identifier: MIT
import SessionWire

/// A cell's file as the compiler saw it, to lead messages back to the student's text.
struct CompiledText {
  let label: String
  let edits: SourceEdits
  private let edited: LineTable
  private let source: LineTable

  init(label: String, edits: SourceEdits) {
    self.label = label
    self.edits = edits
    edited = LineTable(Array(edits.text.utf8))
    source = LineTable(edits.source)
  }

  /// Where a place in the compiled text stands in the student's.
  func place(line: Int, byteColumn: Int) -> (line: Int, column: Int, text: String)? {
    guard let offset = edited.offset(line: line, byteColumn: byteColumn) else { return nil }
    let place = source.place(of: edits.sourceOffset(of: offset))
    return (place.line, place.column, source.text(ofLine: place.line))
  }

  /// How many characters of the student's text a range of the compiled text covers.
  func length(from offset: Int, bytes: Int) -> Int {
    let start = edits.sourceOffset(of: offset)
    let end = edits.sourceOffset(of: offset + bytes)
    guard start < end else { return 1 }
    return max(String(decoding: edits.source[start..<end], as: UTF8.self).count, 1)
  }

  /// The student's text in a range of the compiled text.
  func text(from offset: Int, bytes: Int) -> String {
    let start = edits.sourceOffset(of: offset)
    let end = max(edits.sourceOffset(of: offset + bytes), start)
    return String(decoding: edits.source[start..<end], as: UTF8.self)
  }
}

/// Reads the compiler's messages in the student's terms.
struct DiagnosticReader {
  /// The texts of this session's cells, by file.
  let texts: [String: CompiledText]

  /// Reads the messages of an answer, without the ones that the rewriting caused itself.
  func diagnostics(in answer: SourceKitAnswer) -> [Diagnostic] {
    var seen: [Diagnostic] = []
    for item in answer.list("key.diagnostics") {
      guard let diagnostic = read(item), !isSelfMade(diagnostic), !seen.contains(diagnostic) else {
        continue
      }
      seen.append(diagnostic)
    }
    return seen
  }

  private func read(_ item: SourceKitAnswer) -> Diagnostic? {
    guard let message = item.text("key.description") else { return nil }
    var diagnostic = Diagnostic(
      severity: severity(item.name("key.severity")), message: CellNames.stripped(message))
    diagnostic.notes = item.list("key.diagnostics").compactMap(read)
      .filter { !isSelfMade($0) }
    guard let text = item.text("key.filepath").flatMap({ texts[$0] }),
      let place = text.place(line: item.integer("key.line"), byteColumn: item.integer("key.column"))
    else { return diagnostic }
    diagnostic.label = text.label
    diagnostic.line = place.line
    diagnostic.column = place.column
    diagnostic.sourceLine = place.text
    if let range = item.list("key.ranges").first {
      diagnostic.length = text.length(
        from: range.integer("key.offset"), bytes: range.integer("key.length"))
    }
    diagnostic.fixIts = item.list("key.fixits").compactMap { fixIt($0, in: text) }
    return diagnostic
  }

  private func severity(_ name: String?) -> Diagnostic.Severity {
    switch name {
    case "source.diagnostic.severity.warning": .warning
    case "source.diagnostic.severity.note": .note
    case "source.diagnostic.severity.remark": .remark
    default: .error
    }
  }

  private func fixIt(_ item: SourceKitAnswer, in text: CompiledText) -> String? {
    let replaced = text.text(
      from: item.integer("key.offset"), bytes: item.integer("key.length"))
    let replacement = CellNames.stripped(item.text("key.sourcetext") ?? "")
    if replacement.contains("nonisolated(unsafe)") { return nil }
    if replaced.isEmpty { return replacement.isEmpty ? nil : "insert '\(replacement)'" }
    return replacement.isEmpty
      ? "remove '\(replaced)'" : "replace '\(replaced)' with '\(replacement)'"
  }

  /// The rewriting makes the compiler wonder about constants that the student never wrote.
  private func isSelfMade(_ diagnostic: Diagnostic) -> Bool {
    diagnostic.message.contains("'lecternResult")
      || diagnostic.message.contains("'nonisolated(unsafe)' is unnecessary")
      || diagnostic.message.hasPrefix("add an explicit type annotation to silence")
      || diagnostic.message.contains("LecternCell.show")
  }
}
