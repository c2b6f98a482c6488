// SPDX-License-Identifier: MIT
import Testing

@Suite("A name declared again") struct RedefinitionTests {
  @Test(arguments: sequences) func meansTheNewest(_ sequence: CellSequence) throws {
    try sequence.check()
  }

  static let sequences = [
    CellSequence(
      "A variable changes its type", cell("let x = 1"), cell("let x = \"one\""),
      cell("x", "\"one\"")),
    CellSequence(
      "A variable is computed from its former self",
      cell("let x = 1"), cell("let x = x + 1"), cell("let x = x + 1"), cell("x", "3")),
    CellSequence(
      "A name is used before its own redeclaration",
      cell("var x = 5"), cell("print(x)\nx += 1\nlet x = \"new\"\nprint(x)", "5\nnew"),
      cell("x", "\"new\"")),
    CellSequence(
      "An inner binding of the name is left alone",
      cell("let x = 1"),
      cell("for x in 7...8 { print(x) }\nlet f = { (x: Int) in x * 2 }\nlet x = f(x)\nx", "7\n8\n2")
    ),
    CellSequence(
      "A tuple swaps earlier variables", cell("let a = 1, b = 2"), cell("let (a, b) = (b, a)"),
      cell("[a, b]", "[2, 1]")),
    CellSequence(
      "A later declaration of the same statement sees the new name",
      cell("let x = 1"), cell("let x = 10, y = x\ny", "10")),
    CellSequence(
      "A function is replaced", cell("func f() -> Int { 1 }"), cell("func f() -> Int { 2 }"),
      cell("f()", "2")),
    CellSequence(
      "A function with another result is replaced",
      cell("func f() -> Int { 1 }"), cell("func f() -> String { \"two\" }"), cell("f()", "\"two\"")),
    CellSequence(
      "A function with another parameter type is replaced where both would fit",
      cell("func f(_ x: Int) -> String { \"old\" }"),
      cell("func f(_ x: Double) -> String { \"new\" }"),
      cell("f(3)", "\"new\"")),
    CellSequence(
      "Overloads in several cells are all found",
      cell("struct A {}\nfunc name(_ a: A) -> String { \"A\" }"),
      cell("struct B {}\nfunc name(_ b: B) -> String { \"B\" }"),
      cell("name(A()) + name(B())", "\"AB\""),
      cell("func name(_ n: Int) -> String { name(A()) + \"\\(n)\" }\nname(1)", "\"A1\"")),
    CellSequence(
      "An earlier caller keeps what it was compiled with",
      cell("func f() -> Int { 1 }"), cell("func g() -> Int { f() }"), cell("func f() -> Int { 2 }"),
      cell("[f(), g()]", "[2, 1]")),
    CellSequence(
      "A structure gets another member",
      cell("struct P { var a = 1 }"), cell("struct P { var b = 2 }"), cell("P().b", "2"),
      failing("P().a", "no member 'a'")),
    CellSequence(
      "A class is replaced together with its heir",
      cell("class A { func n() -> Int { 1 } }\nclass B: A {}"),
      cell("class A { func n() -> Int { 2 } }"), cell("A().n() + B().n()", "3")),
    CellSequence(
      "A name changes its kind", cell("let thing = 1"), cell("func thing() -> Int { 2 }"),
      cell("thing()", "2"),
      cell("struct thing { var n = 3 }"), cell("thing().n", "3"), cell("let thing = 4"),
      cell("thing", "4")),
    CellSequence(
      "An enum, a protocol and a typealias are replaced",
      cell("enum E { case a }\nprotocol Q {}\ntypealias N = Int"),
      cell("enum E { case b }\nprotocol Q { var n: Int { get } }\ntypealias N = String"),
      cell("struct S: Q { var n = 1 }\nlet e = E.b\nlet n: N = \"s\"\nn", "\"s\"")),
    CellSequence(
      "A member of an extension is replaced",
      cell("extension Int { var next: Int { self + 1 } }"), cell("1.next", "2"),
      cell("extension Int { var next: Int { self + 10 } }"), cell("1.next", "11")),
    CellSequence(
      "An extension is replaced where old code still loads the old one",
      cell(
        "struct W { var n = 1 }\nextension W { var tag: String { \"old\" } }\nstruct V { var w = W() }"
      ),
      cell("extension W { var mark: Int { 1 } }"), cell("extension W { var mark: Int { 2 } }"),
      cell("V().w.mark", "2")),
    CellSequence(
      "An operator is replaced",
      cell("infix operator <+>\nfunc <+> (a: Int, b: Int) -> Int { a + b }"), cell("2 <+> 3", "5"),
      cell("infix operator <+>\nfunc <+> (a: Int, b: Int) -> Int { a * b }"), cell("2 <+> 3", "6")),
    CellSequence(
      "An operator is declared, defined and used in different cells",
      cell("precedencegroup Power { higherThan: MultiplicationPrecedence }"),
      cell("infix operator **: Power"),
      cell("func ** (a: Int, b: Int) -> Int { (0..<b).reduce(1) { r, _ in r * a } }"),
      cell("2 * 2 ** 3", "16"),
      cell("func ** (a: Double, b: Int) -> Double { (0..<b).reduce(1) { r, _ in r * a } }"),
      cell("2 ** 2", "4"),
      cell("1.5 ** 2", "2.25")),
    CellSequence(
      "An operator declared in two cells is used with both functions",
      cell("infix operator <+>\nfunc <+> (a: Int, b: Int) -> Int { a + b }"),
      cell("infix operator <+>\nfunc <+> (a: String, b: String) -> String { b + a }"),
      cell("1 <+> 2", "3"), cell("\"a\" <+> \"b\"", "\"ba\"")),
    CellSequence(
      "A type and its conformance in one cell are declared again",
      cell("struct P: CustomStringConvertible { var description: String { \"one\" } }"),
      cell("print(P())", "one"),
      cell("struct P: CustomStringConvertible { var description: String { \"two\" } }"),
      cell("print(P())", "two")),
    CellSequence(
      "A type is declared again after its extension",
      cell("protocol Tagged { var tag: Int { get } }\nfunc tag(_ t: any Tagged) -> Int { t.tag }"),
      cell("struct P {}"), cell("extension P: Tagged { var tag: Int { 1 } }"),
      cell("struct P { var a = 1 }"),
      cell("extension P: Tagged { var tag: Int { 2 } }"), cell("P().tag", "2"),
      cell("tag(P())", "2")),
    CellSequence(
      "A name of the standard library is hidden and stays so",
      cell("func max(_ a: Int, _ b: Int) -> String { \"mine\" }"), cell("max(1, 2)", "\"mine\""),
      cell("struct Array { var k = 1 }"), cell("Array().k", "1"), cell("[1, 2].count", "2")),
    CellSequence(
      "A private name is declared again",
      cell("private func p() -> Int { 1 }"), cell("private func p() -> Int { 2 }"), cell("p()", "2")
    ),
    CellSequence(
      "A guard's name is declared again",
      cell("guard let n = Int(\"1\") else { fatalError() }"), cell("let n = n + 1"), cell("n", "2")),
    CellSequence(
      "The same cell ran ten times",
      steps: (1...10).flatMap { _ in
        [
          cell(
            "struct P: Hashable { var a = 1 }\nvar list = [P()]\nextension P { var b: Int { a + 1 } }\nfunc f(_ p: P) -> Int { p.b }\nlist.map(f)",
            "[2]")
        ]
      }),
    CellSequence(
      "A counter cell ran ten times",
      steps: [cell("var n = 0")]
        + (1...10).map { cell("var n = n + 1\nn", "\($0)") }),
    CellSequence(
      "An extension's conformance ran again is used where it is named",
      cell("struct P {}"), cell("protocol Named { var name: String { get } }"),
      cell("extension P: Named { var name: String { \"one\" } }"), cell("P().name", "\"one\""),
      cell("extension P: Named { var name: String { \"two\" } }"), cell("P().name", "\"two\"")),
  ]
}
