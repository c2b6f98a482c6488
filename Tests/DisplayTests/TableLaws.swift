// SPDX-License-Identifier: MIT

import Display
import TestSupport
import Testing

private struct Model {
  var name: String
  var nats: Double?
  var parameters: Int
}

private struct Spoken: CustomStringConvertible {
  var a = 1
  var b = 2
  var description: String { "spoken" }
}

@Suite("Tables") struct TableLaws {
  private let models = [
    Model(name: "NADE", nats: 88.33, parameters: 784_500),
    Model(name: "<MADE>", nats: nil, parameters: 96),
  ]

  private func shown(_ value: some Any) -> MIMEBundle? {
    let events = RecordingFrontEnd.events { LecternCell.show(value) }
    guard case .result(let bundle)? = events.first else { return nil }
    return bundle
  }

  @Test("In LaTeX numbers stand at the right, and signs that would be commands are escaped")
  func latex() {
    let table = Table(columns: ["loss_1 & more": [-1.5, 2], "set": ["a%", "{b}^2"]])
    #expect(
      table.latex() == """
        \\begin{tabular}{rl}
        \\toprule
        loss\\_1 \\& more & set \\\\
        \\midrule
        $-$1.5 & a\\% \\\\
        2 & \\{b\\}\\textasciicircum{}2 \\\\
        \\bottomrule
        \\end{tabular}
        """)
    #expect(table.mimeBundle.contents["text/latex"] == .text(table.latex()))
  }

  @Test("Columns whose names were computed make the same table")
  func computedColumns() {
    let names = ["loss", "set"]
    let table = Table(
      columns: zip(names, [[1, 2] as [Any], ["a", "b"]]).map { (name: $0, values: $1) })
    #expect(table.latex() == Table(columns: ["loss": [1, 2], "set": ["a", "b"]]).latex())
  }

  @Test("An array of structs shows a row for each and a column for each property")
  func text() {
    #expect(
      shown(models)?.plainText == """
        name     nats  parameters
        ──────  ─────  ──────────
        NADE    88.33      784500
        <MADE>    nil          96
        """)
  }

  @Test("HTML escapes the values and aligns numbers at their right")
  func html() throws {
    let html = try #require(shown(models)?.html)
    #expect(html.contains("<td style=\"text-align:left\">&lt;MADE&gt;</td>"))
    #expect(html.contains("<td style=\"text-align:right\">784500</td>"))
    #expect(!html.contains("<MADE>"))
  }

  @Test("Markdown escapes the bars between cells")
  func markdown() {
    let table = Table(columns: ["a|b": ["x|y"], "n": [1]])
    #expect(
      table.mimeBundle.contents["text/markdown"] == .text("| a\\|b | n |\n|:--|--:|\n| x\\|y | 1 |")
    )
  }

  @Test("Arrays of numbers, of texts and of types with words of their own are no tables")
  func others() {
    #expect(shown([1, 2])?.html == nil)
    #expect(shown([Spoken(), Spoken()])?.plainText == "[spoken, spoken]")
    #expect(shown([(1, 2)])?.html == nil)
    #expect(shown([Model]())?.plainText == "[]")
  }

  @Test("An array of named tuples is a table")
  func tuples() {
    #expect(
      shown([(digit: 3, count: 6_131)])?.plainText == "digit  count\n─────  ─────\n    3   6131")
  }

  @Test("A long table shows its beginning and its end and says how many rows there are")
  func long() throws {
    let rows = (0..<60_000).map { Model(name: "m\($0)", nats: 0, parameters: $0) }
    let bundle = try #require(shown(rows))
    let text = try #require(bundle.plainText)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2 + 40 + 1 + 10 + 1)
    #expect(
      lines[41].hasPrefix("m39 ") && lines[42].hasPrefix("⋮") && lines[43].hasPrefix("m59990"))
    #expect(text.hasSuffix("60\u{202F}000 rows, 50 of them shown"))
  }

  @Test("Columns of different lengths are filled with empty cells")
  func ragged() {
    let table = Table(columns: ["epoch": [1, 2], "loss": [0.5]])
    #expect(table.rowCount == 2)
    #expect(table.mimeBundle.plainText == "epoch  loss\n─────  ────\n    1   0.5\n    2")
  }

  @Test("Dictionaries are rows whose keys are the columns")
  func dictionaries() {
    #expect(Table([["b": 1, "a": 2], ["c": 3]]).columns == ["a", "b", "c"])
  }
}
