// SPDX-License-Identifier: MIT
package import SessionWire
import Synchronization

/// Completion and inspection that know the session, the library and everything imported.
package final class CodeAssistant: Sendable {
  private let builder: CellBuilder
  private let setup: CompilerSetup
  /// The cells that SourceKit was told of; new modules are invisible until it is.
  private let knownCells = Mutex(0)

  /// Makes an assistant over a builder's session.
  package init(builder: CellBuilder, setup: CompilerSetup) {
    self.builder = builder
    self.setup = setup
  }

  // MARK: Completion

  /// Proposes completions at a position in Unicode scalars.
  package func completions(of source: String, at cursor: Int) -> Completions {
    let document = SessionDocument(source: source, names: builder.names)
    refresh()
    let end = document.byteOffset(ofScalar: cursor)
    let start = document.identifierStart(at: end)
    let prefix = String(decoding: document.source[start..<end], as: UTF8.self)
    let items = ask(document, at: start, prefix: prefix)
    return Completions(
      items: ranked(items, prefix: prefix), start: document.scalarPosition(ofByte: start),
      end: document.scalarPosition(ofByte: end))
  }

  private func ask(_ document: SessionDocument, at offset: Int, prefix: String) -> [CompletionItem]
  {
    let request: [String: SourceKitValue] = [
      "key.request": .name("source.request.codecomplete.open"), "key.name": .text(Self.file),
      "key.sourcefile": .text(Self.file), "key.sourcetext": .text(document.text),
      "key.offset": .integer(document.lead + offset), "key.compilerargs": .list(arguments),
      "key.codecomplete.options": .fields([
        "key.codecomplete.filtertext": .text(prefix),
        "key.codecomplete.hidelowpriority": .integer(0),
        "key.codecomplete.group.overloads": .integer(0),
        "key.codecomplete.group.stems": .integer(0),
        "key.codecomplete.requestlimit": .integer(Self.mostItems),
      ]),
    ]
    let items = SourceKit.ask(request) { answer in
      answer.list("key.results").compactMap { CompletionReader.item($0, prefix: prefix) }
    }
    SourceKit.ask([
      "key.request": .name("source.request.codecomplete.close"), "key.name": .text(Self.file),
      "key.offset": .integer(document.lead + offset),
    ]) { _ in }
    return items
  }

  /// Own names first, then by name; each once.
  private func ranked(_ items: [CompletionItem], prefix: String) -> [CompletionItem] {
    var seen: Set<String> = []
    let unique = items.filter { seen.insert($0.text).inserted }
    let own = Set(builder.names.cells.flatMap { $0.declarations.map(\.name) })
    let sorted = unique.sorted { first, second in
      let isOwn = (own.contains(first.text), own.contains(second.text))
      if isOwn.0 != isOwn.1 { return isOwn.0 }
      let isKeyword = (first.kind == "keyword", second.kind == "keyword")
      if isKeyword.0 != isKeyword.1 { return isKeyword.1 }
      return first.text < second.text
    }
    return Array(sorted.prefix(Self.mostItems))
  }

  /// A front end shows no more than a screen of them.
  private static let mostItems = 500

  // MARK: Inspection

  /// Describes the name at a position in Unicode scalars.
  package func inspection(of source: String, at cursor: Int) -> Inspection? {
    let document = SessionDocument(source: source, names: builder.names)
    refresh()
    guard let offset = document.identifierNear(document.byteOffset(ofScalar: cursor)) else {
      return nil
    }
    open(document)
    defer { close() }
    let found = SourceKit.ask([
      "key.request": .name("source.request.cursorinfo"), "key.sourcefile": .text(Self.file),
      "key.offset": .integer(document.lead + offset), "key.compilerargs": .list(arguments),
    ]) { InspectionReader.inspection($0) }
    let name = String(
      decoding: document.source[offset..<document.identifierEnd(from: offset)], as: UTF8.self)
    guard var found else { return nil }
    found.source = builder.source(ofName: name)
    return found
  }

  private func open(_ document: SessionDocument) {
    SourceKit.ask([
      "key.request": .name("source.request.editor.open"), "key.name": .text(Self.file),
      "key.sourcetext": .text(document.text), "key.syntactic_only": .integer(1),
      "key.compilerargs": .list(arguments),
    ]) { _ in }
  }

  private func close() {
    SourceKit.ask([
      "key.request": .name("source.request.editor.close"), "key.name": .text(Self.file),
    ]) { _ in }
  }

  // MARK: Shared

  /// A constant name lets SourceKit keep what it knows from one request to the next.
  private static let file = "Complete.swift"

  private var arguments: [String] {
    [Self.file, "-module-name", "Complete"] + setup.languageArguments + setup.searchArguments
  }

  private func refresh() {
    let count = builder.names.cells.count
    let isStale = knownCells.withLock { known in
      defer { known = count }
      return known != count
    }
    guard isStale else { return }
    SourceKit.ask(["key.request": .name("source.request.dependency_updated")]) { _ in }
  }
}
