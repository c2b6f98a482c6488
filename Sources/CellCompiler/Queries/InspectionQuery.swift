// SPDX-License-Identifier: MIT
import SessionWire
import SwiftParser
import SwiftSyntax

/// Says what a name in a cell means.
struct InspectionQuery {
  let modules: ModuleCompiler
  let session: CompilerSession

  private static let file = "Inspect.swift"

  private var cleaner: MessageCleaner { MessageCleaner(labels: session.labels, folders: []) }

  /// Describes the name at a cursor, counted in Unicode scalars; inside a call's brackets that is the call.
  func inspection(of source: String, at cursor: Int) -> Inspection? {
    let document = QueryDocument(
      source, imports: session.names.importLines(for: ParsedCell(source)))
    let offset = TextPosition(scalars: cursor, in: source).bytes
    if document.isProse(at: offset) { return nil }
    open(document)
    defer { _ = try? modules.sourceKit.send("editor.close", ["key.name": .string(Self.file)]) }
    if let token = document.token(at: offset), token.isName { return describe(token, in: document) }
    let calls = CallFinder.calls(around: offset, in: document.tree)
    guard let called = calls.last?.calledExpression.lastToken(viewMode: .sourceAccurate) else {
      return nil
    }
    return signatures(of: called.text, in: document, at: offset) ?? describe(called, in: document)
  }

  private func describe(_ token: TokenSyntax, in document: QueryDocument) -> Inspection? {
    let name = token.text.withoutBackticks
    let position = token.positionAfterSkippingLeadingTrivia.utf8Offset
    return ask(document, at: position).flatMap { read($0, name: name, document) } ?? declared(name)
  }

  private var place: [String: SourceKitRequestValue] {
    [
      "key.name": .string(Self.file), "key.sourcefile": .string(Self.file),
      "key.compilerargs": .strings(modules.queryArguments(file: Self.file)),
    ]
  }

  private func open(_ document: QueryDocument) {
    let text: [String: SourceKitRequestValue] = [
      "key.sourcetext": .string(document.text), "key.syntactic_only": .integer(1),
    ]
    _ = try? modules.sourceKit.send("editor.open", place.merging(text) { $1 })
  }

  private func ask(_ document: QueryDocument, at offset: Int) -> SourceKitValue? {
    let question = ["key.offset": SourceKitRequestValue.integer(document.offset(of: offset))]
    return try? modules.sourceKit.send("cursorinfo", place.merging(question) { $1 })
  }

  private func signatures(
    of name: String, in document: QueryDocument, at offset: Int
  ) -> Inspection? {
    let question: [String: SourceKitRequestValue] = [
      "key.offset": .integer(document.offset(of: offset)), "key.sourcetext": .string(document.text),
    ]
    let answer = try? modules.sourceKit.send("signaturehelp", place.merging(question) { $1 })
    return answer.flatMap { SignatureHelp($0, name: name, cleaner: cleaner) }?.inspection
  }

  private func read(
    _ value: SourceKitValue, name: String, _ document: QueryDocument
  ) -> Inspection? {
    let declaration = Self.plainText(value.text("key.annotated_decl"))
    guard !declaration.isEmpty else { return nil }
    let documentation = DocumentationText(value.text("key.doc_comment")).markdown
    return Inspection(
      declaration: cleaner.clean(declaration),
      documentation: [documentation, overloads(of: value), origin(of: value, name: name, document)]
        .filter { !$0.isEmpty }.joined(separator: "\n\n"),
      source: source(of: value, name: name))
  }

  /// The names of the functions that are called alike, in a sentence.
  private func overloads(of value: SourceKitValue) -> String {
    let names = value.elements("key.related_decls").map {
      "`\(Self.plainText($0.text("key.annotated_decl")))`"
    }
    guard !names.isEmpty else { return "" }
    let shown = Set(names).sorted().prefix(6).joined(separator: ", ")
    return "See also \(shown)\(Set(names).count > 6 ? ", …" : "")."
  }

  /// Where the name is declared, in a sentence.
  private func origin(
    of value: SourceKitValue, name: String, _ document: QueryDocument
  ) -> String {
    let path = value.text("key.filepath")
    let line = value.integer("key.line")
    if let file = session.files[path], let line {
      return "Declared in \(file.label), line \(line)."
    }
    if path == Self.file, let line {
      return "Declared in this cell, line \(line - document.firstLine)."
    }
    let module = value.text("key.modulename")
    if let serial = Int(module.dropFirst("LecternCell".count)), module.hasPrefix("LecternCell") {
      guard let label = session.labels[serial] else { return "" }
      let known = session.names.newest(name).flatMap {
        $0.entry.interface.cell == serial ? ", line \($0.declaration.line)" : nil
      }
      return "Declared in \(label)\(known ?? "")."
    }
    return module.isEmpty || module == "LecternQuery" ? "" : "Module `\(module)`."
  }

  /// The text of a declaration of the session, members included.
  private func source(of value: SourceKitValue, name: String) -> String? {
    if let file = session.files[value.text("key.filepath")], let line = value.integer("key.line"),
      let text = DeclarationFinder.text(of: name, line: line, in: file.cell.source)
    {
      return text
    }
    return value.text("key.modulename").hasPrefix("LecternCell") ? source(of: name) : nil
  }

  /// What the session itself knows of a name, where the cell is not yet good enough for the compiler.
  private func declared(_ name: String) -> Inspection? {
    guard let (entry, declaration) = session.names.newest(name), let text = source(of: name) else {
      return nil
    }
    let head = text.prefix { $0 != "\n" && $0 != "{" }
    return Inspection(
      declaration: String(head).trimmingSpaces,
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
    // What only the compiler reads of a declaration is noise; and the colon is written as people write it.
    text = text.replacing(#/@(inlinable|_[A-Za-z]+)(\([^)]*\))? /#, with: "")
    return text.replacing("&amp;", with: "&").replacing(" : ", with: ": ")
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

/// Finds a declaration by its name and line.
private final class DeclarationFinder: SyntaxVisitor {
  private let name: String
  private let line: Int
  private let lines: LineTable
  private var range: Range<Int>?

  private init(name: String, line: Int, lines: LineTable) {
    self.name = name
    self.line = line
    self.lines = lines
    super.init(viewMode: .sourceAccurate)
  }

  /// The text of the declaration, or nil where no line has one of that name.
  static func text(of name: String, line: Int, in source: String) -> String? {
    let lines = LineTable(source)
    let finder = DeclarationFinder(name: name, line: line, lines: lines)
    finder.walk(Parser.parse(source: source))
    return finder.range.map(lines.text)
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    guard range == nil, token.text.withoutBackticks == name,
      lines.line(at: token.positionAfterSkippingLeadingTrivia.utf8Offset) == line
    else { return .skipChildren }
    var node = token.parent
    while let present = node, !present.isProtocol((any DeclSyntaxProtocol).self) {
      node = present.parent
    }
    guard let node else { return .skipChildren }
    range =
      node.positionAfterSkippingLeadingTrivia
      .utf8Offset..<node.endPositionBeforeTrailingTrivia.utf8Offset
    return .skipChildren
  }
}
