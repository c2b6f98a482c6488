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
    let items = isUseless ? [] : proposals(document, at: start.bytes, prefix: prefix)
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

  private func proposals(
    _ document: QueryDocument, at offset: Int, prefix: String
  ) -> [CompletionItem] {
    let items = request(document.closed(at: offset), at: offset, prefix: prefix)
    // An unfinished line above may swallow the one with the cursor.
    guard items.allSatisfy({ $0.kind == "keyword" }) || document.isMember(at: offset),
      let mended = document.mended(before: offset)
    else { return items }
    let better = request(mended.closed(at: offset), at: offset, prefix: prefix)
    return better.isEmpty ? items : better
  }

  /// Asks for what fits the place, and then, where that is not all, for every name that begins with the prefix.
  private func request(
    _ document: QueryDocument, at offset: Int, prefix: String
  ) -> [CompletionItem] {
    let dialog = CompletionDialog(
      sourceKit: modules.sourceKit, file: Self.file, offset: document.offset(of: offset))
    let fitting = dialog.open(
      text: document.text, arguments: modules.queryArguments(file: Self.file))
    defer { dialog.close() }
    var collection = CompletionCollection(prefix: prefix)
    collection.add(fitting, areFitting: true)
    if !prefix.isEmpty || collection.isPoor {
      collection.add(dialog.all(prefix: prefix), areFitting: false)
    }
    return Array(collection.ranked().prefix(Self.limit))
  }
}

/// A conversation with SourceKit about one place: opened once, then asked with other filters, which takes no time.
private struct CompletionDialog {
  let sourceKit: SourceKit
  let file: String
  let offset: Int

  private var place: [String: SourceKitRequestValue] {
    ["key.name": .string(file), "key.sourcefile": .string(file), "key.offset": .integer(offset)]
  }

  /// What SourceKit thinks likely at the place.
  func open(text: String, arguments: [String]) -> [SourceKitValue] {
    let question: [String: SourceKitRequestValue] = [
      "key.sourcetext": .string(text), "key.compilerargs": .strings(arguments),
      "key.codecomplete.options": options(prefix: "", isComplete: false),
    ]
    let reply = try? sourceKit.send("codecomplete.open", place.merging(question) { $1 })
    return reply?.elements("key.results") ?? []
  }

  /// Everything that begins with a prefix, likely or not.
  func all(prefix: String) -> [SourceKitValue] {
    let question = ["key.codecomplete.options": options(prefix: prefix, isComplete: true)]
    let reply = try? sourceKit.send("codecomplete.update", place.merging(question) { $1 })
    return reply?.elements("key.results") ?? []
  }

  /// Ends the conversation: one that is left open would refuse a second one at the same place.
  func close() { _ = try? sourceKit.send("codecomplete.close", place) }

  private func options(prefix: String, isComplete: Bool) -> SourceKitRequestValue {
    .dictionary([
      "key.codecomplete.filtertext": .string(prefix),
      "key.codecomplete.hideunderscores": .integer(prefix.hasPrefix("_") ? 0 : 1),
      // Only beginnings count here, and to look for scattered letters takes a tenth of a second.
      "key.codecomplete.fuzzymatching": .integer(0),
      // Without a prefix the names of other modules would be missing, and those are the session's.
      "key.codecomplete.hidelowpriority": .integer(isComplete ? 0 : 1),
      // Descriptions then show which arguments have no label.
      "key.codecomplete.annotateddescription": .integer(1),
    ])
  }
}
