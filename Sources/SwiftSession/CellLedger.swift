// SPDX-License-Identifier: MIT
import Display
import SessionWire

/// What the session knows of the cells that it has run: their texts, files and names.
struct CellLedger {
  /// One cell that was compiled in this session.
  struct Entry {
    let library: CellLibrary
    let source: String

    /// A place in the compiled text as the student sees it, with its column in characters.
    func studentsPlace(_ place: SourcePlace) -> SourcePlace {
      let bytes = library.sourceColumn(line: place.line, column: place.column)
      let before = (line(place.line) ?? "").utf8.prefix(max(bytes - 1, 0))
      var place = place
      place.column = String(decoding: Array(before), as: UTF8.self).count + 1
      return place
    }

    /// A line's text, from 1; nil outside the cell.
    func line(_ number: Int) -> String? {
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      guard lines.indices.contains(number - 1) else { return nil }
      return String(lines[number - 1])
    }
  }

  private var entries: [String: Entry] = [:]

  /// Notes a compiled cell.
  mutating func record(_ library: CellLibrary, source: String) {
    entries[library.path] = Entry(library: library, source: source)
  }

  /// The cell whose library file it is.
  func entry(ofLibrary path: String) -> Entry? { entries[path] }

  /// Forgets all cells.
  mutating func removeAll() { entries = [:] }
}

extension VariableTable {
  /// Adds what later cells can use of a cell.
  mutating func add(_ interface: CellInterface) {
    add(
      cell: interface.cell, label: interface.label, variables: interface.variables,
      others: interface.otherNames)
  }
}

extension CellInterface {
  /// What remains usable of a cell that ended at a line: types and functions, and the variables set before it.
  func reached(line: Int?) -> CellInterface {
    var rest = self
    rest.declarations.removeAll { $0.kind == .variable && $0.line >= line ?? 0 }
    return rest
  }
}
