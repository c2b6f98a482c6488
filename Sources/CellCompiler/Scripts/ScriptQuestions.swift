// SPDX-License-Identifier: MIT
import SessionWire

/// What only the compiler knows of a script: what a name means where, and what has which type.
struct ScriptQuestions {
  let modules: ModuleCompiler

  /// The compiler treats the statements of a file of this name as the program.
  private static let file = "main.swift"

  /// All places that name what is declared at an offset, its declaration among them.
  func places(ofNameAt offset: Int, in text: String) -> [Range<Int>] {
    let answer = ask("relatedidents", about: text, ["key.offset": .integer(offset)])
    return (answer?.elements("key.results") ?? []).compactMap(Self.range)
  }

  /// The types of all expressions, by the range of each.
  func types(in text: String) -> [Range<Int>: String] {
    let answer = ask("expression.type", about: text, [:])
    var types: [Range<Int>: String] = [:]
    for found in answer?.elements("key.expression_type_list") ?? [] {
      guard let start = found.integer("key.expression_offset"),
        let length = found.integer("key.expression_length")
      else { continue }
      // Of expressions with the same range the outermost comes first: it is the one that is shown.
      let range = start..<start + length
      if types[range] == nil { types[range] = found.text("key.expression_type") }
    }
    return types
  }

  private static func range(_ value: SourceKitValue) -> Range<Int>? {
    guard let start = value.integer("key.offset"), let length = value.integer("key.length") else {
      return nil
    }
    return start..<start + length
  }

  private func ask(
    _ request: String, about text: String, _ fields: [String: SourceKitRequestValue]
  ) -> SourceKitValue? {
    let name = SourceKitRequestValue.string(Self.file)
    let arguments = SourceKitRequestValue.strings(modules.queryArguments(file: Self.file))
    _ = try? modules.sourceKit.send(
      "editor.open",
      [
        "key.name": name, "key.sourcetext": .string(text), "key.syntactic_only": .integer(1),
        "key.compilerargs": arguments,
      ])
    defer { _ = try? modules.sourceKit.send("editor.close", ["key.name": name]) }
    let common = ["key.sourcefile": name, "key.compilerargs": arguments]
    return try? modules.sourceKit.send(request, common.merging(fields) { first, _ in first })
  }
}
