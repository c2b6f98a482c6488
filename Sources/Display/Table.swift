// SPDX-License-Identifier: MIT

/// Rows and columns of values, shown as a table with its numbers aligned.
///
/// An array of structs that is a cell's last expression shows itself so.
/// A long table shows its first and last rows and says how many there are.
public struct Table: RichDisplay, Sendable {
  /// How many rows are shown of the beginning and of the end of a long table.
  static let headRows = 40
  static let tailRows = 10

  /// The columns' names.
  public let columns: [String]
  /// How many rows there are.
  public let rowCount: Int
  /// The rows that are shown, as text; a missing value is empty.
  let rows: [[TableCell]]

  /// Makes a table with a row for each struct and a column for each of its stored properties.
  public init<Rows: Collection>(_ rows: Rows) {
    let samples = Self.shown(rows)
    let records = samples.map { Record($0) }
    columns = records.reduce(into: []) { names, record in
      for field in record.fields where !names.contains(field.name) { names.append(field.name) }
    }
    rowCount = rows.count
    self.rows = records.map { [columns] record in
      columns.map { name in
        record.fields.first { $0.name == name }.map { TableCell($0.value) } ?? .empty
      }
    }
  }

  /// Makes a table from its columns: `Table(columns: ["epoch": epochs, "loss": losses])`.
  public init(columns: KeyValuePairs<String, [Any]>) {
    self.init(columns: columns.map { (name: $0.key, values: $0.value) })
  }

  /// Makes a table from columns whose names are not known before.
  public init(columns: [(name: String, values: [Any])]) {
    self.columns = columns.map(\.name)
    let count = columns.map(\.values.count).max() ?? 0
    rowCount = count
    rows = Self.shown(Array(0..<count)).map { row in
      columns.map { row < $0.values.count ? TableCell($0.values[row]) : .empty }
    }
  }

  /// The rows that are shown: all, or the first and the last.
  private static func shown<Rows: Collection>(_ rows: Rows) -> [Rows.Element] {
    guard rows.count > headRows + tailRows else { return Array(rows) }
    return Array(rows.prefix(headRows)) + Array(rows.dropFirst(rows.count - tailRows))
  }

  /// The row before which rows are left out, or nil where all are shown.
  var gap: Int? { rows.count < rowCount ? Self.headRows : nil }

  /// The size in words, for a table that is not shown whole.
  var summary: String? {
    gap.map { _ in "\(NumberText.grouped(rowCount)) rows, \(rows.count) of them shown" }
  }

  /// The table for web pages, for documents and for the terminal.
  public var mimeBundle: MIMEBundle {
    MIMEBundle([
      "text/html": .text(html), "text/latex": .text(latex()), "text/markdown": .text(markdown),
      "text/plain": .text(text),
    ])
  }
}

/// The named parts of a row.
private struct Record {
  let fields: [(name: String, value: Any)]

  init(_ value: Any) {
    if let dictionary = value as? [String: Any] {
      fields = dictionary.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      return
    }
    let children = Array(Mirror(reflecting: value).children)
    fields =
      children.isEmpty
      ? [("value", value)]
      : children.enumerated().map { ($1.label ?? "\($0)", $1.value) }
  }
}

/// One value of a table as text.
struct TableCell: Sendable, Equatable {
  static let empty = TableCell(text: "", kind: .missing)
  private static let longest = 120

  enum Kind {
    case number
    case text
    case missing
  }

  let text: String
  let kind: Kind

  private init(text: String, kind: Kind) {
    self.text = text
    self.kind = kind
  }

  init(_ value: Any) {
    switch unwrapped(value) {
    case is Nothing: self.init(text: "nil", kind: .missing)
    case let value as any BinaryInteger: self.init(text: "\(value)", kind: .number)
    case let value as Double: self.init(text: NumberText.significant(value), kind: .number)
    case let value as Float: self.init(text: NumberText.significant(Double(value)), kind: .number)
    case let value as any StringProtocol: self.init(text: Self.cut(String(value)), kind: .text)
    case let value: self.init(text: Self.cut(ValueText.describe(value)), kind: .text)
    }
  }

  private static func cut(_ text: String) -> String {
    text.count > longest ? text.prefix(longest - 1) + "…" : text
  }
}
