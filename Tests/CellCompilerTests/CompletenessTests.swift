// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@Suite("Completeness") struct CompletenessTests {
  private let session: TestSession

  init() throws { session = try TestSession() }

  private func completeness(of source: String) -> Completeness? {
    session.compiler.completeness(of: source)
  }

  @Test(
    "Whole cells",
    arguments: [
      "", "\n\n", "// a comment", "/* done */", "let x = 1", "f(1, 2)", "if a {\n}",
      "for i in 0..<3 { print(i) }",
      "struct P {\n  var a = 1\n}", "\"\"\"\n a\n \"\"\"", "let s = \"a \\(b) c\"", "x",
      "import Foundation", "1 + 1 // +",
      "let r = /a(b/", "@Observable class A {}", "func f() {}", "let a = [\n  1,\n]",
      "print(\"{\")",
    ])
  func complete(_ source: String) { #expect(completeness(of: source) == .complete) }

  @Test(
    "Unfinished cells, with the indent of their next line",
    arguments: [
      ("if a {", "  "), ("func f() {\n  if b {", "    "), ("f(1,", "  "), ("let a = [\n  1,", "  "),
      ("let x =", "  "), ("1 +", "  "), ("struct P {\n  var a = 1", "  "), ("\"\"\"\n abc", " "),
      ("/* open", ""), ("/* /* */", ""), ("func f() -> Int", ""), ("x.", "  "), ("switch x {", ""),
      ("switch x {\ncase 1:", "  "), ("switch x {\ncase 1:\n  f()", "  "),
      ("if a {\n}  else {", "  "),
      ("let c = a ?", "  "), ("[1, 2].map {", "  "), ("f(\n  a,\n  g(b", "    "),
      ("@Observable", ""),
      ("struct", ""), ("if x == 1", ""), ("#if os(Linux)\nlet a = 1", ""),
    ])
  func incomplete(_ source: String, _ indent: String) {
    #expect(completeness(of: source) == .incomplete(indent: indent))
  }

  @Test(
    "Cells that nothing can mend",
    arguments: [
      "let 1x = }", "}", "f(1))", "let s = \"abc", "if a { ) }", "let let = 1\nfunc {", "a b c",
      "let x = 1 let y = 2",
      "let s = \"abc\nlet t = 1",
    ])
  func invalid(_ source: String) { #expect(completeness(of: source) == .invalid) }
}
