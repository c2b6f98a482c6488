// SPDX-License-Identifier: MIT
import SessionWire

/// The names that earlier cells left behind, and what a new cell must import to use them.
struct SessionNames {
  /// The cells that ran, oldest first.
  private(set) var cells: [CellInterface] = []

  /// Adds a cell that ran.
  mutating func publish(_ cell: CellInterface) { cells.append(cell) }

  /// Import lines of earlier cells, each once, in their order.
  var imports: [String] {
    var seen: Set<String> = []
    return cells.flatMap(\.imports).filter { seen.insert($0).inserted }
  }

  /// The import lines that bring the used names of earlier cells, in ascending order of the cells.
  ///
  /// - Parameters:
  ///   - used: the identifiers and operators of the new cell.
  ///   - own: what the new cell declares itself.
  func scopedImports(using used: Set<String>, declaring own: [Declaration]) -> [String] {
    cells.enumerated().flatMap { index, cell in
      lines(for: cell, at: index, using: used, declaring: own)
    }
  }

  private func lines(
    for cell: CellInterface, at index: Int, using used: Set<String>, declaring own: [Declaration]
  ) -> [String] {
    var lines: [String] = []
    var needsMarker = false
    for declaration in cell.declarations {
      switch declaration.kind {
      case .extensionMember: needsMarker = needsMarker || used.contains(declaration.name)
      case .conformance:
        // Conformances act without being named; a newer one of the same kind replaces them.
        if isNewest(conformance: declaration, at: index, declaring: own) { needsMarker = true }
      case .operator, .macro:
        // A declaration like `infix operator` is repeated in the cell; its functions need the module.
        if used.contains(declaration.name), !declaration.isOperatorDeclaration,
          isNewest(operation: declaration, at: index, declaring: own)
        {
          return ["import \(cell.module)"]
        }
      case .function:
        if used.contains(declaration.name), isVisible(declaration, at: index, declaring: own) {
          lines.append("import func \(cell.module).\(declaration.name.escaped)")
        }
      default:
        if used.contains(declaration.name), isNewest(declaration.name, at: index, declaring: own) {
          lines.append(
            "import \(declaration.kind.importKeyword) \(cell.module).\(declaration.name.escaped)")
        }
      }
    }
    if needsMarker {
      lines.append("import enum \(cell.module).\(CellNames.marker(ofModule: cell.module))")
    }
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }
  }

  /// The newest declarations of the used operators and precedence groups, as text.
  func operatorDeclarations(using used: Set<String>, declaring own: [Declaration]) -> [String] {
    var texts: [String: String] = [:]
    for declaration in cells.flatMap(\.declarations) where declaration.isOperatorDeclaration {
      texts[declaration.name] = declaration.signature
    }
    let needed = texts.filter { name, text in
      // A precedence group is named by an operator's declaration, not by the cell.
      let isUsed = used.contains(name) || text.hasPrefix("precedencegroup")
      return isUsed && !own.contains { $0.isOperatorDeclaration && $0.name == name }
    }
    guard needed.contains(where: { !$0.value.hasPrefix("precedencegroup") }) else { return [] }
    return needed.values.sorted()
  }

  /// The module of the newest earlier cell that declares a name, where that is a variable.
  func variableOwner(of name: String) -> String? {
    let cell = cells.last { cell in
      cell.declarations.contains { $0.name == name && $0.kind.isNamed }
    }
    let isVariable = cell?.declarations.contains { $0.name == name && $0.kind == .variable }
    return isVariable ?? false ? cell?.module : nil
  }

  /// The module of the newest earlier cell that declares a name as a variable or type.
  func owner(of name: String) -> String? {
    cells.last { cell in cell.declarations.contains { $0.name == name && $0.kind.isNamed } }?.module
  }

  /// The module that must be named for a use that would otherwise be ambiguous or mean another cell's name.
  ///
  /// A module that is imported whole, for its operators, would win over a newer scoped import.
  func qualifier(of name: String, using used: Set<String>) -> String? {
    guard let owner = owner(of: name) else { return nil }
    let clashes = cells.contains { cell in
      cell.module != owner && cell.declarations.contains { $0.name == name && $0.kind.isNamed }
        && cell.declarations.contains {
          ($0.kind == .operator || $0.kind == .macro) && !$0.isOperatorDeclaration
            && used.contains($0.name)
        }
    }
    return clashes ? owner : nil
  }

  private func isNewest(_ name: String, at index: Int, declaring own: [Declaration]) -> Bool {
    !own.contains { $0.name == name && $0.kind.isNamed }
      && !cells[(index + 1)...].contains { cell in
        cell.declarations.contains { $0.name == name && $0.kind.isNamed }
      }
  }

  private func isNewest(
    operation: Declaration, at index: Int, declaring own: [Declaration]
  ) -> Bool {
    let newer = own + cells[(index + 1)...].flatMap(\.declarations)
    return !newer.contains {
      $0.kind == .operator && $0.name == operation.name && $0.signature == operation.signature
    }
  }

  private func isNewest(
    conformance: Declaration, at index: Int, declaring own: [Declaration]
  ) -> Bool {
    !own.contains(where: { $0.kind == .conformance && $0.name == conformance.name })
      && !cells[(index + 1)...].contains { cell in
        cell.declarations.contains { $0.kind == .conformance && $0.name == conformance.name }
      }
  }

  /// A function is hidden by a newer variable or type of its name, and by a newer function with its signature.
  private func isVisible(
    _ function: Declaration, at index: Int, declaring own: [Declaration]
  ) -> Bool {
    let newer = own + cells[(index + 1)...].flatMap(\.declarations)
    return !newer.contains { other in
      guard other.name == function.name, other.kind.isNamed else { return false }
      return other.kind != .function || other.signature == function.signature
    }
  }
}

extension Declaration {
  /// Whether it declares an operator or a precedence group itself, not a function of that name.
  var isOperatorDeclaration: Bool {
    kind == .operator && !signature.hasPrefix(Self.functionMark)
  }

  /// Begins the signature of an operator's function.
  static let functionMark = "func "
}

extension DeclarationKind {
  /// Whether the name stands for itself at top level, and so can be hidden by a newer one.
  var isNamed: Bool {
    switch self {
    case .extensionMember, .conformance, .operator, .macro: false
    default: true
    }
  }

  /// The word of a scoped import.
  fileprivate var importKeyword: String { self == .actor ? "class" : rawValue }
}

/// The names that the compiler gives to its own things.
enum CellNames {
  static func module(ofCell cell: Int) -> String { "LecternCell\(cell)" }
  /// An empty type that each cell declares, so that a cell with extensions only can be imported.
  static func marker(ofModule module: String) -> String { "Marker\(module)" }
  static func result(ofCell cell: Int) -> String { "lecternResult\(cell)" }
  static func entryPoint(ofCell cell: Int) -> String { "LecternCell\(cell)_main" }

  /// A text without internal names: `LecternCell3.P` reads `P`.
  static func stripped(_ text: String) -> String {
    text.replacing(/LecternCell[0-9]+\./, with: "")
  }
}

extension String {
  /// The identifier in backticks where it is a keyword.
  var escaped: String { Self.keywords.contains(self) ? "`\(self)`" : self }

  private static let keywords: Set<String> = [
    "as", "break", "case", "catch", "class", "continue", "default", "defer", "do", "else", "enum",
    "extension", "fallthrough", "false", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "internal", "is", "let", "nil", "operator", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw",
    "throws", "true", "try", "typealias", "var", "where", "while",
  ]
}
