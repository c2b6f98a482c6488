// SPDX-License-Identifier: MIT
import SwiftSyntax

/// The numbers that a cell's text fixes, and the lengths of sequences that follow from them.
struct Constants {
  private var values: [String: Int] = [:]

  /// Reads the top-level `let`s with a literal.
  init(_ tree: SourceFileSyntax) {
    for statement in tree.statements {
      guard let variable = statement.item.as(VariableDeclSyntax.self),
        variable.bindingSpecifier.tokenKind == .keyword(.let)
      else { continue }
      for binding in variable.bindings {
        guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text,
          let literal = binding.initializer?.value.as(IntegerLiteralExprSyntax.self)
        else { continue }
        values[name] = literal.value
      }
    }
  }

  /// The length of a range, an array or a text that the source spells out, or of what it takes of another sequence.
  func count(of sequence: ExprSyntax) -> Int? {
    if let array = sequence.as(ArrayExprSyntax.self) { return array.elements.count }
    if let text = sequence.as(StringLiteralExprSyntax.self) { return text.trimmedLength.utf8Length }
    if let call = sequence.as(FunctionCallExprSyntax.self) { return count(of: call) }
    if let tuple = sequence.as(TupleExprSyntax.self), tuple.elements.count == 1 {
      return tuple.elements.first.flatMap { count(of: $0.expression) }
    }
    let parts = sequence.as(SequenceExprSyntax.self)?.elements.map { $0 } ?? []
    guard parts.count == 3, let symbol = parts[1].as(BinaryOperatorExprSyntax.self)?.operator.text,
      symbol == "..<" || symbol == "...", let low = integer(parts[0]), let high = integer(parts[2])
    else { return nil }
    return max(high - low + (symbol == "..." ? 1 : 0), 0)
  }

  /// The length of `stride(from:to:by:)`, `zip` and of a sequence's part or its elements in another order.
  private func count(of call: FunctionCallExprSyntax) -> Int? {
    let arguments = call.arguments.map(\.expression)
    if let name = call.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text {
      if name == "zip" { return arguments.compactMap(count).min() }
      let numbers = arguments.compactMap(number)
      guard name == "stride", arguments.count == 3, numbers.count == 3, numbers[2] != 0 else {
        return nil
      }
      return Int(min(max((numbers[1] - numbers[0]) / numbers[2], 0) + 1, 1e9))
    }
    guard let member = call.calledExpression.as(MemberAccessExprSyntax.self) else { return nil }
    switch member.declName.baseName.text {
    case "prefix", "suffix": return arguments.first.flatMap(integer)
    case "enumerated", "reversed", "shuffled", "sorted", "dropFirst", "dropLast":
      return member.base.flatMap { count(of: $0) }
    default: return nil
    }
  }

  private func integer(_ expression: ExprSyntax) -> Int? {
    if let literal = expression.as(IntegerLiteralExprSyntax.self) { return literal.value }
    return expression.as(DeclReferenceExprSyntax.self).flatMap { values[$0.baseName.text] }
  }

  private func number(_ expression: ExprSyntax) -> Double? {
    if let prefix = expression.as(PrefixOperatorExprSyntax.self), prefix.operator.text == "-" {
      return number(prefix.expression).map { -$0 }
    }
    if let literal = expression.as(FloatLiteralExprSyntax.self) {
      return Double(literal.literal.text.replacing("_", with: ""))
    }
    return integer(expression).map(Double.init)
  }
}

extension IntegerLiteralExprSyntax {
  /// The number, where it is decimal.
  var value: Int? { Int(literal.text.replacing("_", with: "")) }
}
