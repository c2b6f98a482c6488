// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@testable import CellCompiler

/// What a solution can declare in a graded notebook: all but what it is graded with.
@Suite("The grader's names") struct GraderNameTests {
  private func fault(_ source: String) -> String? {
    GraderNames.fault(in: ParsedCell(source), label: "In[1]")?.message
  }

  @Test(
    "Nothing that a test calls can be declared again",
    arguments: [
      "func check(_ name: String, _ body: () throws -> Void) {}", "let check = 1",
      "struct score { init(_ x: Double, of: Double) {} }", "var expectClose: Int = 0",
      "func expect(_ condition: Bool, _ hint: String) {}", "enum Grading {}", "enum Swift {}",
      "typealias Distributions = Int", "class ScoreSheet {}", "enum LecternCell {}",
      "#if true\nfunc expectShape() {}\n#endif", "let (a, expectEqual) = (1, 2)",
      "func `check`() {}",
    ])
  func reserved(_ source: String) {
    #expect(fault(source)?.contains("belongs to the grader") == true)
  }

  @Test(
    "What the tests are made of cannot be extended or compared another way",
    arguments: [
      "extension ScoreSheet { var score: Double { 3 } }",
      "extension Grading.ScoreSheet { func part() {} }",
      "func == (a: Float, b: Float) -> Bool { true }",
      "extension Tensor { static func < (a: Tensor, b: Tensor) -> Bool { true } }",
      "func <= (a: [Double], b: [Double]) -> Bool { true }",
      "func f() -> Float { LecternCell.show(2.0); return 0 }", "Display.LecternCell.show(2.0)",
      "@_silgen_name(\"show\") func f(_ x: Double)", "@_cdecl(\"lectern_start\") func f() {}",
    ])
  func protected(_ source: String) { #expect(fault(source) != nil) }

  @Test(
    "A solution may have its own types, members, operators and local names",
    arguments: [
      "struct Normal { var mean: Float }", "extension Tensor { func check() -> Bool { true } }",
      "struct P { static func == (a: P, b: P) -> Bool { true } }",
      "struct Q {}\nfunc == (a: Q, b: Q) -> Bool { true }", "func scores() -> [Float] { [] }",
      "func f() { let score = 1; func check() {}; check(); _ = score }",
      "func + (a: [Float], b: Float) -> [Float] { a.map { $0 + b } }",
      "try check(\"a\") { try expect(true, \"\") }",
    ])
  func allowed(_ source: String) { #expect(fault(source) == nil) }

  @Test("The error points at the declaration") func place() throws {
    let source = "let a = 1\n  func check() {}"
    let fault = try #require(GraderNames.fault(in: ParsedCell(source), label: "In[4]"))
    #expect(fault.label == "In[4]" && fault.line == 2 && fault.column == 3)
    #expect(fault.sourceLine == "  func check() {}")
  }
}
