// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// Turns a cell into a source file of its own module, without moving the student's lines.
struct CellRewriter {
  /// The cell.
  let cell: ParsedCell
  /// The cell's serial number.
  let serial: Int
  /// The module in which an earlier cell declared a variable or function of this name.
  let earlierModule: (String) -> String?

  /// What stands before a top-level variable of a cell that awaits.
  ///
  /// Such variables belong to the main actor, which later cells without `await` could not enter.
  private var isolation: String { cell.awaits ? "nonisolated(unsafe) " : "" }

  /// Rewrites the cell, with the imports and other lines that it needs after its end.
  ///
  /// - Parameter registersVariables: whether the session can ask the cell for its variables' values.
  func rewrite(
    appending lines: [String], showsValue: Bool, registersVariables: Bool = false
  ) -> RewrittenCell {
    var edits = SourceEdits()
    // Text with syntax errors goes to the compiler as it is: its messages then fit what was written.
    if !cell.isBroken {
      freeVariables(&edits)
      exportGuardBindings(&edits)
      qualifyEarlierUses(&edits)
    }
    let value = showsValue ? TrailingExpression(of: cell.tree) : nil
    if let value { name(value.expression, &edits) }
    let show = value.map { _ in "LecternCell.show(\(CellNames.value(serial)))" }
    let variables = registersVariables ? registration : nil
    return edits.apply(
      to: cell.source, appending: [show, variables].compactMap(\.self) + tail(lines))
  }

  /// A function that names the cell's variables to the session, which calls it when it first wants their values.
  ///
  /// A function may name variables that a cell stopped before; code at the end of the cell would not be reached.
  private var registration: String? {
    let names = cell.ownVariables
    guard !cell.isBroken, !names.isEmpty else { return nil }
    let calls = names.map { name in
      "LecternCell.register(\"\(name)\", of: \(serial)) { LecternCell.read(`\(name)`) }"
    }
    let symbol = SessionSymbols.registration(ofModule: CellNames.module(serial))
    return "@_cdecl(\"\(symbol)\") public func \(CellNames.value(serial))Variables() { "
      + calls.joined(separator: "; ") + " }"
  }

  private func tail(_ lines: [String]) -> [String] {
    lines + ["enum \(CellNames.marker(serial)) {}", "import Display"]
  }

  /// Names the value, so that it is type-checked alone; the call that shows it comes after the cell's end.
  private func name(_ value: ExprSyntax, _ edits: inout SourceEdits) {
    edits.insert(
      "\(isolation)let \(CellNames.value(serial)) = ",
      at: value.positionAfterSkippingLeadingTrivia.utf8Offset)
  }

  private func freeVariables(_ edits: inout SourceEdits) {
    guard cell.awaits else { return }
    for statement in cell.tree.statements {
      guard case .decl(let declaration) = statement.item,
        let variable = declaration.as(VariableDeclSyntax.self), variable.attributes.isEmpty,
        !variable.modifiers.contains(where: { $0.name.tokenKind == .keyword(.async) }),
        variable.bindings.allSatisfy({ $0.accessorBlock == nil || $0.initializer != nil })
      else { continue }
      edits.insert(isolation, at: variable.positionAfterSkippingLeadingTrivia.utf8Offset)
    }
  }

  /// Makes variables of what a top-level `guard let` binds: only those are seen by later cells.
  private func exportGuardBindings(_ edits: inout SourceEdits) {
    for binding in GuardBindings.topLevel(of: cell.tree) { export(binding, &edits) }
  }

  private func export(_ binding: GuardBindings.Binding, _ edits: inout SourceEdits) {
    let name = binding.name.text
    guard !name.hasPrefix("`"), name != "_" else { return }
    let earlier = earlierModule(name)
    // Without a value of its own and without an earlier variable the compiler shall say what is wrong.
    if binding.isShorthand && earlier == nil { return }
    let start = binding.name.positionAfterSkippingLeadingTrivia.utf8Offset
    let source = binding.isShorthand ? earlier.map { "\(CellNames.hidden(name)) = \($0)." } : nil
    edits.insert(source ?? CellNames.hiddenPrefix, at: start)
    for use in binding.laterUses {
      edits.insert(
        CellNames.hiddenPrefix, at: use.positionAfterSkippingLeadingTrivia.utf8Offset)
    }
    edits.insert(
      "; \(isolation)\(binding.keyword) \(name) = \(CellNames.hidden(name))",
      at: binding.statement.endPositionBeforeTrailingTrivia.utf8Offset, anchor: start)
  }

  /// In `let x = x + 1` the second `x` is the earlier cell's, and so is every `x` above that line.
  private func qualifyEarlierUses(_ edits: inout SourceEdits) {
    for (name, offsets) in cell.usesBeforeDeclaration {
      guard let module = earlierModule(name) else { continue }
      for offset in offsets { edits.insert("\(module).", at: offset) }
    }
  }
}

/// The names that the rewriter makes up.
enum CellNames {
  /// What a name starts with that stands for a binding of a `guard`.
  static let hiddenPrefix = "_lectern"

  /// The module of a cell.
  static func module(_ serial: Int) -> String { "LecternCell\(serial)" }
  /// The name of a cell's file, which the compiler, the runtime and the debugger call the cell by.
  static func file(label: String) -> String { CellFileName.file(ofLabel: label) }
  /// The symbol that runs a cell.
  static func entryPoint(_ serial: Int) -> String { "\(module(serial))_main" }
  /// The value of a cell's trailing expression.
  static func value(_ serial: Int) -> String { "_lectern\(serial)" }
  /// The stand-in for a name that a `guard` binds.
  static func hidden(_ name: String) -> String { hiddenPrefix + name }
  /// The type that lets later cells import a cell without naming what it declares.
  static func marker(_ serial: Int) -> String { "LecternCell\(serial)Extensions" }
}
