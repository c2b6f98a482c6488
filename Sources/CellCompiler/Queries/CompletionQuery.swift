// SPDX-License-Identifier: MIT
import SessionWire

/// Proposes how to go on at a place of a cell.
struct CompletionQuery {
  let modules: ModuleCompiler
  let names: SessionNames

  /// How many proposals a front end can still show at once.
  private static let limit = 400
  private static let file = "Complete.swift"

  /// The proposals for a cursor, counted in Unicode scalars.
  func completions(of source: String, at cursor: Int) -> Completions {
    let end = TextPosition(scalars: cursor, in: source)
    let start = identifierStart(before: end, in: source)
    let document = QueryDocument(source, imports: names.allImportLines())
    let prefix = LineTable(source).text(start.bytes..<end.bytes)
    let isUseless = document.isProse(at: end.bytes) || prefix.first?.isNumber == true
    let items = isUseless ? [] : request(document, at: start.bytes, prefix: prefix)
    return Completions(items: items, start: start.scalars, end: end.scalars)
  }

  /// The compiler wants the place where the name begins, not the cursor.
  private func identifierStart(before end: TextPosition, in source: String) -> TextPosition {
    let head = source.unicodeScalars.prefix(end.scalars)
    let name = head.reversed().prefix {
      $0 == "_" || $0.properties.isXIDContinue || ($0.value > 127 && $0.properties.isEmoji)
    }
    return TextPosition(scalars: end.scalars - name.count, in: source)
  }

  private func request(
    _ document: QueryDocument, at offset: Int, prefix: String
  ) -> [CompletionItem] {
    let location: [String: SourceKitRequestValue] = [
      "key.name": .string(Self.file), "key.sourcefile": .string(Self.file),
      "key.offset": .integer(document.offset(of: offset)),
    ]
    let question: [String: SourceKitRequestValue] = [
      "key.sourcetext": .string(document.text),
      "key.compilerargs": .strings(modules.queryArguments(file: Self.file)),
      "key.codecomplete.options": .dictionary([
        "key.codecomplete.filtertext": .string(prefix),
        "key.codecomplete.hideunderscores": .integer(prefix.hasPrefix("_") ? 0 : 1),
      ]),
    ]
    // A session left open by an earlier answer would refuse a second one at the same place.
    defer { _ = try? modules.sourceKit.send("codecomplete.close", location) }
    guard
      let reply = try? modules.sourceKit.send(
        "codecomplete.open", location.merging(question) { $1 })
    else { return [] }
    let candidates = reply.elements("key.results").compactMap(CompletionCandidate.init)
    return Array(CompletionRanking.ranked(candidates, prefix: prefix).prefix(Self.limit))
  }
}
