// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@testable import CellCompiler

@Suite("How a cell tells of its variables") struct VariableTests {
  @Test(
    "Each variable is read by its name and its cell's code",
    arguments: [
      ("let a = 1, b = [2]\na", "a is 1\nb is [2]"),
      ("let (x, y) = (1, \"s\")", "x is 1\ny is \"s\""),
      ("var `default` = 1.5", "default is 1.5"),
      ("struct N: ~Copyable { var x = 1 }\nlet n = N()", "n is N"),
      ("let n = await Task { 4 }.value", "n is 4"),
      ("guard let g = Int(\"7\") else { fatalError() }", "g is 7"),
      ("var late: Int { 3 }\nvar seen = 1 { didSet {} }", "late is 3\nseen is 1"),
      ("#if os(Windows)\nlet absent = 1\n#endif\nlet there = 2", "there is 2"),
    ])
  func read(_ source: String, _ expected: String) throws {
    #expect(try TestSession().variables(source) == expected)
  }

  @Test("A cell with variables that cannot be read from everywhere compiles without that code")
  func isolated() throws {
    let session = try TestSession()
    guard case .printed(let text) = session.run("@MainActor var count = 5\nlet other = 6\nother")
    else {
      Issue.record("the cell did not compile")
      return
    }
    #expect(text == "6")
  }

  @Test("The errors of a cell stay its own")
  func errors() throws {
    let errors = try TestSession().errors("let a: Int = \"x\"\nlet b = missing")
    #expect(errors.count == 2)
    #expect(errors.allSatisfy { $0.label != nil })
  }
}
