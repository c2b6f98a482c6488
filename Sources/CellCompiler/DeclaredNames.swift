// SPDX-License-Identifier: MIT
import SessionWire
import SwiftSyntax

extension CellSyntax {
  /// The names that later cells may use, in the order of their declaration.
  var declarations: [Declaration] {
    tree.statements.flatMap { item -> [Declaration] in
      guard case .decl(let declaration) = item.item else { return [] }
      return declarations(of: declaration)
    }
  }

  /// The text of the declaration of a name at top level.
  func text(ofDeclaration name: String) -> String? {
    tree.statements.lazy.compactMap { $0.item.as(DeclSyntax.self) }
      .last { declarations(of: $0).contains { $0.name == name } }?.trimmedDescription
  }

  private func declarations(of node: DeclSyntax) -> [Declaration] {
    if let variable = node.as(VariableDeclSyntax.self) {
      return variable.bindings.flatMap { names(in: $0.pattern) }
        .map { Declaration(name: $0, kind: .variable, line: line(of: node)) }
    }
    if let function = node.as(FunctionDeclSyntax.self) {
      return [declaration(of: function)]
    }
    if let extended = node.as(ExtensionDeclSyntax.self) { return declarations(of: extended) }
    if let conditional = node.as(IfConfigDeclSyntax.self) {
      return conditional.clauses.flatMap { clause -> [Declaration] in
        guard case .statements(let items) = clause.elements else { return [] }
        return items.compactMap { $0.item.as(DeclSyntax.self) }.flatMap { declarations(of: $0) }
      }
    }
    guard let (name, kind) = Self.namedType(node) else { return [] }
    // Later cells repeat the declaration of an operator or precedence group.
    let text = kind == .operator ? node.trimmedDescription : ""
    return [Declaration(name: name.unescaped, kind: kind, line: line(of: node), signature: text)]
  }

  private static func namedType(_ node: DeclSyntax) -> (String, DeclarationKind)? {
    switch node.as(DeclSyntaxEnum.self) {
    case .structDecl(let type): (type.name.text, .structure)
    case .classDecl(let type): (type.name.text, .class)
    case .actorDecl(let type): (type.name.text, .actor)
    case .enumDecl(let type): (type.name.text, .enumeration)
    case .protocolDecl(let type): (type.name.text, .protocol)
    case .typeAliasDecl(let type): (type.name.text, .typeAlias)
    case .operatorDecl(let symbol): (symbol.name.text, .operator)
    case .precedenceGroupDecl(let group): (group.name.text, .operator)
    case .macroDecl(let macro): (macro.name.text, .macro)
    default: nil
    }
  }

  private func declaration(of function: FunctionDeclSyntax) -> Declaration {
    let name = function.name.text.unescaped
    if case .identifier = function.name.tokenKind {
      return Declaration(
        name: name, kind: .function, line: line(of: function),
        signature: Self.signature(of: function))
    }
    return Declaration(
      name: name, kind: .operator, line: line(of: function),
      signature: Declaration.functionMark + Self.signature(of: function))
  }

  /// Labels and types, so that a redefinition is told from an overload.
  private static func signature(of function: FunctionDeclSyntax) -> String {
    let parameters = function.signature.parameterClause.parameters.map {
      "\($0.firstName.text):\($0.type.trimmedDescription)"
    }
    return parameters.joined(separator: ",")
      + (function.genericParameterClause?.trimmedDescription ?? "")
  }

  /// An extension's members, and its conformances as `Type: Protocol`.
  private func declarations(of node: ExtensionDeclSyntax) -> [Declaration] {
    let line = line(of: node)
    let type = node.extendedType.trimmedDescription
    let inherited = node.inheritanceClause?.inheritedTypes.map { $0.type.trimmedDescription } ?? []
    let condition = node.genericWhereClause?.trimmedDescription ?? ""
    let conformances = inherited.map {
      Declaration(name: "\(type): \($0)\(condition)", kind: .conformance, line: line)
    }
    let members = memberNames(of: node.memberBlock).map {
      Declaration(name: $0, kind: .extensionMember, line: line)
    }
    return conformances + members
  }

  private func memberNames(of block: MemberBlockSyntax) -> [String] {
    block.members.flatMap { member -> [String] in
      if let variable = member.decl.as(VariableDeclSyntax.self) {
        return variable.bindings.flatMap { names(in: $0.pattern) }
      }
      if let function = member.decl.as(FunctionDeclSyntax.self) {
        return [function.name.text.unescaped]
      }
      if let initializer = member.decl.as(InitializerDeclSyntax.self) {
        // `P(side: 2)` names the label only; an initializer without labels needs the type's name.
        return initializer.signature.parameterClause.parameters.map(\.firstName.text) + ["init"]
      }
      if member.decl.is(SubscriptDeclSyntax.self) { return ["subscript"] }
      return Self.namedType(member.decl).map { [$0.0.unescaped] } ?? []
    }
  }

  /// The names that a pattern binds.
  func names(in pattern: PatternSyntax) -> [String] {
    if let identifier = pattern.as(IdentifierPatternSyntax.self) {
      return [identifier.identifier.text.unescaped]
    }
    if let tuple = pattern.as(TuplePatternSyntax.self) {
      return tuple.elements.flatMap { names(in: $0.pattern) }
    }
    if let binding = pattern.as(ValueBindingPatternSyntax.self) {
      return names(in: binding.pattern)
    }
    return []
  }
}
