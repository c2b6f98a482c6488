// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// A cell's text made ready for the compiler, with each of the student's lines in its place.
struct RewrittenCell {
  let edits: SourceEdits
  let declarations: [Declaration]
  let imports: [String]
  let mayRunHot: Bool
  /// Whether the last expression was turned into a value to be shown.
  let showsResult: Bool
}

/// Turns a cell into a file that can be compiled among the session's earlier cells.
struct CellRewriter {
  let cell: Int
  let names: SessionNames

  /// Rewrites a cell.
  ///
  /// - Parameter showsResult: false leaves the last expression alone, for cells in which it has no single type.
  func rewrite(_ syntax: CellSyntax, showsResult: Bool = true) -> RewrittenCell {
    var edits = SourceEdits(syntax.source)
    let awaits = syntax.awaits
    if awaits { isolateNothing(syntax, &edits) }
    let qualified = qualify(syntax, &edits)
    let expression = showsResult ? syntax.trailingExpression : nil
    if let expression { show(expression, awaits: awaits, &edits) }
    let own = syntax.declarations
    let imports = syntax.imports.map(\.trimmedDescription)
    let scoped = names.scopedImports(using: syntax.usedNames, declaring: own)
    let operators = names.operatorDeclarations(using: syntax.usedNames, declaring: own)
    edits.trailer = trailer(
      operators + scoped + qualified.filter { !scoped.contains($0) }, own: imports)
    return RewrittenCell(
      edits: edits, declarations: own, imports: imports, mayRunHot: syntax.mayRunHot,
      showsResult: expression != nil)
  }

  /// The result gets a constant of its own first, so that the expression is type-checked alone.
  private func show(_ expression: ExprSyntax, awaits: Bool, _ edits: inout SourceEdits) {
    let result = CellNames.result(ofCell: cell)
    edits.insert(
      "\(awaits ? Self.unsafe : "")let \(result) = ",
      at: expression.positionAfterSkippingLeadingTrivia.utf8Offset)
    // Behind the trivia, so that a comment at the end of the line stays where it is.
    edits.insert("\nLecternCell.show(\(result))\n", at: expression.endPosition.utf8Offset)
  }

  /// A cell that awaits makes its globals main-actor isolated, which later cells could not touch.
  private func isolateNothing(_ syntax: CellSyntax, _ edits: inout SourceEdits) {
    for item in syntax.tree.statements {
      guard case .decl(let declaration) = item.item,
        let variable = declaration.as(VariableDeclSyntax.self),
        variable.bindings.allSatisfy({ $0.accessorBlock == nil })
      else { continue }
      edits.insert(Self.unsafe, at: variable.positionAfterSkippingLeadingTrivia.utf8Offset)
    }
  }

  private static let unsafe = "nonisolated(unsafe) "

  /// Gives uses of earlier cells' variables their module.
  ///
  /// - Returns: the import lines that the qualified names need.
  private func qualify(_ syntax: CellSyntax, _ edits: inout SourceEdits) -> [String] {
    let used = syntax.usedNames
    let redeclared = syntax.declarations.filter { $0.kind == .variable }.map(\.name)
    let earlier = redeclared.compactMap { name in names.variableOwner(of: name).map { (name, $0) } }
    let ambiguous = used.compactMap { name in
      names.qualifier(of: name, using: used).map { (name, $0) }
    }
    guard !earlier.isEmpty || !ambiguous.isEmpty else { return [] }
    let finder = QualificationFinder(
      redeclared: Dictionary(earlier, uniquingKeysWith: { $1 }),
      ambiguous: Dictionary(ambiguous, uniquingKeysWith: { $1 }))
    for use in finder.find(in: syntax) { edits.insert("\(use.module).", at: use.offset) }
    return earlier.map { "import var \($1).\($0.escaped)" }
  }

  private func trailer(_ scoped: [String], own: [String]) -> String {
    let carried = names.imports.filter { !own.contains($0) }
    let marker = CellNames.marker(ofModule: CellNames.module(ofCell: cell))
    let lines = ["enum \(marker) {}", "import Display"] + carried + scoped
    return "\n" + lines.joined(separator: "\n") + "\n"
  }
}
