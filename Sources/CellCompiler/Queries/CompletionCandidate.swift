// SPDX-License-Identifier: MIT
import SessionWire

/// A proposal of the compiler's.
struct CompletionCandidate {
  let item: CompletionItem
  /// How near the name is to the cursor; less is nearer.
  let distance: Int

  /// Reads a proposal; nil for one that does not insert a plain text at the cursor.
  init?(_ value: SourceKitValue) {
    guard (value.integer("key.num_bytes_to_erase") ?? 0) == 0 else { return nil }
    let text = Self.insertion(value.text("key.sourcetext"))
    let module = value.text("key.modulename")
    guard let first = text.first, first.isLetter || first == "_" || first == "`" || first == "$",
      !text.hasPrefix("_lectern"), !text.hasPrefix("LecternCell"), text != "LecternQuery"
    else { return nil }
    item = CompletionItem(
      text: text, kind: Self.kind(value.text("key.kind")), signature: Self.signature(value))
    distance = Self.distance(context: value.text("key.context"), module: module, kind: item.kind)
  }

  /// The part of the inserted text that needs no placeholders to be filled in.
  private static func insertion(_ template: String) -> String {
    var text = template[...]
    if let placeholder = text.firstRange(of: "<#") { text = text[..<placeholder.lowerBound] }
    if let bracket = text.firstIndex(where: { "([{<.".contains($0) }) { text = text[..<bracket] }
    let isLabel = text.contains(":")
    return String(text).trimmingSpaces + (isLabel ? " " : "")
  }

  private static func signature(_ value: SourceKitValue) -> String {
    let description = value.text("key.description")
    let type = value.text("key.typename")
    let isFunction = value.text("key.kind").contains(".function.")
    // Keywords have no type, and a type is its own.
    guard !type.isEmpty, !description.isEmpty else { return description }
    return description + (isFunction ? " -> " : ": ") + type
  }

  /// The compiler's kind in the words of front ends.
  private static func kind(_ name: String) -> String {
    let name = name.split(separator: ".").dropFirst(3).joined(separator: ".")
    return kinds.first { name.hasPrefix($0.prefix) }?.word ?? "instance"
  }

  /// From the more special to the more general.
  private static let kinds: [(prefix: String, word: String)] = [
    ("decl.function.method", "method"), ("decl.function.constructor", "function"),
    ("decl.function", "function"), ("decl.var.parameter", "param"),
    ("decl.var.instance", "property"), ("decl.var.static", "property"),
    ("decl.var.class", "property"), ("decl.var", "instance"), ("decl.struct", "struct"),
    ("decl.class", "class"), ("decl.actor", "class"), ("decl.enumelement", "enum"),
    ("decl.enum", "enum"), ("decl.protocol", "protocol"), ("decl.typealias", "type"),
    ("decl.associatedtype", "type"), ("decl.generic_type_param", "type"),
    ("decl.module", "module"), ("decl.macro", "macro"), ("decl.precedencegroup", "operator"),
    ("keyword", "keyword"), ("literal", "keyword"), ("pattern", "param"),
  ]

  private static func distance(context: String, module: String, kind: String) -> Int {
    switch context.split(separator: ".").last {
    case "local": 0
    case "thisclass", "exprspecific": 1
    case "thismodule", "superclass": 2
    case "outsidenominal": 3
    default: kind == "keyword" ? 5 : module.hasPrefix("LecternCell") ? 2 : module == "Swift" ? 6 : 4
    }
  }
}

/// Puts proposals in order.
enum CompletionRanking {
  /// The proposals that begin with what is typed: exact case first, then near names, then by alphabet.
  ///
  /// Overloads are one proposal; its signature says how many more there are.
  static func ranked(_ candidates: [CompletionCandidate], prefix: String) -> [CompletionItem] {
    var order: [String: Int] = [:]
    var merged: [(candidate: CompletionCandidate, overloads: Int)] = []
    let lowered = prefix.lowercased()
    for candidate in candidates where candidate.item.text.lowercased().hasPrefix(lowered) {
      if let index = order[candidate.item.text] {
        merged[index].overloads += 1
      } else {
        order[candidate.item.text] = merged.count
        merged.append((candidate, 0))
      }
    }
    return merged.sorted { key($0.candidate, prefix) < key($1.candidate, prefix) }
      .map { item($0.candidate, overloads: $0.overloads) }
  }

  private static func key(
    _ candidate: CompletionCandidate, _ prefix: String
  ) -> (Int, Int, String) {
    let text = candidate.item.text
    let caseDiffers = text.hasPrefix(prefix) ? 0 : 1
    return (caseDiffers, candidate.distance + (text.hasPrefix("_") ? 10 : 0), text)
  }

  private static func item(_ candidate: CompletionCandidate, overloads: Int) -> CompletionItem {
    var item = candidate.item
    if overloads > 0 { item.signature += " (+\(overloads) more)" }
    return item
  }
}
