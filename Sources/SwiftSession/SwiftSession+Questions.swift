// SPDX-License-Identifier: MIT
package import SessionWire

/// What can be asked at any time, also while a cell runs.
extension SwiftSession {
  /// Tells whether a text is a whole cell.
  package func completeness(of source: String) async -> Completeness? {
    let event = try? await compiler.ask { .checkCompleteness(number: $0, source: source) }
    guard case .completeness(_, let answer) = event else { return nil }
    return answer
  }

  /// Proposes completions at a position, in Unicode scalars.
  package func completions(of source: String, at cursor: Int) async -> Completions? {
    if let answer = DirectiveHelp.completions(of: source, at: cursor) { return answer }
    let event = try? await compiler.ask { .complete(number: $0, source: source, cursor: cursor) }
    guard case .completions(_, let answer) = event else { return nil }
    return answer
  }

  /// Describes the name at a position, in Unicode scalars.
  package func inspect(_ source: String, at cursor: Int) async -> Inspection? {
    if let answer = DirectiveHelp.inspection(of: source, at: cursor) { return answer }
    let event = try? await compiler.ask { .inspect(number: $0, source: source, cursor: cursor) }
    guard case .inspection(_, let answer?) = event else { return nil }
    return await withValue(answer)
  }

  /// Adds the value where the name is a variable of the session: `let x: [Int] = [1, 2, 3]`.
  private func withValue(_ inspection: Inspection) async -> Inspection {
    let words = inspection.declaration.split(maxSplits: 2) { $0 == " " || $0 == ":" }
    guard words.count > 1, words[0] == "let" || words[0] == "var",
      !inspection.declaration.contains("="),
      let label = Self.label(in: inspection.documentation),
      let value = await shortValue(of: String(words[1]), declaredIn: label)
    else { return inspection }
    var answer = inspection
    answer.declaration += " = \(value)"
    return answer
  }

  /// The cell of which the documentation says that the name was declared there.
  private static func label(in documentation: String) -> String? {
    guard let place = documentation.ranges(of: "Declared in ").last else { return nil }
    let rest = documentation[place.upperBound...].prefix { !$0.isNewline }
    if let comma = rest.ranges(of: ", line ").last { return String(rest[..<comma.lowerBound]) }
    return rest.last == "." ? String(rest.dropLast()) : String(rest)
  }
}
