// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@testable import CellCompiler

@Suite("Rewriting a cell") struct RewriteTests {
  private func names(_ cells: String...) -> SessionNames {
    var names = SessionNames()
    for (index, source) in cells.enumerated() { publish(source, index + 1, to: &names) }
    return names
  }

  private func publish(_ source: String, _ serial: Int, to names: inout SessionNames) {
    let cell = ParsedCell(source)
    names.publish(
      CellInterface(
        cell: serial, label: "In[\(serial)]", module: CellNames.module(serial),
        declarations: cell.wireDeclarations, imports: cell.imports), source: source)
  }

  /// An import that opens what a cell does not declare public.
  private func opened(_ cell: Int, _ line: String) -> String {
    "@_private(sourceFile: \"In[\(cell)].swift\") \(line)"
  }

  private func rewritten(_ source: String, after names: SessionNames = SessionNames())
    -> RewrittenCell
  {
    let cell = ParsedCell(source)
    return CellRewriter(cell: cell, serial: 9, earlierModule: names.valueModule)
      .rewrite(appending: names.importLines(for: cell), showsValue: true)
  }

  private static let sources = [
    "1 + 1", "let x = 1\nx // why", "a; b", "\"\"\"\n  a\n  \"\"\"", "let x = x + 1\nlet y = x",
    "guard let x = f(x), x > 1 else { fatalError() }\nx", "let n = await g()\nvar m = n\nm",
    "if x > 1 { 1 } else { 2 }\n// end", "let 🎲 = \"é\"\n🎲.count", "let 1x =", "", "\n\n",
    "f {\n  $0\n} after: {\n  $1\n}",
  ]

  @Test(
    "Each of the student's lines stays where it is, with all its characters", arguments: sources)
  func lines(_ source: String) {
    let result = rewritten(source, after: names("let x = 1"))
    let now = result.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (before, after) in zip(source.split(separator: "\n", omittingEmptySubsequences: false), now)
    {
      var rest = before[...]
      for character in after where character == rest.first { rest = rest.dropFirst() }
      #expect(rest.isEmpty, "\(before) became \(after)")
    }
  }

  @Test("Every byte of the student's is found again", arguments: sources)
  func places(_ source: String) {
    let result = rewritten(source, after: names("let x = 1"))
    var found: [Int] = []
    for offset in 0..<result.text.utf8.count {
      if case .written(let place) = result.place(of: offset), place < source.utf8.count {
        found.append(place)
      }
    }
    #expect(found == Array(0..<source.utf8.count))
  }

  @Test("The last expression becomes a constant that is shown")
  func value() {
    let text = rewritten("let a = 1\n  a + 1 // sum").text
    #expect(
      text.hasPrefix("let a = 1\n  let _lectern9 = a + 1 // sum\nLecternCell.show(_lectern9)\n"))
  }

  @Test("Text with syntax errors reaches the compiler as it was written")
  func errors() {
    #expect(rewritten("let x = x +\n)").text.hasPrefix("let x = x +\n)\n"))
  }

  @Test("Variables of a cell that awaits are free of the main actor; those of others are untouched")
  func isolation() {
    #expect(rewritten("let a = await f()").text.hasPrefix("nonisolated(unsafe) let a = await f()"))
    #expect(rewritten("let f = { await g() }").text.hasPrefix("let f = { await g() }"))
    #expect(rewritten("async let a = f()\nawait a").text.hasPrefix("async let a = f()"))
  }

  @Test("An earlier variable is named by its module up to its redeclaration")
  func qualification() {
    let earlier = names("let x = 1, p = 2")
    #expect(
      rewritten("f(x)\nlet x = x + p.x\nx", after: earlier).text
        .hasPrefix(
          "f(LecternCell1.x)\nlet x = LecternCell1.x + p.x\nlet _lectern9 = x\nLecternCell.show(_lectern9)\n"
        ))
  }

  @Test("A cell imports the names that it uses, each from its newest cell, oldest cell first")
  func imports() {
    let earlier = names("let a = 1\nlet b = 2", "struct P {}", "let b = 3", "func f() {}")
    #expect(
      earlier.importLines(for: ParsedCell("f(b, P())")) == [
        opened(2, "import struct LecternCell2.`P`"), opened(3, "import var LecternCell3.`b`"),
        opened(4, "import func LecternCell4.`f`"),
      ])
  }

  @Test("What only names a declaration, a parameter or an argument is not a use")
  func uses() {
    let earlier = names("let a = 1\nlet b = 2\nlet c = 3")
    #expect(earlier.importLines(for: ParsedCell("let a = 5\nfunc g(b: Int) {}\ng(c: 1)")).isEmpty)
    #expect(earlier.importLines(for: ParsedCell("if let a { print(a) }")).count == 1)
  }

  @Test("A cell with an extension is imported by its marker, for the members that are used")
  func extensions() {
    let earlier = names("extension Int { var twice: Int { 2 * self } }")
    #expect(
      earlier.importLines(for: ParsedCell("3.twice")) == [
        opened(1, "import enum LecternCell1.LecternCell1Extensions")
      ])
    #expect(earlier.importLines(for: ParsedCell("3.thrice")).isEmpty)
  }

  @Test("Cells with members that are loaded through another are imported, too, and only those")
  func reach() {
    let earlier = names("struct P { var x = 1 }", "let n = 1", "let p = P(x: n)")
    #expect(
      earlier.importLines(for: ParsedCell("p.x")) == [
        opened(1, "import enum LecternCell1.LecternCell1Extensions"),
        opened(3, "import var LecternCell3.`p`"),
      ])
  }

  @Test("Import lines are carried into later cells, each once")
  func carried() {
    let earlier = names("import Foundation", "import Foundation\nimport Glibc")
    #expect(earlier.importLines(for: ParsedCell("1")) == ["import Foundation", "import Glibc"])
  }

  @Test("After two hundred cells a cell imports no more than after five")
  func growth() {
    var session = names("let start = 0")
    let cell = ParsedCell(
      "struct P { var a = start }\nfunc f(_ p: P) -> Int { p.a }\nlet v = f(P())")
    for serial in 2...200 { publish(cell.source, serial, to: &session) }
    #expect(session.importLines(for: cell) == [opened(1, "import var LecternCell1.`start`")])
    #expect(
      session.importLines(for: ParsedCell("v")) == [opened(200, "import var LecternCell200.`v`")])
  }

  @Test(
    "Code that may run often is optimised; what runs a few times is not",
    arguments: [
      // Loops whose length the text tells.
      ("for i in 0..<100_000 {}", true), ("for i in 0..<3 {}", false),
      ("for i in 0..<400 { for j in 0..<400 {} }", true), ("for x in [1, 2] {}", false),
      ("let epochs = 5\nfor epoch in 1...epochs { step() }", false),
      ("let n = 1_000_000\nfor i in 0..<n { s += i }", true),
      ("for t in stride(from: 0, to: 1, by: 0.1) {}", false),
      ("for t in stride(from: 0.0, to: 1, by: 0.000_001) {}", true),
      ("for t in stride(from: 3, to: -3, by: -1) {}", false),
      ("for epoch in training.prefix(20) { losses.append(epoch.loss) }", false),
      ("for (i, x) in [1, 2].enumerated().reversed() {}", false),
      ("for (i, x) in zip(0..<3, data) {}", false), ("for c in \"text\" {}", false),
      ("for x in (0..<3) {}", false),
      // Loops of unknown length.
      ("for x in data {}", true), ("for i in data.indices {}", true), ("while a {}", true),
      ("repeat {} while a", true), ("for (a, b) in zip(data, data) { s += a * b }", true),
      ("for i in 0..<count { s += i }", true), ("for x in data.prefix(n) {}", true),
      // Nobody reads what many rounds print, yet a loop within may be long.
      ("for x in data { print(x) }", false), ("while a { step()\nprint(a) }", false),
      ("for x in data { if x > 3 { print(x) } }", true),
      ("for x in data { for y in data { s += x * y }\nprint(s) }", true),
      ("for i in 0..<1000 { for x in data { print(x) } }", true),
      // Closures: the length is what counts.
      ("(0..<1_000_000).map { $0 }", true), ("f { $0 }", false), ("data.map { $0 * $0 }", false),
      ("Plot { Line(over: 0...6) { sin($0) } }", false),
      // Bodies that other cells call; data alone have none.
      ("func f() {}", true),
      ("func norm(_ v: [Double]) -> Double { v.map { $0 * $0 }.sum() }", true),
      ("struct P { func f() {} }", true), ("struct P { init(a: Int) {} }", true),
      ("extension Int { var twice: Int { 2 * self } }", true),
      ("var area: Double { 3.0 * r * r }", true), ("struct P: Codable { var a = 1 }", false),
      ("class Node { var next: Node? }", true), ("struct Pair<A> { var a: A }", true),
      ("enum Tone { case high, low }", false), ("protocol P { func f() }", false),
      ("1 + 1", false), ("let y = matmul(x, x)", false),
    ])
  func hotness(_ source: String, _ expected: Bool) {
    #expect(HotCode(ParsedCell(source).tree).isLikely == expected)
  }

  @Test("An explicit choice goes before any judgement")
  func explicitOptimization() {
    let always = CellSource(cell: 1, label: "In[1]", source: "1", optimization: .always)
    let never = CellSource(cell: 1, label: "In[1]", source: "while a {}", optimization: .never)
    #expect(always.isOptimized(ParsedCell("1")))
    #expect(!never.isOptimized(ParsedCell("while a {}")))
  }
}
