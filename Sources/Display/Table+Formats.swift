// SPDX-License-Identifier: MIT

extension Table {
  /// Which columns hold numbers, and are therefore aligned at their right.
  private var numeric: [Bool] {
    columns.indices.map { column in
      let kinds = rows.map { $0[column].kind }
      return kinds.contains(.number) && !kinds.contains(.text)
    }
  }

  /// The rows' texts, with a row of ellipses where rows are left out.
  private var lines: [[String]] {
    var lines = rows.map { $0.map(\.text) }
    if let gap { lines.insert(columns.map { _ in "⋮" }, at: gap) }
    return lines
  }

  var html: String {
    let sides = numeric.map { $0 ? "right" : "left" }
    let row = { (tag: String, texts: [String]) in
      let cells = zip(texts, sides).map { text, side in
        "<\(tag) style=\"text-align:\(side)\">\(text.htmlEscaped)</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    let head = "<thead>\(row("th", columns))</thead>"
    let body = "<tbody>\n\(lines.map { row("td", $0) }.joined(separator: "\n"))\n</tbody>"
    let note = summary.map { "\n<p>\($0)</p>" } ?? ""
    return "<table>\n\(head)\n\(body)\n</table>\(note)"
  }

  var markdown: String {
    let escape = { (text: String) in
      text.replacing("|", with: "\\|").replacing("\n", with: " ").htmlEscaped
    }
    let row = { (texts: [String]) in "| " + texts.map(escape).joined(separator: " | ") + " |" }
    let rule = "|" + numeric.map { $0 ? "--:|" : ":--|" }.joined()
    let note = summary.map { ["", $0] } ?? []
    return ([row(columns), rule] + lines.map(row) + note).joined(separator: "\n")
  }

  /// The table as LaTeX, ruled by the package booktabs, numbers at the right.
  public func latex() -> String {
    let sides = numeric.map { $0 ? "r" : "l" }.joined()
    let row = { (texts: [String]) in
      texts.map(LaTeXText.escaped).joined(separator: " & ") + " \\\\"
    }
    let body = ["\\toprule", row(columns), "\\midrule"] + lines.map(row) + ["\\bottomrule"]
    let table = ["\\begin{tabular}{\(sides)}"] + body + ["\\end{tabular}"]
    let note = summary.map { ["", LaTeXText.escaped($0)] } ?? []
    return (table + note).joined(separator: "\n")
  }

  var text: String {
    let cells = ([columns] + lines).map { $0.map { $0.replacing("\n", with: " ") } }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let row = { (texts: [String]) in
      var line = ""
      for (column, text) in texts.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - text.count)
        line += (column > 0 ? "  " : "") + (numeric[column] ? padding + text : text + padding)
      }
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let note = summary.map { [$0] } ?? []
    return ([row(cells[0]), rule] + cells.dropFirst().map(row) + note).joined(separator: "\n")
  }
}

/// A standard container whose elements may be the rows of a table.
private protocol TableSource {
  var table: Table? { get }
}

extension TableSource where Self: Collection {
  /// A table of the elements, if they are structs with at least two stored properties and no words of their own.
  var table: Table? {
    guard let first, isRecord(first) else { return nil }
    return Table(self)
  }

  private func isRecord(_ value: Any) -> Bool {
    if value is any CustomStringConvertible || value is any CustomDebugStringConvertible
      || value is any CustomReflectable || value is any RichDisplay
    {
      return false
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .struct: return mirror.children.count >= 2
    case .tuple:
      return mirror.children.count >= 2 && mirror.children.allSatisfy { $0.label?.first != "." }
    default: return false
    }
  }
}

extension Array: TableSource {}
extension ArraySlice: TableSource {}
extension ContiguousArray: TableSource {}

extension Table {
  /// The table that a container of structs or named tuples shows, or nil for any other value.
  static func automatic(_ value: Any) -> Table? { (value as? any TableSource)?.table }
}
