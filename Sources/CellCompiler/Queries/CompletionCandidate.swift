// SPDX-License-Identifier: MIT
import SessionWire

/// A proposal of the compiler's.
struct CompletionCandidate {
  /// What the front end is told.
  let item: CompletionItem
  /// How well it fits the place; less is better.
  let rank: CompletionRank
  /// What tells overloads apart: variants of one call, with and without its optional arguments, share it.
  let identity: String

  /// Reads a proposal; nil for one that does not begin with the prefix or inserts no plain name at the cursor.
  init?(_ value: SourceKitValue, prefix: String, isFitting: Bool) {
    let kind = CompletionKind(value.text("key.kind"))
    let symbol = value.text("key.associated_usrs")
    let context = value.text("key.context")
    let isForeign =
      (symbol.hasPrefix("c:") || (symbol.isEmpty && kind.isGlobalVariable))
      && !context.hasSuffix(".local")
    // The C library's thousands of names are for those who know how they begin.
    if isForeign && (prefix.isEmpty || prefix == "_" || prefix == "__") { return nil }
    guard (value.integer("key.num_bytes_to_erase") ?? 0) == 0 else { return nil }
    let text = Self.insertion(value.text("key.sourcetext"))
    guard text.lowercased().hasPrefix(prefix.lowercased()), Self.isName(text) else { return nil }
    let description = value.text("key.description")
    // A method of an instance, offered on the type itself, is a function of the instance: hardly ever meant.
    if kind.isInstanceMethod && description.contains("(_ self: ") { return nil }
    item = CompletionItem(
      text: text, kind: kind.word,
      signature: kind.signature(description, type: value.text("key.typename")))
    identity = symbol.isEmpty ? item.signature : symbol
    rank = CompletionRank(
      text: text, kind: kind, context: context, module: value.text("key.modulename"),
      isForeign: isForeign, isTyped: !prefix.isEmpty, isFitting: isFitting)
  }

  /// Whether the text begins as a name does, and is none that cells' rewriting made up.
  private static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first == "_" || first == "`" || first == "$"
    else { return false }
    return !text.hasPrefix("_lectern") && !text.hasPrefix("LecternCell") && text != "LecternQuery"
  }

  /// The part of the inserted text that needs no placeholders to be filled in.
  ///
  /// Of a whole declaration, such as a method that overrides another, that is its head with the open brace.
  private static func insertion(_ template: String) -> String {
    var text = template[...]
    if let body = text.firstRange(of: "{\n<#code#>") {
      return String(text[..<body.upperBound].prefix { $0 != "\n" })
    }
    if let placeholder = text.firstRange(of: "<#") { text = text[..<placeholder.lowerBound] }
    if let bracket = text.firstIndex(where: { "([{<.".contains($0) }) { text = text[..<bracket] }
    let isLabel = text.contains(":")
    return String(text).trimmingSpaces + (isLabel ? " " : "")
  }
}

/// What a proposal is, by SourceKit's name for it.
struct CompletionKind {
  private let name: String

  /// Reads what follows `source.lang.swift.`.
  init(_ name: String) {
    self.name = String(name.dropFirst("source.lang.swift.".count))
  }

  /// The kind in the words of front ends.
  var word: String { Self.words.first { name.hasPrefix($0.prefix) }?.word ?? "instance" }

  /// Whether it is a method that an instance has.
  var isInstanceMethod: Bool { name == "decl.function.method.instance" }

  /// Whether it is a type, a protocol or a module.
  var isType: Bool { typeWord != nil }

  /// Whether it is a module.
  var isModule: Bool { name == "decl.module" }

  /// Whether it is a word of the language.
  var isKeyword: Bool { name.hasPrefix("keyword") || name.hasPrefix("literal") }

  /// Whether it is a variable that belongs to no type.
  var isGlobalVariable: Bool { name == "decl.var.global" }

  /// The declaration in one line, as one reads it.
  func signature(_ description: String, type: String) -> String {
    if let typeWord {
      switch type {
      case "", description, "Module": return "\(typeWord) \(description)"
      // At an attribute the compiler says what the type is good for.
      case let use where use.contains(" ") && use.allSatisfy({ $0.isLetter || $0 == " " }):
        return "\(use.lowercased()) \(description)"
      default:
        return typeWord == "typealias"
          ? "typealias \(description) = \(type)" : "\(typeWord) \(type)"
      }
    }
    if name.hasPrefix("decl.macro") { return "macro \(description)" }
    if name.hasPrefix("decl.enumelement") { return "case \(description)" }
    if name.contains("function") {
      return type.isEmpty || type == "Void" ? description : "\(description) -> \(type)"
    }
    return type.isEmpty || description.contains(": ") ? description : "\(description): \(type)"
  }

  private var typeWord: String? {
    Self.typeWords.first { name == $0.name || name.hasPrefix($0.name + ".") }?.word
  }

  private static let typeWords: [(name: String, word: String)] = [
    ("decl.struct", "struct"), ("decl.class", "class"), ("decl.actor", "actor"),
    ("decl.enum", "enum"), ("decl.protocol", "protocol"), ("decl.typealias", "typealias"),
    ("decl.associatedtype", "associatedtype"), ("decl.generic_type_param", "type"),
    ("decl.module", "module"),
  ]

  /// From the more special to the more general.
  private static let words: [(prefix: String, word: String)] = [
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
}
