// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@Suite("Completion and inspection") struct QueryTests {
  private let session: TestSession
  private var compiler: TestCompiler { session.compiler }

  init() throws { session = try Self.makeSession() }

  private static func makeSession() throws -> TestSession {
    let session = try TestSession()
    _ = session.run(
      """
      /// A point of the plane.
      struct Point {
        /// How far right it is.
        var abscissa = 1.0
        func distance(to other: Point) -> Double { abs(abscissa - other.abscissa) }
      }
      let origin = Point()
      /// Doubles a number.
      /// - Parameter number: The number.
      func doubled(_ number: Int) -> Int { 2 * number }
      """)
    return session
  }

  @Test("Names of the session are proposed first")
  func sessionNames() throws {
    let completions = compiler.completions(of: "ori", at: 3)
    #expect(
      completions.items.first
        == CompletionItem(text: "origin", kind: "instance", signature: "origin: Point"))
    #expect([completions.start, completions.end] == [0, 3])
  }

  @Test("Members are proposed, nearest first, with their types")
  func members() throws {
    let items = compiler.completions(of: "origin.", at: 7).items
    #expect(items.prefix(3).map(\.text) == ["abscissa", "distance", "self"])
    #expect(items.first?.signature == "abscissa: Double" && items.first?.kind == "property")
    #expect(items.dropFirst().first?.signature == "distance(to other: Point) -> Double")
  }

  @Test("Every proposal begins with what is typed")
  func prefixes() throws {
    let items = compiler.completions(of: "let a = [1, 2]\na.ma", at: 19).items
    #expect(items.contains { $0.text == "map" && $0.kind == "method" })
    #expect(items.allSatisfy { $0.text.lowercased().hasPrefix("ma") })
    #expect(Set(items.map(\.text)).count == items.count)
  }

  @Test("Offsets count Unicode scalars")
  func scalars() throws {
    let source = "let 🎲 = \"👩‍👩‍👧\"; origin.absc; 1"
    let cursor = source.unicodeScalars.count - 3
    let completions = compiler.completions(of: source, at: cursor)
    #expect(completions.items.map(\.text) == ["abscissa"])
    #expect([completions.start, completions.end] == [cursor - 4, cursor])
  }

  @Test(
    "Argument labels, cases and keywords are proposed",
    arguments: [
      ("Point(abs", "abscissa: "), ("enum Tone { case high, low }\nlet t: Tone = .hi", "high"),
      ("stru", "struct"),
      ("doub", "doubled"), ("let local = 1\nloc", "local"), ("print(origin.dist", "distance"),
    ])
  func kinds(_ source: String, _ text: String) throws {
    let items = compiler.completions(of: source, at: source.unicodeScalars.count).items
    #expect(items.contains { $0.text == text }, "\(items.prefix(9).map(\.text))")
  }

  @Test("A name that fits the expected type comes first, and plumbing last")
  func ranking() throws {
    let fitting = compiler.completions(of: "origin.distance(to: ", at: 20).items
    #expect(fitting.first?.text == "origin")
    let members = compiler.completions(of: "let n = 1\nn.", at: 12).items.map(\.text)
    let plain = try #require(members.firstIndex(of: "magnitude"))
    #expect(plain < members.firstIndex(of: "hashValue") ?? .max)
    #expect(plain < members.firstIndex(of: "addingReportingOverflow") ?? .max)
    #expect(compiler.completions(of: "pri", at: 3).items.first?.text == "print")
  }

  @Test("The fullest variant of a call is shown, and only true overloads are counted")
  func overloads() throws {
    _ = session.run(
      "func area(_ side: Double, by other: Double = 1, in unit: Int = 0) -> Double { 1 }")
    let one = session.compiler.completions(of: "are", at: 3).items.first
    #expect(one?.signature == "area(_ side: Double, by other: Double, in unit: Int) -> Double")
    _ = session.run("func width(_ a: Int) -> Int { a }\nfunc width(_ a: Double) -> Int { 1 }")
    let two = session.compiler.completions(of: "widt", at: 4).items.first
    #expect(two?.signature.hasSuffix("(+1 more)") == true)
  }

  @Test("The labels that a call still lacks are proposed with their types")
  func labels() throws {
    _ = session.run("func move(_ p: Int, up: Int = 0, across: Int = 0) {}")
    let items = session.compiler.completions(of: "move(1, ", at: 8).items
    #expect(items.map(\.text) == ["across: ", "up: "])
    #expect(items.map(\.signature) == ["across: Int", "up: Int"])
  }

  @Test(
    "Faults elsewhere in the cell do not matter",
    arguments: [
      "let a = = 3\norigin.|", "origin.|\nlet a = = 3", "let q = foo(\norigin.|",
      "for i in 0..<3 {\n  origin.|", "struct Half {\n  func f() { origin.|", "if origin.|",
      "let a = [1, 2\norigin.|", "\"a \\(origin.|", "\"a \\(origin.|)\"", "}\norigin.|",
      "print(\"\\(origin.|", "origin\n  .|",
    ])
  func faults(_ marked: String) throws {
    let cursor = try #require(marked.unicodeScalars.firstIndex(of: "|"))
    let count = marked.unicodeScalars.distance(
      from: marked.unicodeScalars.startIndex, to: cursor)
    let items = compiler.completions(of: marked.replacing("|", with: ""), at: count).items
    #expect(items.contains { $0.text == "abscissa" }, "\(items.prefix(9).map(\.text))")
  }

  @Test(
    "Whole heads are inserted for members that a class or a protocol asks for",
    arguments: [
      ("class Dog: Animal { override func ", "sound(twice: Bool) -> String {"),
      ("struct Box: Openable { ", "func open(at angle: Double) {"),
    ])
  func stubs(_ source: String, _ text: String) throws {
    _ = session.run(
      """
      class Animal { func sound(twice: Bool) -> String { "" } }
      protocol Openable { func open(at angle: Double) }
      """)
    let items = session.compiler.completions(of: source, at: source.unicodeScalars.count).items
    #expect(items.first?.text == text)
  }

  @Test("Private names of earlier cells, macros and modules are proposed")
  func other() throws {
    _ = session.run("private let secretNumber = 3")
    let compiler = session.compiler
    #expect(compiler.completions(of: "secretN", at: 7).items.map(\.text) == ["secretNumber"])
    #expect(compiler.completions(of: "#fil", at: 4).items.contains { $0.text == "fileID" })
    #expect(compiler.completions(of: "import Obs", at: 10).items.map(\.text) == ["Observation"])
    #expect(compiler.completions(of: "try ", at: 4).items.contains { $0.text == "origin" })
  }

  @Test(
    "Nothing is proposed in strings, comments and numbers",
    arguments: ["\"ori", "// ori", "12", "/* ori"])
  func prose(_ source: String) throws {
    #expect(compiler.completions(of: source, at: source.unicodeScalars.count).items.isEmpty)
  }

  @Test(
    "Odd texts and cursors are answered",
    arguments: [
      ("", 0), ("", 9), ("a", -3), ("🎲", 1), ("🎲🎲", 7), ("}}}((", 2), ("\"", 1), ("\u{0}a", 1),
      ("x.\n\n", 4), ("e\u{301}.", 3),
    ])
  func odd(_ source: String, _ cursor: Int) throws {
    let completions = compiler.completions(of: source, at: cursor)
    let count = source.unicodeScalars.count
    #expect(
      0 <= completions.start && completions.start <= completions.end && completions.end <= count)
    #expect(compiler.inspection(of: source, at: cursor)?.declaration.isEmpty != true)
  }

  @Test("A function's declaration, documentation and source are told")
  func inspection() throws {
    let inspection = try #require(compiler.inspection(of: "let a = doubled(3)", at: 10))
    #expect(inspection.declaration == "func doubled(_ number: Int) -> Int")
    #expect(
      inspection.documentation
        == "Doubles a number.\n\n**Parameters**\n\n- `number`: The number.\n\nDeclared in In[1], line 10."
    )
    #expect(inspection.source == "func doubled(_ number: Int) -> Int { 2 * number }")
  }

  @Test("A place in a call's brackets means its function")
  func call() throws {
    let inspection = try #require(compiler.inspection(of: "doubled(", at: 8))
    #expect(inspection.declaration == "doubled(_ number: Int) -> Int")
  }

  @Test("In a call's brackets the signatures are told, with the argument at the cursor")
  func signatures() throws {
    _ = session.run(
      """
      /// Moves a point.
      /// - Parameters:
      ///   - point: What moves.
      ///   - step: How far
      ///     it moves.
      func moved(_ point: Point, by step: Double = 1) -> Point { point }
      """)
    let source = "moved(origin, "
    let help = try #require(session.compiler.inspection(of: source, at: source.count))
    #expect(help.declaration == "moved(_ point: Point, by: Double = 1) -> Point")
    #expect(
      help.documentation.hasPrefix("Argument 2 of 2: **`by: Double = 1`**: How far it moves."))
    let overloads = try #require(compiler.inspection(of: "print()", at: 6))
    #expect(overloads.declaration.split(separator: "\n").count == 2)
    let initializer = try #require(compiler.inspection(of: "Point(", at: 6))
    #expect(initializer.declaration == "Point()\nPoint(abscissa: Double = 1.0)")
  }

  @Test("A member of an earlier cell's type has its documentation and its source")
  func member() throws {
    let inspection = try #require(compiler.inspection(of: "origin.distance(to: origin)", at: 10))
    #expect(inspection.declaration == "func distance(to other: Point) -> Double")
    #expect(inspection.documentation == "Declared in In[1], line 5.")
    #expect(
      inspection.source
        == "func distance(to other: Point) -> Double { abs(abscissa - other.abscissa) }")
  }

  @Test("A name of the same cell has its line there")
  func ownName() throws {
    let inspection = try #require(compiler.inspection(of: "let a = 1\nlet b = 2\nb", at: 21))
    #expect(inspection.declaration == "let b: Int")
    #expect(inspection.documentation == "Declared in this cell, line 2.")
  }

  @Test("The standard library's names are told with their documentation")
  func library() throws {
    let inspection = try #require(compiler.inspection(of: "[3, 1].sorted()", at: 9))
    #expect(inspection.declaration.contains("func sorted()"))
    #expect(inspection.documentation.contains("sorted"))
    #expect(inspection.source == nil)
  }

  @Test("The newest meaning of a name is told")
  func redefined() throws {
    _ = session.run("let origin = \"here\"")
    let inspection = try #require(session.compiler.inspection(of: "origin", at: 3))
    #expect(inspection.declaration == "let origin: String")
    #expect(
      session.compiler.completions(of: "origin.uppe", at: 11).items.map(\.text) == ["uppercased"])
  }

  @Test("A name of a text with errors is told from the session")
  func broken() throws {
    let inspection = compiler.inspection(of: "let = = Point", at: 12)
    #expect(inspection?.declaration.contains("struct Point") == true)
  }

  @Test(
    "Nothing is told about an unknown name, a string or white space",
    arguments: ["nothing", "\"origin\"", "   ", "7"])
  func unknown(_ source: String) throws {
    #expect(compiler.inspection(of: source, at: 2) == nil)
  }
}
