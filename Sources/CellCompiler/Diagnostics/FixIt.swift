// SPDX-License-Identifier: MIT

/// A change of the text that the compiler proposes.
struct FixIt {
  private let range: Range<Int>
  private let old: String
  private let new: String

  /// Reads a proposal; nil where it only concerns what the rewriter inserted.
  private init?(_ value: SourceKitValue, in lines: LineTable, _ cleaner: MessageCleaner) {
    let start = value.integer("key.offset") ?? 0
    range = start..<(start + (value.integer("key.length") ?? 0))
    let (old, new) = (lines.text(range), value.text("key.sourcetext"))
    if MessageCleaner.isAboutGeneratedName(old + new) { return nil }
    self.old = cleaner.clean(old)
    self.new = Self.withoutPlaceholders(cleaner.clean(new))
  }

  /// The changes of one proposal in words: a single one as what to put where, several as the line that they make.
  static func words(
    _ values: [SourceKitValue], in cell: RewrittenCell, _ cleaner: MessageCleaner
  ) -> [String] {
    let lines = LineTable(cell.text)
    let changes = values.compactMap { FixIt($0, in: lines, cleaner) }
    if changes.count > 1, let line = line(changedBy: changes, in: cell) {
      return ["write '\(line.trimmingSpaces)'"]
    }
    return changes.compactMap(\.words)
  }

  /// The change in words; nil where nothing changes that one could see.
  private var words: String? {
    let (before, after) = (old.trimmingSpaces, new.trimmingSpaces)
    switch (before.isEmpty, after.isEmpty) {
    case (true, true): return nil
    case (true, false): return "insert '\(after)'"
    case (false, true): return "remove '\(before)'"
    case (false, false): return "replace '\(before)' with '\(after)'"
    }
  }

  /// The student's line after all changes; nil where they concern several lines or what the student did not write.
  private static func line(changedBy changes: [FixIt], in cell: RewrittenCell) -> String? {
    let lines = LineTable(cell.source)
    var bytes = Array(cell.source.utf8)
    var touched: Set<Int> = []
    for change in changes.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      guard case .written(let start) = cell.place(of: change.range.lowerBound),
        case .written(let end) = cell.place(of: change.range.upperBound), start <= end
      else { return nil }
      touched.formUnion([lines.line(at: start), lines.line(at: end)])
      bytes.replaceSubrange(start..<end, with: change.new.utf8)
    }
    guard touched.count == 1, let line = touched.first else { return nil }
    return LineTable(String(decoding: bytes, as: UTF8.self)).text(line: line)
  }

  /// The text with an editor's placeholders, `<#value#>`, as plain words.
  private static func withoutPlaceholders(_ text: String) -> String {
    text.replacing(/<#(?:T##)?(.*?)#>/) { String($0.output.1) }
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
