// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// Says what a name in a cell means.
struct InspectionQuery {
  let modules: ModuleCompiler
  let session: CompilerSession

  private static let file = "Inspect.swift"

  /// Describes the name at a cursor, counted in Unicode scalars; inside a call's brackets that is its function.
  func inspection(of source: String, at cursor: Int) -> Inspection? {
    let document = QueryDocument(
      source, imports: session.names.importLines(for: ParsedCell(source)))
    let offset = TextPosition(scalars: cursor, in: source).bytes
    guard let token = nameToken(in: document, at: offset) else { return nil }
    let name = token.text.withoutBackticks
    let position = token.positionAfterSkippingLeadingTrivia.utf8Offset
    return ask(document, at: position).flatMap { read($0, name: name) } ?? declared(name)
  }

  private func nameToken(in document: QueryDocument, at offset: Int) -> TokenSyntax? {
    if document.isProse(at: offset) { return nil }
    if let token = document.token(at: offset), token.isName { return token }
    let calls = CallFinder.calls(around: offset, in: document.tree)
    return calls.last?.calledExpression.lastToken(viewMode: .sourceAccurate)
  }

  private func ask(_ document: QueryDocument, at offset: Int) -> SourceKitValue? {
    let arguments = SourceKitRequestValue.strings(modules.queryArguments(file: Self.file))
    let name = SourceKitRequestValue.string(Self.file)
    _ = try? modules.sourceKit.send(
      "editor.open",
      [
        "key.name": name, "key.sourcetext": .string(document.text),
        "key.syntactic_only": .integer(1), "key.compilerargs": arguments,
      ])
    defer { _ = try? modules.sourceKit.send("editor.close", ["key.name": name]) }
    return try? modules.sourceKit.send(
      "cursorinfo",
      [
        "key.sourcefile": name, "key.offset": .integer(document.offset(of: offset)),
        "key.compilerargs": arguments,
      ])
  }

  private func read(_ value: SourceKitValue, name: String) -> Inspection? {
    let declaration = Self.plainText(value.text("key.annotated_decl"))
    guard !declaration.isEmpty else { return nil }
    let isOfSession = value.text("key.modulename").hasPrefix("LecternCell")
    let cleaner = MessageCleaner(labels: session.labels, folders: [])
    return Inspection(
      declaration: cleaner.clean(declaration),
      documentation: [value.text("key.doc_comment"), origin(of: value)]
        .filter { !$0.isEmpty }.joined(separator: "\n\n"),
      source: isOfSession ? self.source(of: name) : nil)
  }

  /// Where the name is declared, in a sentence.
  private func origin(of value: SourceKitValue) -> String {
    if let file = session.files[value.text("key.filepath")], let line = value.integer("key.line") {
      return "Declared in \(file.label), line \(line)."
    }
    let module = value.text("key.modulename")
    if let serial = Int(module.dropFirst("LecternCell".count)), module.hasPrefix("LecternCell") {
      return session.labels[serial].map { "Declared in \($0)." } ?? ""
    }
    return module.isEmpty || module == "LecternQuery" ? "" : "Module \(module)."
  }

  /// What the session itself knows of a name, where the cell is not yet good enough for the compiler.
  private func declared(_ name: String) -> Inspection? {
    guard let (entry, declaration) = session.names.newest(name), let text = source(of: name) else {
      return nil
    }
    let head = text.split(separator: "\n").first.map(String.init) ?? text
    return Inspection(
      declaration: head.trimmingSpaces,
      documentation: "Declared in \(entry.interface.label), line \(declaration.line).",
      source: text)
  }

  private func source(of name: String) -> String? {
    guard let (entry, declaration) = session.names.newest(name) else { return nil }
    return LineTable(entry.cell.source).text(declaration.range)
  }

  /// The text of an annotated declaration, without its XML.
  private static func plainText(_ xml: String) -> String {
    var text = xml.replacing(/<[^>]*>/, with: "")
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")] {
      text.replace(entity, with: character)
    }
    return text.replacing("&amp;", with: "&")
  }
}

/// Finds the calls whose brackets hold a place.
private final class CallFinder: SyntaxVisitor {
  private let offset: Int
  private var found: [FunctionCallExprSyntax] = []

  private init(offset: Int) {
    self.offset = offset
    super.init(viewMode: .sourceAccurate)
  }

  /// The calls around a place, innermost last.
  static func calls(around offset: Int, in tree: SourceFileSyntax) -> [FunctionCallExprSyntax] {
    let finder = CallFinder(offset: offset)
    finder.walk(tree)
    return finder.found
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    guard let open = node.leftParen else { return .visitChildren }
    let isInside =
      open.endPositionBeforeTrailingTrivia.utf8Offset <= offset
      && (node.rightParen?.presence != .present
        || node.rightParen.map { $0.positionAfterSkippingLeadingTrivia.utf8Offset >= offset }
          ?? true)
    if isInside && offset <= node.endPosition.utf8Offset { found.append(node) }
    return .visitChildren
  }
}
