// SPDX-License-Identifier: MIT
import SessionWire

/// What the cells of a graded notebook cannot declare: with a `check` of its own that always passes, a solution would grade
/// itself.
///
/// Names of modules belong to it, so that a test can say `Distributions.Normal` where a solution has a `Normal` of its own.
enum GraderNames {
  private static let functions: Set<String> = [
    "check", "expect", "expectEqual", "expectClose", "expectShape", "expectDistribution",
    "expectFigure", "score", "notImplemented",
  ]
  private static let types: Set<String> = [
    "CheckFailure", "ScoreSheet", "FigureContents", "FigureMark", "LecternCell",
  ]
  private static let modules: Set<String> = [
    "Datasets", "Display", "Distributions", "Evaluation", "Figures", "Foundation", "Generative",
    "Glibc", "Grading", "Layers", "Learning", "Models", "Swift", "Tensors", "Widgets",
  ]
  private static let comparisons: Set<String> = [
    "==", "!=", "<", "<=", ">", ">=", "===", "!==", "&&", "||", "~=",
  ]
  /// The types that tests compare.
  private static let comparedTypes: Set<String> = [
    "Bool", "Int", "UInt8", "Float", "Double", "String", "Character", "Tensor", "Shape", "Array",
    "Optional", "Dictionary", "Set", "Range", "ClosedRange",
  ]

  /// What publishes a result in a cell's place: a number that a solution publishes would be taken for its points.
  private static let publishing: Set<String> = ["LecternCell", "_silgen_name", "_cdecl"]

  /// The error for the first thing that a graded cell cannot say, or nil.
  static func fault(in cell: ParsedCell, label: String) -> Diagnostic? {
    if let name = publishing.sorted().first(where: cell.mentions.contains) {
      return diagnostic(
        "`\(name)` belongs to the kernel: a graded notebook cannot use it.", cell, line: 0,
        label: label)
    }
    for declared in cell.declarations {
      if isReserved(declared.name) {
        return diagnostic(
          "`\(declared.name)` belongs to the grader: a graded notebook cannot declare it again. "
            + "Choose another name.", cell, line: declared.line, label: label)
      }
      if declared.kind == .function, comparisons.contains(declared.name),
        comparesKnownTypes(declared.signature)
      {
        return comparison(declared.name, cell, line: declared.line, label: label)
      }
    }
    for member in cell.additions.members where types.contains(lastName(of: member.type)) {
      return diagnostic(
        "`\(member.type)` belongs to the grader: a graded notebook cannot extend it.", cell,
        line: member.line, label: label)
    }
    let member = cell.memberOperators.first {
      comparisons.contains($0.name) && comparedTypes.contains(lastName(of: $0.type))
    }
    return member.map { comparison($0.name, cell, line: 0, label: label) }
  }

  private static func isReserved(_ name: String) -> Bool {
    functions.contains(name) || types.contains(name) || modules.contains(name)
  }

  /// Whether the parameters of an operator, as in `_:Float,_:Float`, are all of types that cells do not own.
  private static func comparesKnownTypes(_ signature: String) -> Bool {
    signature.split(separator: ",").allSatisfy { parameter in
      let type = parameter.drop { $0 != ":" }.dropFirst()
      return type.hasPrefix("[") || comparedTypes.contains(lastName(of: String(type)))
    }
  }

  /// `Array` of `Swift.Array<Float>`.
  private static func lastName(of type: String) -> String {
    let name = type.prefix { $0 != "<" && $0 != "?" }
    return String(name.split(separator: ".").last ?? "")
  }

  private static func comparison(
    _ name: String, _ cell: ParsedCell, line: Int, label: String
  ) -> Diagnostic {
    diagnostic(
      "the grader compares with `\(name)`: a graded notebook cannot change what it means for "
        + "types of the library.", cell, line: line, label: label)
  }

  private static func diagnostic(
    _ message: String, _ cell: ParsedCell, line: Int, label: String
  ) -> Diagnostic {
    let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1) else {
      return Diagnostic(severity: .error, message: message)
    }
    let text = lines[line - 1]
    let indent = text.prefix { $0.isWhitespace }.count
    return Diagnostic(
      severity: .error, message: message, label: label, line: line, column: indent + 1,
      length: max(text.count - indent, 1), sourceLine: String(text))
  }
}
