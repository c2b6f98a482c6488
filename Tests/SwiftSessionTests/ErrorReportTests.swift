// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@testable import SwiftSession

/// The text without its colours.
private func plain(_ lines: [String]) -> [String] {
  lines.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
}

@Suite("Error reports") struct ErrorReportTests {
  @Test("A compile error is one error that shows its line with a caret, its fix and its notes")
  func compileError() {
    let note = Diagnostic(
      severity: .note, message: "'x' declared here", label: "In[1]", line: 1, column: 5, length: 1,
      sourceLine: "let x = 1")
    let mistake = Diagnostic(
      severity: .error, message: "cannot assign to value: 'x' is a 'let' constant", label: "In[2]",
      line: 3, column: 3, length: 1, sourceLine: "  x = 2", fixIts: ["change 'let' to 'var'"],
      notes: [note])
    let error = CompileReport(diagnostics: [mistake]).error
    #expect(error.name == "CompileError")
    #expect(
      plain(error.report) == [
        "CompileError: cannot assign to value: 'x' is a 'let' constant",
        "In[2]:3:3",
        "  3 |   x = 2",
        "        ^",
        "  fix: change 'let' to 'var'",
        "note: 'x' declared here",
        "In[1]:1:5",
        "  1 | let x = 1",
        "          ^",
      ])
  }

  @Test("Several compile errors are one error that counts them and shows the first eight")
  func manyErrors() {
    let mistakes = (1...12).map {
      Diagnostic(
        severity: .error, message: "mistake \($0)", label: "In[1]", line: $0, column: 1,
        sourceLine: "line \($0)")
    }
    let error = CompileReport(diagnostics: mistakes).error
    #expect(error.value == "mistake 1 (and 11 more)")
    #expect(plain(error.report).contains("error: mistake 8"))
    #expect(!plain(error.report).contains("error: mistake 9"))
    #expect(plain(error.report).last == "… and 4 more errors")
  }

  @Test("Warnings alone never make an error's text") func warningsAreSilent() {
    let warning = Diagnostic(severity: .warning, message: "never used", label: "In[1]", line: 1)
    let mistake = Diagnostic(severity: .error, message: "wrong", label: "In[1]", line: 1)
    let report = CompileReport(diagnostics: [warning, mistake]).error.report
    #expect(!report.joined().contains("never used"))
  }

  @Test("A caret stands below its character, behind tabs and wide letters alike")
  func caret() {
    let excerpt = SourceExcerpt(label: "In[1]", line: 9, column: 6, length: 9, text: "\tλ = abc")
    #expect(plain(excerpt.lines) == ["In[1]:9:6", "  9 | \tλ = abc", "      \t    ^~~"])
  }
}

@Suite("Trap reasons") struct TrapReasonTests {
  @Test(
    "The runtime's message is split into its kind and its text",
    arguments: [
      ("LecternCell3/In[3].swift:9: Fatal error: no way\n", "Fatal error", "no way"),
      (
        "Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range\n", "Fatal error",
        "Index out of range"
      ),
      ("LecternCell1/In[1].swift:2: Precondition failed: n > 0\n", "Precondition failed", "n > 0"),
      ("LecternCell1/In[1].swift:2: Assertion failed: odd", "Assertion failed", "odd"),
      ("Fatal error", "Fatal error", "no message was given"),
    ])
  func split(message: String, name: String, value: String) {
    let reason = TrapReason(signal: 4, message: message, places: [])
    #expect(reason.name == name)
    #expect(reason.value == value)
  }

  @Test("A place without an answer is told from a trap") func openAnswer() {
    let place = SourcePlace(
      function: "notImplemented()", file: "NotImplemented.swift", line: 8, column: 3,
      library: "libGenerative.so")
    let reason = TrapReason(
      signal: 4, message: "Fatal error: write your answer here", places: [place])
    #expect(reason.isOpenAnswer && reason.name == "NotAnswered")
    #expect(reason.value == "write your answer here")
    #expect(!TrapReason(signal: 4, message: "Fatal error: no", places: []).isOpenAnswer)
  }

  @Test("A silent trap takes its reason from the debug information") func overflow() {
    let place = SourcePlace(
      function: "Swift runtime failure: arithmetic overflow", file: "In[1].swift", line: 2,
      column: 13, library: "a.so")
    #expect(
      TrapReason(signal: 4, message: "", places: [place]).value.hasPrefix("arithmetic overflow"))
  }

  @Test("A fault without any message is named after its signal") func signals() {
    #expect(TrapReason(signal: 11, message: "", places: []).name == "Memory fault")
    #expect(TrapReason(signal: 6, message: "", places: []).name == "Aborted")
  }
}

@Suite("Function names") struct FunctionNameTests {
  @Test(
    "A demangled symbol is shortened to what its author wrote",
    arguments: [
      ("LecternCell3.f(x: Swift.Int) -> Swift.Int", "f(x:)"),
      ("LecternCell3.f(Swift.Int) -> Swift.Int", "f(_:)"),
      ("LecternCell3.f() -> ()", "f()"),
      (
        "generic specialization <Swift.Array<Swift.Int>> of LecternCell3.g<A>(each: A) -> ()",
        "g(each:)"
      ),
      ("LecternCell3.deep([Swift.Int]) -> Swift.Int", "deep(_:)"),
      ("LecternCell3.g(at: [Swift.Int], (Swift.Int) -> ()) -> ()", "g(at:_:)"),
      (
        "LecternCell3.Model.train(epochs: Swift.Int, rate: Swift.Float) -> ()",
        "Model.train(epochs:rate:)"
      ),
      ("LecternCell3.g<A>(A) -> A", "g(_:)"),
      ("closure #1 (Swift.Int) -> Swift.Int in LecternCell3.f() -> ()", "closure in f()"),
      (
        "(extension in Learning):Layers.Module.load(from: Swift.String) throws(E) -> ()",
        "Module.load(from:)"
      ),
      ("LecternCell3_main", ""),
      ("main", ""),
    ])
  func short(symbol: String, name: String) {
    #expect(FunctionName(demangled: symbol).short == name)
  }
}

@Suite("Symbolizer") struct SymbolizerTests {
  @Test("An answer with inlined calls gives one place for each") func inlined() {
    let answer = """
      Swift runtime failure: arithmetic overflow
      /scratch/c2/In[2].swift:2:13
      $s12LecternCell23incyS2iF
      /scratch/c2/In[2].swift:2:13
      LecternCell2_main
      /scratch/c2/In[2].swift:13:17
      """
    let places = Symbolizer.places(in: answer[...], library: "c2.so")
    #expect(
      places.map(\.function) == ["Swift runtime failure: arithmetic overflow", "inc(_:)", ""])
    #expect(places.map(\.line) == [2, 2, 13])
    #expect(places.map(\.file) == Array(repeating: "In[2].swift", count: 3))
  }
}

@Suite("What remains of a failed cell") struct ReachedInterfaceTests {
  @Test("Types and functions stay, and the variables above the failing line") func reached() {
    let interface = CellInterface(
      cell: 1, label: "In[1]", module: "LecternCell1",
      declarations: [
        Declaration(name: "early", kind: .variable, line: 1),
        Declaration(name: "late", kind: .variable, line: 4),
        Declaration(name: "f", kind: .function, line: 5),
      ], imports: [])
    #expect(interface.reached(line: 3).declarations.map(\.name) == ["early", "f"])
    #expect(interface.reached(line: nil).declarations.map(\.name) == ["f"])
  }
}
