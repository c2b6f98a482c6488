// SPDX-License-Identifier: MIT
import SessionWire

/// How well a proposal fits the place where it is offered; less is better.
struct CompletionRank: Comparable {
  private let tier: Int
  private let isType: Bool

  /// Judges a proposal.
  ///
  /// - Parameters:
  ///   - text: What it inserts.
  ///   - kind: What it is.
  ///   - context: Where SourceKit found it, and whether its type is the expected one.
  ///   - module: The module that declares it.
  ///   - isForeign: Whether it comes from C.
  ///   - isTyped: Whether a part of the name stands before the cursor.
  ///   - isFitting: Whether SourceKit thinks it likely at the place.
  init(
    text: String, kind: CompletionKind, context: String, module: String, isForeign: Bool,
    isTyped: Bool, isFitting: Bool
  ) {
    isType = kind.isType
    if text.hasPrefix("_") {
      tier = 9
    } else if isForeign {
      tier = 8
    } else if Self.isPlumbing(text) || (kind.isModule && Self.isPlumbingModule(text)) {
      tier = 7
    } else if kind.isKeyword && !context.hasSuffix(".exprspecific") {
      tier = isTyped ? 3 : 6
    } else {
      let tier = Self.tier(of: context, module: kind.isModule ? text : module, text: text)
      self.tier = isFitting ? min(tier, 2) : tier
    }
  }

  private static func tier(of context: String, module: String, text: String) -> Int {
    switch context.split(separator: ".").last {
    case "local", "exprspecific": return 0
    case "thisclass", "thismodule": return 1
    case "superclass", "outsidenominal": return 2
    default:
      if module.hasPrefix("LecternCell") { return 1 }
      if everyday.contains(text) { return 3 }
      return systemModules.contains(module) || module.hasPrefix("_") ? 5 : 4
    }
  }

  static func < (left: CompletionRank, right: CompletionRank) -> Bool {
    (left.tier, left.isType ? 1 : 0) < (right.tier, right.isType ? 1 : 0)
  }

  /// Whether a member is there for the compiler and for conformances rather than to be written.
  private static func isPlumbing(_ text: String) -> Bool {
    plumbing.contains(text) || text.hasPrefix("withUnsafe") || text.hasPrefix("withContiguous")
      || text.hasSuffix("ReportingOverflow") || text.hasSuffix("FullWidth")
      || text.hasSuffix("AtomicRepresentation") || text.hasPrefix("SIMD")
      || text.hasSuffix("LiteralType")
  }

  /// Whether a module is a part of others, of C or of the compiler.
  private static func isPlumbingModule(_ name: String) -> Bool {
    let start = name.prefix(2)
    return start.first?.isLowercase == true || name.contains("Shims") || name == "Cxx"
      || (start.first == "C" && start.last?.isUppercase == true) || name == "CxxStdlib"
  }

  private static let plumbing: Set<String> = [
    "customMirror", "debugDescription", "hash", "hashValue", "encode", "codingKey", "self", "Type",
    "Protocol", "bitPattern", "byteSwapped", "littleEndian", "bigEndian", "words", "span",
    "mutableSpan", "formIndex", "playgroundDescription", "unicodeScalars", "utf16", "utf8CString",
    "fillValues", "customPlaygroundQuickLook", "RawExponent", "RawSignificand",
  ]

  /// What of the standard library nearly every program uses.
  private static let everyday: Set<String> = [
    "print", "min", "max", "abs", "zip", "stride", "Int", "Double", "Float", "Bool", "String",
    "Array", "Set", "Dictionary", "Character", "Range",
  ]

  private static let systemModules: Set<String> = [
    "Swift", "Foundation", "FoundationEssentials", "FoundationInternationalization", "Glibc",
    "Dispatch", "Synchronization", "Observation", "RegexBuilder", "CoreFoundation",
  ]
}

/// The proposals for a place, those that insert the same text together.
struct CompletionCollection {
  private let prefix: String
  private var groups: [String: Group] = [:]

  /// Collects names that begin with a prefix.
  init(prefix: String) { self.prefix = prefix }

  /// Adds what the compiler proposes; what fits the place best is added first.
  mutating func add(_ values: [SourceKitValue], areFitting: Bool) {
    for value in values {
      guard let candidate = CompletionCandidate(value, prefix: prefix, isFitting: areFitting) else {
        continue
      }
      groups[candidate.item.text, default: Group(candidate, prefix: prefix)]
        .add(candidate)
    }
  }

  /// Whether no name is among the proposals that somebody may have looked for.
  var isPoor: Bool { groups.values.allSatisfy(\.isPoor) }

  /// The proposals, best first: exact case, then what fits best, then by alphabet.
  ///
  /// Overloads are one proposal; its signature says how many more there are.
  func ranked() -> [CompletionItem] { groups.values.sorted().map(\.item) }

  /// The proposals that insert the same text.
  private struct Group: Comparable {
    private var first: CompletionCandidate
    private var identities = Set<String>()
    private let caseDiffers: Bool
    private let lowercased: String

    init(_ candidate: CompletionCandidate, prefix: String) {
      first = candidate
      caseDiffers = !candidate.item.text.hasPrefix(prefix)
      lowercased = candidate.item.text.lowercased()
    }

    mutating func add(_ candidate: CompletionCandidate) {
      identities.insert(candidate.identity)
      // Of a call's variants the one with all arguments tells most.
      let isFuller =
        candidate.identity == first.identity && candidate.rank == first.rank
        && candidate.item.signature.utf8.count > first.item.signature.utf8.count
      if candidate.rank < first.rank || isFuller { first = candidate }
    }

    var isPoor: Bool {
      first.item.kind == "keyword"
        || ["Copyable", "Escapable", "Sendable"].contains(first.item.text)
    }

    var item: CompletionItem {
      var item = first.item
      if identities.count > 1 { item.signature += "  (+\(identities.count - 1) more)" }
      return item
    }

    static func == (left: Group, right: Group) -> Bool {
      left.first.item.text == right.first.item.text
    }

    static func < (left: Group, right: Group) -> Bool {
      if left.caseDiffers != right.caseDiffers { return right.caseDiffers }
      if left.first.rank != right.first.rank { return left.first.rank < right.first.rank }
      if left.lowercased != right.lowercased { return left.lowercased < right.lowercased }
      return left.first.item.text < right.first.item.text
    }
  }
}
