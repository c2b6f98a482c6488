// SPDX-License-Identifier: MIT

/// The directives at a cell's head: among its leading comments and blank lines.
struct CellHead: Equatable {
  /// A directive and its line, from 1.
  struct Entry: Equatable {
    let directive: Directive
    let line: Int
  }

  private(set) var entries: [Entry] = []
  /// Whether there is anything to compile below the head.
  private(set) var hasCode = false

  /// Reads a cell.
  ///
  /// - Throws: where a line is no directive though it looks like one, or stands below code.
  init(_ source: String) throws(DirectiveError) {
    let lines = source.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let head = lines.prefix { Self.isComment($0) }
    for (index, line) in head.enumerated() where Self.isDirective(line) {
      do throws(DirectiveError.Reason) {
        append(try Self.directive(line), line: index + 1)
      } catch {
        throw DirectiveError(reason: error, line: index + 1, text: String(line))
      }
    }
    hasCode = head.count < lines.count
    if let misplaced = Self.firstDirective(in: lines[head.endIndex...]) {
      throw DirectiveError(
        reason: .misplaced, line: misplaced + 1, text: String(lines[misplaced]))
    }
  }

  /// Packages that stand together are built together, so that they share what they both depend on.
  private mutating func append(_ directive: Directive, line: Int) {
    if case .packages(let more) = directive, case .packages(let some)? = entries.last?.directive {
      entries[entries.count - 1] = Entry(
        directive: .packages(some + more), line: entries[entries.count - 1].line)
    } else {
      entries.append(Entry(directive: directive, line: line))
    }
  }

  /// How the cell asks to be optimised; the last line counts.
  var optimization: Bool? {
    entries.reduce(nil) { wish, entry in
      if case .optimize(let isWanted) = entry.directive { isWanted } else { wish }
    }
  }

  /// Whether a directive is among them.
  func contains(_ directive: Directive) -> Bool { entries.contains { $0.directive == directive } }

  private static func isComment(_ line: Substring) -> Bool {
    let text = line.drop(while: \.isWhitespace)
    return text.isEmpty || text.hasPrefix("//")
  }

  /// Whether the line is meant as a directive; `//%%` is how other tools mark cells of a script.
  static func isDirective(_ line: some StringProtocol) -> Bool {
    let text = line.drop(while: \.isWhitespace)
    return text.hasPrefix(Directive.marker) && !text.hasPrefix("\(Directive.marker)%")
  }

  private static func directive(_ line: Substring) throws(DirectiveError.Reason) -> Directive {
    let text = line.trimmingSpaces.dropFirst(Directive.marker.count).drop(while: \.isWhitespace)
    let name = text.prefix { !$0.isWhitespace }
    guard let kind = Directive.Kind(rawValue: String(name)) else {
      throw .unknown(name: String(name))
    }
    return try Directive(
      kind, arguments: DirectiveArguments(text.dropFirst(name.count), of: kind))
  }

  /// The first line that looks like a directive, outside of strings with several lines.
  private static func firstDirective(in lines: ArraySlice<Substring>) -> Int? {
    var isInString = false
    for index in lines.indices {
      if !isInString && isDirective(lines[index]) { return index }
      let quotes =
        lines[index].split(separator: "\"\"\"", omittingEmptySubsequences: false).count - 1
      if quotes % 2 == 1 { isInString.toggle() }
    }
    return nil
  }
}
