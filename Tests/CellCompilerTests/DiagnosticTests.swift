// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@Suite("Messages about a cell") struct DiagnosticTests {
  @Test("An error points at the student's line and column, in characters")
  func place() throws {
    let error = try #require(TestSession().errors("let é = 1\n  let s = \"🎲é\"; foo(1)").first)
    #expect(error.message == "cannot find 'foo' in scope")
    #expect([error.line, error.column, error.length] == [2, 17, 3])
    #expect(error.label == "In[1]")
    #expect(error.sourceLine == "  let s = \"🎲é\"; foo(1)")
  }

  @Test("The wrapped last expression keeps its columns")
  func wrapped() throws {
    let error = try #require(TestSession().errors("let a = 1\n  a + missing // why").first)
    #expect([error.line, error.column, error.length] == [2, 7, 7])
  }

  @Test("A qualified earlier name keeps its columns")
  func qualified() throws {
    let session = try TestSession()
    _ = session.run("let x = 1")
    let error = try #require(session.errors("let x = x + x + y").first)
    #expect([error.line, error.column] == [1, 17])
    #expect(error.message == "cannot find 'y' in scope")
  }

  @Test("Notes belong to their error and fix-its are words")
  func notes() throws {
    let error = try #require(TestSession().errors("let s: String? = nil\ns.count").first)
    #expect(error.severity == .error && error.line == 2)
    #expect(error.notes.map(\.severity) == [.note, .note])
    #expect(error.notes.map(\.fixIts) == [["insert '?'"], ["insert '!'"]])
    #expect(error.notes.allSatisfy { $0.label == "In[1]" && $0.line == 2 })
  }

  @Test("A replacement names both texts, and a removal the removed one")
  func fixIts() throws {
    let session = try TestSession()
    let label = try #require(session.errors("func f(a: Int) {}\nf(b: 1)").first)
    #expect(label.fixIts == ["replace 'b' with 'a'"])
    let extra = try #require(session.errors("func f(_ a: Int) {}\nf(a: 1)").first)
    #expect(extra.fixIts == ["remove 'a:'"])
  }

  @Test("Several changes of one proposal are shown as the line that they make")
  func changedLine() throws {
    let error = try #require(TestSession().errors("let first = [1].first\n  first + 1").first)
    #expect(
      error.notes.map(\.fixIts) == [["write '(first ?? default value) + 1'"], ["insert '!'"]])
  }

  @Test("An open brace is told by its place, without what it does to the lines behind the cell")
  func openBrace() throws {
    let errors = try TestSession().errors("for i in 0..<3 {\n  print(i)")
    #expect(errors.map(\.message) == ["expected '}' at end of brace statement"])
    #expect(errors.first?.notes.map { [$0.line, $0.column] } == [[1, 16]])
  }

  @Test(
    "What Python's users write is answered by Swift's word for it",
    arguments: [
      ("len([1])", "count"), ("let x = None", "nil"), ("let n = 1; 2.5 * Float(1) + n", "Float(…)"),
    ])
  func hints(_ source: String, _ word: String) throws {
    let errors = try TestSession().errors(source)
    #expect(errors.contains { $0.notes.contains { $0.message.contains(word) } })
  }

  @Test("A note may point into an earlier cell, by that cell's label and columns")
  func earlierCell() throws {
    let session = try TestSession()
    _ = session.run("let k = 1\nlet x = 2")
    _ = session.run("let x = x + k; func needs(_ a: Int) {}\nx")
    let error = try #require(session.errors("needs()").first)
    let note = try #require(error.notes.first)
    #expect(note.label == "In[2]" && note.sourceLine == "let x = x + k; func needs(_ a: Int) {}")
    #expect([note.line, note.column, note.length] == [1, 21, 5])
  }

  @Test(
    "Neither paths nor the names of internal modules appear",
    arguments: [
      "p.nothing", "let q: P = 3", "import Nowhere", "f(P())", "P(z: 1)", "\"\" as P",
      "P.self == 3",
    ])
  func noInternals(_ source: String) throws {
    let session = try TestSession()
    _ = session.run("struct P { var x = 1 }\nlet p = P()\nfunc f(_ x: Int) {}")
    let diagnostics = session.errors(source)
    #expect(!diagnostics.isEmpty)
    for text in texts(diagnostics) {
      #expect(!text.contains("Lectern") && !text.contains("_lectern") && !text.contains("/lectern"))
    }
  }

  @Test("Every error of a cell is told, once")
  func several() throws {
    let errors = try TestSession().errors("one()\ntwo()\none()")
    #expect(errors.map(\.line) == [1, 2, 3])
  }

  @Test("A syntax error is told where it is")
  func syntax() throws {
    let errors = try TestSession().errors("let a = 1\nlet 1x = 2\na")
    #expect(errors.first?.line == 2)
    #expect(errors.first?.label == "In[1]")
  }

  @Test(
    "Warnings of the student's making are told; those of the rewriting are not",
    arguments: [
      ("var a: Int { let unused = 1; return 2 }\na", 1), ("print(1)", 0), ("fatalError(\"x\")", 0),
      ("let n = await Task { 1 }.value\nn", 0), ("_ = 1", 0),
    ])
  func warnings(_ source: String, _ count: Int) throws {
    guard case .success(_, _, let warnings) = try TestSession().compile(source) else {
      Issue.record("did not compile: \(source)")
      return
    }
    #expect(warnings.count == count, "\(warnings.map(\.message))")
  }

  @Test("An if with branches of different types is explained as the statement that it is")
  func branches() throws {
    let errors = try TestSession().errors("if true { 1 } else { nope }")
    #expect(errors.map(\.message) == ["cannot find 'nope' in scope"])
  }

  @Test("A conformance declared twice comes with the remedy")
  func conformance() throws {
    let session = try TestSession()
    _ = session.run("protocol Q {}\nstruct P {}")
    _ = session.run("extension P: Q {}\nstruct User { let p: any Q = P() }")
    let errors = session.errors("extension P: Q {}\nlet u = User()")
    let hints = errors.flatMap(\.notes).filter { $0.message.contains("run the type's own cell") }
    #expect(hints.count == errors.count { $0.message.hasPrefix("redundant conformance") })
  }

  @Test("Earlier cells keep their places when the compiler starts again")
  func restart() throws {
    let compiler = try TestCompiler()
    let sources = ["let k = 1", "let k = k + 1; func needs(_ a: Int) {}"]
    let interfaces = sources.map { source -> CellInterface? in
      let cell = compiler.makeCellNumber()
      let result = compiler.compile(CellSource(cell: cell, label: "In[\(cell)]", source: source))
      guard case .success(_, let interface, _) = result else { return nil }
      compiler.publish(interface, source: source)
      return interface
    }
    let again = try TestCompiler(scratch: compiler.scratch)
    for (interface, source) in zip(interfaces, sources) {
      again.publish(try #require(interface), source: source)
    }
    let result = again.compile(CellSource(cell: 3, label: "In[3]", source: "needs()\nk"))
    guard case .failure(let errors) = result else {
      Issue.record("should not compile")
      return
    }
    #expect(errors.first?.notes.first?.column == 21)
    #expect(errors.first?.notes.first?.label == "In[2]")
  }

  private func texts(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.flatMap { [$0.message] + $0.fixIts + texts($0.notes) }
  }
}
