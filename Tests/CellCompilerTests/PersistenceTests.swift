// SPDX-License-Identifier: MIT
import Testing

@Suite("What a cell declares") struct PersistenceTests {
  @Test(arguments: sequences) func lastsInLaterCells(_ sequence: CellSequence) throws {
    try sequence.check()
  }

  static let sequences = [
    CellSequence(
      "Variables keep what later cells write",
      cell("var a = [1]"), cell("a.append(2)"), cell("a", "[1, 2]")),
    CellSequence(
      "Functions call functions of other cells",
      cell("func f(_ x: Int) -> Int { x + 1 }"), cell("func g(_ x: Int) -> Int { f(f(x)) }"),
      cell("g(1)", "3")),
    CellSequence(
      "Members of a value are usable where its type is not named",
      cell("struct P { var x = 1; func twice() -> Int { 2 * x } }"),
      cell("func make() -> P { P(x: 4) }"),
      cell("let p = make()"), cell("p.twice() + p.x", "12")),
    CellSequence(
      "Classes are subclassed and overridden",
      cell("class Animal { func sound() -> String { \"…\" } }"),
      cell("final class Dog: Animal { override func sound() -> String { \"wuff\" } }"),
      cell("let all: [Animal] = [Animal(), Dog()]\nall.map { $0.sound() }", "[\"…\", \"wuff\"]")),
    CellSequence(
      "Protocols are adopted, also with associated types",
      cell("protocol Box { associatedtype Item; var item: Item { get } }"),
      cell("struct IntBox: Box { var item = 5 }"),
      cell("func open<B: Box>(_ b: B) -> B.Item { b.item }"), cell("open(IntBox())", "5")),
    CellSequence(
      "Generics work across cells",
      cell("func swapped<A, B>(_ a: A, _ b: B) -> (B, A) { (b, a) }"),
      cell("swapped(1, \"a\")", "(\"a\", 1)")),
    CellSequence(
      "Enums with values are matched",
      cell("enum Shape { case circle(Double), square(Double) }"), cell("let s = Shape.square(3)"),
      cell("switch s { case .circle(let r): r\ncase .square(let a): a * a }", "9.0")),
    CellSequence(
      "A type adopts a protocol in a later cell",
      cell("struct P { var x = 1 }"),
      cell("extension P: CustomStringConvertible { var description: String { \"P(\\(x))\" } }"),
      cell("print(P())", "P(1)"), cell("let q = P(x: 2)\n\"\\(q)\"", "\"P(2)\"")),
    CellSequence(
      "A conformance is used where no text names it",
      cell("struct Countdown { var from: Int }"),
      cell(
        "extension Countdown: Sequence, IteratorProtocol {\n  mutating func next() -> Int? { from -= 1\n  return from >= 0 ? from : nil }\n}"
      ),
      cell("for n in Countdown(from: 2) { print(n) }", "1\n0")),
    CellSequence(
      "Members of extensions of library types are seen",
      cell("extension Int { var squared: Int { self * self } }"),
      cell("extension Array where Element == Int { func total() -> Int { reduce(0, +) } }"),
      cell("[1, 2, 3].map(\\.squared).total()", "14")),
    CellSequence(
      "An initializer in an extension is seen",
      cell("struct P { var x: Int }"),
      cell("extension P { init(text: String) { self.init(x: Int(text) ?? 0) } }"),
      cell("P(text: \"8\").x", "8")),
    CellSequence(
      "Operators are declared and used",
      cell(
        "precedencegroup Power { higherThan: MultiplicationPrecedence }\ninfix operator **: Power\nfunc ** (a: Int, b: Int) -> Int { (0..<b).reduce(1) { r, _ in r * a } }"
      ),
      cell("2 * 2 ** 3", "16")),
    CellSequence(
      "A type's own operators are found",
      cell(
        "struct V: Equatable { var x: Int\n static func + (a: V, b: V) -> V { V(x: a.x + b.x) } }"),
      cell("let v = V(x: 1) + V(x: 2)\nv.x", "3"), cell("v == V(x: 3)", "true")),
    CellSequence(
      "A type's operator brings no stale names along",
      cell(
        "struct V { var x: Int\n static func + (a: V, b: V) -> V { V(x: a.x + b.x) } }\nlet n = 1\nfunc f() -> Int { 1 }\nstruct S { var a = 1 }"
      ),
      cell("let n = \"new\"\nfunc f() -> Int { 2 }\nstruct S { var b = 2 }"),
      cell("let sum = V(x: 1) + V(x: 2)\nprint(sum.x, n, f(), S().b)", "3 new 2 2")),
    CellSequence(
      "Operators in extensions are found",
      cell("struct W { var x: Int }"),
      cell("extension W { static func * (k: Int, w: W) -> W { W(x: k * w.x) } }"),
      cell("(3 * W(x: 2)).x", "6")),
    CellSequence(
      "Private names are visible",
      cell("private struct Hidden { fileprivate var a = 3 }\nprivate func secret() -> Int { 4 }"),
      cell("Hidden().a + secret()", "7")),
    CellSequence(
      "Imports last", cell("import Foundation"), cell("String(format: \"%.2f\", 1.5)", "\"1.50\"")),
    CellSequence(
      "A scoped import lasts", cell("import func Glibc.abs"), cell("Glibc.abs(Int32(-3))", "3")),
    CellSequence(
      "Property wrappers and result builders work",
      cell(
        "@propertyWrapper struct Clamped { var wrappedValue: Int { didSet { wrappedValue = min(9, wrappedValue) } } }"
      ),
      cell("struct S { @Clamped var n = 1 }\nvar s = S()\ns.n = 20"), cell("s.n", "9"),
      cell(
        "@resultBuilder enum Sum { static func buildBlock(_ n: Int...) -> Int { n.reduce(0, +) } }\nfunc sum(@Sum _ f: () -> Int) -> Int { f() }"
      ),
      cell("sum { 1; 2; 3 }", "6")),
    CellSequence(
      "Closures keep what they captured",
      cell("var n = 0\nlet next = { () -> Int in n += 1; return n }"),
      cell("_ = next()\nnext()", "2"), cell("n", "2")),
    CellSequence(
      "Tuples and several variables are declared at once",
      cell("let (a, b) = (1, 2), c = 3"), cell("a + b + c", "6")),
    CellSequence(
      "What a guard binds stays",
      cell("let text = \"12\""),
      cell("guard let n = Int(text), n > 3 else { fatalError() }\nprint(n)", "12"),
      cell("n + 1", "13"), cell("func f() -> Int { n }\nf()", "12")),
    CellSequence(
      "A guard binds an earlier name again",
      cell("let n: Int? = 5"), cell("guard let n else { fatalError() }\nn", "5"), cell("n + 1", "6")
    ),
    CellSequence(
      "Computed and observed variables work",
      cell(
        "var log: [Int] = []\nvar w = 1 { didSet { log.append(w) } }\nvar double: Int { 2 * w }"),
      cell("w = 5\ndouble", "10"), cell("log", "[5]")),
    CellSequence(
      "Names in backticks work",
      cell("func `default`() -> Int { 1 }\nlet `in` = 2"), cell("`default`() + `in`", "3")),
    CellSequence(
      "A declaration under #if is used",
      cell("#if os(Linux)\nlet system = \"Linux\"\n#else\nlet other = 1\n#endif"),
      cell("system", "\"Linux\"")),
    CellSequence(
      "Macros of the library expand",
      cell("import Observation\n@Observable final class Model { var n = 1 }"),
      cell("let m = Model()\nm.n += 1"),
      cell("m.n", "2")),
    CellSequence(
      "Actors and tasks: what an awaiting cell declares is free for others",
      cell("actor Counter { var n = 0\n func up() -> Int { n += 1; return n } }"),
      cell("let counter = Counter()\nlet first = await counter.up()\nfirst", "1"),
      cell("func later() -> Int { first + 1 }\nlater()", "2"),
      cell("[first].map { $0 + first }", "[2]")),
    CellSequence(
      "typealias, subscript, callAsFunction and dynamic members work",
      cell("typealias Grid = [[Int]]"),
      cell(
        "extension Array where Element == [Int] { subscript(r: Int, c: Int) -> Int { self[r][c] } }"
      ),
      cell("let g: Grid = [[1, 2], [3, 4]]\ng[1, 0]", "3"),
      cell("struct Adder { var n: Int }"),
      cell("extension Adder { func callAsFunction(_ x: Int) -> Int { x + n } }"),
      cell("Adder(n: 2)(3)", "5")),
    CellSequence(
      "Parameter packs, key paths and string interpolation work",
      cell(
        "func count<each T>(_ v: repeat each T) -> Int { var n = 0; for _ in repeat each v { n += 1 }; return n }"
      ),
      cell("count(1, \"a\", 2.0)", "3"),
      cell("struct Q { var z = 4 }\nlet path = \\Q.z"), cell("Q()[keyPath: path]", "4")),
    CellSequence(
      "A cell that fails to compile declares nothing",
      failing("let good = 1\nlet bad: Int = \"\"", "cannot convert value"),
      failing("good", "cannot find 'good'")),
  ]
}
