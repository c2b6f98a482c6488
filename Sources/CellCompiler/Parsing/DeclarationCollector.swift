// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

/// Collects what the top level of a cell declares.
final class DeclarationCollector {
  private(set) var declarations: [DeclaredName] = []
  private(set) var additions = TypeAdditions()
  private(set) var imports: [String] = []
  private let lines: LineTable
  private var isConditional = false

  /// Makes a collector for a text with these lines.
  init(lines: LineTable) { self.lines = lines }

  /// Collects from a list of top-level statements.
  func collect(_ statements: CodeBlockItemListSyntax) {
    for statement in statements {
      switch statement.item {
      case .decl(let declaration): collect(declaration)
      case .stmt(let statement):
        if let guarded = statement.as(GuardStmtSyntax.self) { collect(guarded) }
      default: break
      }
    }
  }

  private func collect(_ declaration: DeclSyntax) {
    if let variable = declaration.as(VariableDeclSyntax.self) {
      for binding in variable.bindings {
        let end = binding.endPositionBeforeTrailingTrivia.utf8Offset
        collect(binding.pattern, of: declaration, scopeStart: end)
      }
    } else if let function = declaration.as(FunctionDeclSyntax.self) {
      add(function.name, .function, declaration, signature: Signature.text(of: function))
    } else if let imported = declaration.as(ImportDeclSyntax.self) {
      imports.append(imported.trimmedDescription)
    } else if let extended = declaration.as(ExtensionDeclSyntax.self) {
      collect(extended)
    } else if let condition = declaration.as(IfConfigDeclSyntax.self) {
      collect(condition)
    } else if let (name, kind) = Self.named(declaration) {
      add(name, kind, declaration)
    }
  }

  /// The name and kind of a declaration that has exactly one name.
  private static func named(_ declaration: DeclSyntax) -> (TokenSyntax, DeclarationKind)? {
    switch declaration.as(DeclSyntaxEnum.self) {
    case .structDecl(let node): (node.name, .structure)
    case .classDecl(let node): (node.name, .class)
    case .enumDecl(let node): (node.name, .enumeration)
    case .protocolDecl(let node): (node.name, .protocol)
    case .typeAliasDecl(let node): (node.name, .typeAlias)
    case .actorDecl(let node): (node.name, .actor)
    case .operatorDecl(let node): (node.name, .operator)
    case .precedenceGroupDecl(let node): (node.name, .operator)
    case .macroDecl(let node): (node.name, .macro)
    default: nil
    }
  }

  /// Names bound by a top-level `guard let` outlive it.
  private func collect(_ statement: GuardStmtSyntax) {
    for binding in GuardBindings.bindings(of: statement) {
      add(binding.name, .variable, statement, scopeStart: binding.scopeStart)
    }
  }

  private func collect(_ condition: IfConfigDeclSyntax) {
    let outer = isConditional
    isConditional = true
    defer { isConditional = outer }
    for clause in condition.clauses {
      if case .statements(let statements) = clause.elements { collect(statements) }
    }
  }

  private func collect(_ pattern: PatternSyntax, of declaration: DeclSyntax, scopeStart: Int) {
    if let name = pattern.as(IdentifierPatternSyntax.self) {
      add(name.identifier, .variable, declaration, scopeStart: scopeStart)
    } else if let tuple = pattern.as(TuplePatternSyntax.self) {
      for element in tuple.elements {
        collect(element.pattern, of: declaration, scopeStart: scopeStart)
      }
    }
  }

  private func add(
    _ name: TokenSyntax, _ kind: DeclarationKind, _ node: some SyntaxProtocol,
    signature: String = "", scopeStart: Int? = nil
  ) {
    guard name.presence == .present, name.text != "_" else { return }
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    declarations.append(
      DeclaredName(
        name: name.text.withoutBackticks, kind: kind, line: line(of: name), signature: signature,
        isConditional: isConditional,
        range: start..<node.endPositionBeforeTrailingTrivia.utf8Offset,
        nameOffset: name.positionAfterSkippingLeadingTrivia.utf8Offset,
        scopeStart: scopeStart ?? start))
  }

  private func line(of node: some SyntaxProtocol) -> Int {
    lines.line(at: node.positionAfterSkippingLeadingTrivia.utf8Offset)
  }
}

extension DeclarationCollector {
  private func collect(_ extended: ExtensionDeclSyntax) {
    let type = extended.extendedType.trimmedDescription
    // The same member under another `where` clause is another member.
    let constraint = extended.genericWhereClause?.trimmedDescription ?? ""
    for inherited in extended.inheritanceClause?.inheritedTypes ?? [] {
      additions.conformances.append(
        .init(
          type: type, protocol: inherited.type.trimmedDescription, condition: constraint,
          line: line(of: extended)))
    }
    for item in extended.memberBlock.members {
      for (name, signature) in Signature.members(of: item.decl) {
        let token = item.tokens(viewMode: .sourceAccurate).first {
          $0.text.withoutBackticks == name
        }
        additions.members.append(
          .init(
            type: type, name: name, signature: signature + constraint, line: line(of: item),
            nameOffset: (token ?? item.firstToken(viewMode: .sourceAccurate))?
              .positionAfterSkippingLeadingTrivia.utf8Offset ?? 0))
      }
    }
  }
}
