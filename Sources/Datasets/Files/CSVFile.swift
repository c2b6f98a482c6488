// SPDX-License-Identifier: MIT

/// A table as text: a line for each row, a separator between fields, quotes around fields that need them.
struct CSVFile {
  let path: String
  /// The names in the first line; without such a line there are none.
  let header: [String]
  let rows: [[String]]

  /// Decodes a file's content.
  init(
    _ content: [UInt8], path: String, separator: Unicode.Scalar = ",", hasHeader: Bool
  ) throws(DatasetError) {
    var rows = try Self.rows(content, UInt8(ascii: separator), path: path)
    let header = hasHeader && !rows.isEmpty ? rows.removeFirst() : []
    let size = hasHeader ? header.count : rows.first?.count ?? 0
    if let wrong = rows.firstIndex(where: { $0.count != size }) {
      throw .corrupt(
        path: path, reason: "row \(wrong) has \(rows[wrong].count) fields, others \(size)")
    }
    (self.path, self.header, self.rows) = (path, header, rows)
  }

  /// The numbers of some columns, row after row.
  func numbers(columns: [Int]) throws(DatasetError) -> [Float] {
    var numbers: [Float] = []
    numbers.reserveCapacity(rows.count * columns.count)
    for (row, fields) in rows.enumerated() {
      for column in columns {
        guard fields.indices.contains(column), let number = Float(fields[column]) else {
          throw .corrupt(path: path, reason: "row \(row) has no number in column \(column)")
        }
        numbers.append(number)
      }
    }
    return numbers
  }

  /// The texts of a column.
  func texts(column: Int) throws(DatasetError) -> [String] {
    if let row = rows.firstIndex(where: { !$0.indices.contains(column) }) {
      throw .corrupt(path: path, reason: "row \(row) has no column \(column)")
    }
    return rows.map { $0[column] }
  }

  private static func rows(
    _ content: [UInt8], _ separator: UInt8, path: String
  ) throws(DatasetError) -> [[String]] {
    let (quote, newline, carriage) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var (rows, fields, field) = ([[String]](), [String](), [UInt8]())
    var (isQuoted, wasQuoted) = (false, false)
    for byte in content + [newline] {
      switch byte {
      case quote:
        // A quote inside quotes is written twice: the second one opens the field again.
        if wasQuoted && !isQuoted && !field.isEmpty { field.append(quote) }
        (isQuoted, wasQuoted) = (!isQuoted, true)
      case separator where !isQuoted, newline where !isQuoted:
        fields.append(String(decoding: field, as: UTF8.self))
        (field, wasQuoted) = ([], false)
        if byte == newline {
          if fields != [""] { rows.append(fields) }
          fields = []
        }
      case carriage where !isQuoted: continue
      default: field.append(byte)
      }
    }
    if isQuoted { throw .corrupt(path: path, reason: "a quote of it is not closed") }
    return rows
  }
}
