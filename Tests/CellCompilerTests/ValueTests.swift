// SPDX-License-Identifier: MIT
import Testing

@Suite("A cell's last expression") struct ValueTests {
  @Test(arguments: sequences) func isShown(_ sequence: CellSequence) throws { try sequence.check() }

  static let sequences = [
    CellSequence("A value is shown as Swift writes it", cell("1 + 1", "2"), cell("\"a\"", "\"a\"")),
    CellSequence("A call without a value shows nothing", cell("print(3)", "3")),
    CellSequence("A declaration shows nothing", cell("let a = 1")),
    CellSequence(
      "An assignment shows nothing", cell("var a = 1\na = 2"), cell("a += 1"), cell("a", "3")),
    CellSequence("A comparison is a value", cell("1 == 2", "false"), cell("3 >= 2", "true")),
    CellSequence("A final semicolon keeps the value back", cell("1 + 1;"), cell("[1].map { $0 };")),
    CellSequence("Two expressions on a line show the second", cell("print(1); 2", "1\n2")),
    CellSequence(
      "A trailing comment belongs to the line", cell("4 // four", "4"),
      cell("5 /* five */\n// end", "5")),
    CellSequence(
      "An optional shows what it holds", cell("Int(\"3\")", "3"), cell("Int(\"x\")", "nil")),
    CellSequence(
      "Tuples, types and closures are values",
      cell("(1, \"b\")", "(1, \"b\")"), cell("Int.self", "Swift.Int"),
      cell("let f = { (x: Int) in x }\nf(2)", "2")),
    CellSequence(
      "try and await stand before a value",
      cell("func risky() throws -> Int { 7 }"), cell("try risky()", "7"), cell("try? risky()", "7")),
    CellSequence(
      "An if with a value in each branch is a value",
      cell("let c = true"), cell("if c { 1 } else { 2 }", "1"),
      cell("if c { \"yes\" } else if !c { \"no\" } else { \"never\" }", "\"yes\"")),
    CellSequence(
      "An if whose branches differ in type is a statement",
      cell("let c = true"), cell("if c { print(1) } else { 2 }", "1")),
    CellSequence("An if without else is a statement", cell("if true { print(1) }", "1")),
    CellSequence(
      "A switch with a value in each case is a value",
      cell("switch 3 { case 0: \"zero\"\ncase 3: \"three\"\ndefault: \"many\" }", "\"three\"")),
    CellSequence(
      "A switch with statements is a statement",
      cell("switch 3 {\ncase 3: print(1); print(2)\ndefault: break\n}", "1\n2")),
    CellSequence(
      "A chain over several lines is one expression",
      cell("[3, 1, 2]\n  .sorted()\n  .map { $0 * 2 }", "[2, 4, 6]")),
    CellSequence("A multi-line string is a value", cell("\"\"\"\n  a\n  b\n  \"\"\"", "\"a\\nb\"")),
    CellSequence(
      "A ternary and a regular expression are values",
      cell("true ? 1 : 2", "1"), cell("\"ab\".firstMatch(of: /b/) != nil", "true")),
    CellSequence(
      "A value that cannot be copied is shown by its type",
      cell("struct Token: ~Copyable { var n = 1 }\nToken()", "Token")),
    CellSequence(
      "A loop and a defer are statements",
      cell("for i in 0..<2 { print(i) }", "0\n1"), cell("defer { print(9) }\n8", "8\n9")),
    CellSequence(
      "An uncaught error ends the cell and keeps what was printed",
      cell("struct Bad: Error {}\nprint(1)\nthrow Bad()\nprint(2)", "1\nthrew"), cell("3", "3")),
    CellSequence(
      "An empty cell and one of comments do nothing", cell(""), cell("\n\n"), cell("// only")),
    CellSequence(
      "Characters beyond ASCII are kept", cell("let café = \"naïve 🎲\"\ncafé", "\"naïve 🎲\"")),
    CellSequence("exit ends the cell", cell("import Glibc\nexit(0)"), cell("1", "1")),
  ]
}
