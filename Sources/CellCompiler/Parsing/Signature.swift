// SPDX-License-Identifier: MIT
import SwiftSyntax

/// Writes down what tells one overload from another.
///
/// A result type does not: whoever changes it means to replace the function.
enum Signature {
  /// The labels and parameter types of a function.
  static func text(of function: FunctionDeclSyntax) -> String {
    text(of: function.signature.parameterClause.parameters)
      + (function.genericWhereClause?.trimmedDescription ?? "")
  }

  /// The names and signatures of a member of an extension; several for `var a = 1, b = 2`.
  static func members(of declaration: DeclSyntax) -> [(name: String, signature: String)] {
    if let function = declaration.as(FunctionDeclSyntax.self) {
      return [(function.name.text.withoutBackticks, text(of: function))]
    }
    if let initializer = declaration.as(InitializerDeclSyntax.self) {
      return [("init", text(of: initializer.signature.parameterClause.parameters))]
    }
    if let subscripted = declaration.as(SubscriptDeclSyntax.self) {
      return [("subscript", text(of: subscripted.parameterClause.parameters))]
    }
    if let variable = declaration.as(VariableDeclSyntax.self) {
      return variable.bindings.compactMap {
        $0.pattern.as(IdentifierPatternSyntax.self).map {
          ($0.identifier.text.withoutBackticks, "")
        }
      }
    }
    return named(declaration).map { [($0.text.withoutBackticks, "")] } ?? []
  }

  private static func named(_ declaration: DeclSyntax) -> TokenSyntax? {
    (declaration.asProtocol((any NamedDeclSyntax).self))?.name
  }

  private static func text(of parameters: FunctionParameterListSyntax) -> String {
    parameters.map { parameter in
      "\(parameter.firstName.text):\(parameter.type.trimmedDescription)"
        + (parameter.ellipsis?.text ?? "")
    }.joined(separator: ",")
  }
}
