# SPDX-License-Identifier: MIT
"""The language in a session: what persists, what may be redefined, which values are shown."""

import pytest

pytestmark = pytest.mark.swift


def values(client, *cells):
    """Runs cells, none of which may fail or warn, and returns the value of the last."""
    for cell in cells:
        run = client.run(cell)
        assert run.status == "ok", f"{cell}\n{run.reply['content'].get('evalue')}"
        assert run.stderr == ""
    return run.result


PERSISTENCE = {
    "constants": (["let a = 20", "a + 1"], "21"),
    "variables": (["var count = 1", "count += 4", "count"], "5"),
    "several in one cell": (["let x = 1, y = 2", "x + y"], "3"),
    "tuple patterns": (["let (left, right) = (3, 4)", "left * right"], "12"),
    "functions": (["func twice(_ n: Int) -> Int { 2 * n }", "twice(21)"], "42"),
    "overloads in two cells": (
        [
            'func f(_ n: Int) -> String { "int" }',
            'func f(_ s: String) -> String { "string" }',
            'f(1) + f("")',
        ],
        '"intstring"',
    ),
    "generic functions": (["func same<T>(_ x: T) -> [T] { [x, x] }", 'same("a")'], '["a", "a"]'),
    "structs": (["struct P { var x = 1, y = 2 }", "var p = P()", "p.x = 10", "p.x + p.y"], "12"),
    "classes": (
        [
            'class A { func name() -> String { "A" } }',
            'class B: A { override func name() -> String { super.name() + "B" } }',
            "let object: A = B()",
            "object.name()",
        ],
        '"AB"',
    ),
    "enums": (
        ["enum E: String, CaseIterable { case one, two }", "E.allCases.map(\\.rawValue)"],
        '["one", "two"]',
    ),
    "protocols": (
        [
            "protocol Named { var name: String { get } }",
            'extension Int: Named { var name: String { "int" } }',
            "func tell(_ n: some Named) -> String { n.name }",
            "tell(3)",
        ],
        '"int"',
    ),
    "associated types": (
        [
            "protocol Box { associatedtype Item; var item: Item { get } }",
            "struct IntBox: Box { let item = 5 }",
            "func open<B: Box>(_ b: B) -> B.Item { b.item }",
            "open(IntBox())",
        ],
        "5",
    ),
    "extensions": (["extension Int { var squared: Int { self * self } }", "7.squared"], "49"),
    "operators": (
        [
            "infix operator **: MultiplicationPrecedence",
            "func ** (a: Int, b: Int) -> Int { (0..<b).reduce(1) { n, _ in n * a } }",
            "2 ** 10",
        ],
        "1024",
    ),
    "closures": (["let add = { (a: Int, b: Int) in a + b }", "add(1, 2)"], "3"),
    "captured variables": (
        ["var total = 0", "let bump = { total += 1 }", "bump(); bump()", "total"],
        "2",
    ),
    "computed globals": (
        ["var base = 2", "var doubled: Int { base * 2 }", "base = 21", "doubled"],
        "42",
    ),
    "observers": (
        ["var log: [Int] = []", "var seen = 0 { didSet { log.append(seen) } }", "seen = 3", "log"],
        "[3]",
    ),
    "property wrappers": (
        [
            "@propertyWrapper struct Clamped { var wrappedValue: Int { didSet { wrappedValue = min(wrappedValue, 9) } } }",
            "struct S { @Clamped var n = 1 }",
            "var s = S()\ns.n = 50\ns.n",
        ],
        "9",
    ),
    "result builders": (
        [
            "@resultBuilder enum Sum { static func buildBlock(_ n: Int...) -> Int { n.reduce(0, +) } }",
            "func sum(@Sum _ n: () -> Int) -> Int { n() }",
            "sum { 1; 2; 3 }",
        ],
        "6",
    ),
    "actors": (
        [
            "actor Counter { var n = 0; func bump() -> Int { n += 1; return n } }",
            "let counter = Counter()",
            "_ = await counter.bump()",
            "await counter.bump()",
        ],
        "2",
    ),
    "private names": (
        ["private let hidden = 8", "private func reveal() -> Int { hidden }", "reveal()"],
        "8",
    ),
    "type aliases": (["typealias Pair = (Int, Int)", "let pair: Pair = (1, 2)", "pair.1"], "2"),
    "imports": (["import Foundation", 'String(format: "%.2f", 1.0 / 3)'], '"0.33"'),
    "regular expressions": (
        ["let digits = /[0-9]+/", '"a12b".firstMatch(of: digits)?.output'],
        '"12"',
    ),
    "macros": (["import Observation", "@Observable class Model { var n = 3 }", "Model().n"], "3"),
    "parameter packs": (
        [
            "func count<each T>(_ x: repeat each T) -> Int { var n = 0; repeat (_ = each x, n += 1); return n }",
            'count(1, "a", true)',
        ],
        "3",
    ),
    "conformances used in another cell": (
        ["struct C: Hashable { let n: Int }", "Set([C(n: 1), C(n: 1), C(n: 2)]).count"],
        "2",
    ),
}


@pytest.mark.parametrize("kind", PERSISTENCE)
def test_definitions_are_there_in_later_cells(client, kind):
    cells, expected = PERSISTENCE[kind]
    assert values(client, *cells) == expected


REDEFINITION = {
    "a function by a value": (["func name() -> Int { 1 }", "let name = 2", "name"], "2"),
    "a value by a function": (["let thing = 1", "func thing() -> Int { 2 }", "thing()"], "2"),
    "a type by a type of another kind": (
        ["struct Kind {}", "class Kind { let n = 3 }", "Kind().n"],
        "3",
    ),
    "a variable of another type": (["let v = 1", 'let v = "one"', "v"], '"one"'),
    "a value from its own name": (["let n = 1", "let n = n + 1", "let n = n * 10", "n"], "20"),
    "a name used before it is declared again": (
        ["let w = 5", "let old = w\nlet w = old * 2\nw", "w"],
        "10",
    ),
    "a function": (["func g() -> Int { 1 }", "func g() -> Int { 2 }", "g()"], "2"),
    "a struct": (["struct Q { let a = 1 }", "struct Q { let b = 2 }", "Q().b"], "2"),
    "a class": (["class K { let a = 1 }", "class K { let a = 3 }", "K().a"], "3"),
    "an enum": (["enum F { case a }", "enum F { case b }", '"\\(F.b)"'], '"b"'),
    "a protocol": (
        [
            "protocol R { func a() }",
            "protocol R { func b() -> Int }",
            "struct T: R { func b() -> Int { 4 } }",
            "T().b()",
        ],
        "4",
    ),
    "an extension": (
        [
            "extension String { var tag: Int { 1 } }",
            "extension String { var tag: Int { 2 } }",
            '"".tag',
        ],
        "2",
    ),
    "an operator's meaning": (
        [
            "infix operator <+>",
            "func <+> (a: Int, b: Int) -> Int { a + b }",
            "func <+> (a: Int, b: Int) -> Int { a - b }",
            "5 <+> 3",
        ],
        "2",
    ),
    "a generic type": (
        ["struct G<T> { let x: T }", "struct G<T> { let x: T, y: T }", "G(x: 1, y: 2).y"],
        "2",
    ),
}


@pytest.mark.parametrize("kind", REDEFINITION)
def test_anything_may_be_redefined(client, kind):
    cells, expected = REDEFINITION[kind]
    assert values(client, *cells) == expected


def test_the_same_cell_runs_ten_times(client):
    cell = (
        'struct Again: CustomStringConvertible { let n: Int; var description: String { "<\\(n)>" } }\n'
        "extension Again { var next: Again { Again(n: n + 1) } }\n"
        "func make(_ n: Int) -> Again { Again(n: n) }\n"
        "let again = make(1).next\n"
        "again.n"
    )
    assert [values(client, cell) for _ in range(10)] == ["2"] * 10


def test_a_new_type_and_values_of_the_old_one_live_side_by_side(client):
    cells = [
        "struct Old { let n = 1 }",
        "let old = Old()",
        "struct Old { let m = 2 }",
        "old.n + Old().m",
    ]
    assert values(client, *cells) == "3"


VALUES = {
    "1 + 1": "2",
    '"text"': '"text"',
    "[1, 2].map { $0 * 2 }": "[2, 4]",
    '["a": 1]': '["a": 1]',
    '(1, "b")': '(1, "b")',
    "1.5": "1.5",
    "Int?.none": "nil",
    "Int?.some(3)": "3",
    "if true { 1 } else { 2 }": "1",
    'switch 3 { case 1: "one"; default: "other" }': '"other"',
    "let inner = 5\ninner": "5",
    "// a comment\n7 // and another\n/* at the end */": "7",
    'try Int("12", radix: 10)!': "12",
    "struct Point { var x = 1.0 }\nPoint()": "Point(x: 1.0)",
    "Int.self": "Int",
    "1; 2": "2",
}


@pytest.mark.parametrize("cell", VALUES)
def test_the_last_expression_s_value_is_shown(client, cell):
    assert values(client, cell) == VALUES[cell]


@pytest.mark.parametrize(
    "cell",
    [
        "let silent = 1",
        "var changed = 1\nchanged = 2",
        "_ = 3",
        "1 + 1;",
        'print("only text")',
        "func nothing() {}\nnothing()",
        "for _ in 0..<3 {}",
        "if true { print(1) }",
        "import Foundation",
        "// only a comment",
        "",
        "   \n\n",
        "var list = [1]\nlist.append(2)",
        "var n = 1\nn += 1",
        "typealias Number = Int",
    ],
)
def test_a_cell_without_a_value_shows_none(client, cell):
    assert values(client, cell) is None


def test_a_shown_type_has_the_student_s_name(client):
    assert (
        values(client, "enum Deep { struct Inner { let n = 1 } }", "Deep.Inner()")
        == "Deep.Inner(n: 1)"
    )
    assert values(client, "[Deep.Inner()]") == "[Deep.Inner(n: 1)]"
    assert values(client, '"\\(type(of: Deep.Inner()))"') == '"Inner"'


def test_a_value_of_any_size_is_shown_within_bounds(client):
    text = values(client, "Array(0..<1_000_000)")
    assert text.startswith("[0, 1, 2") and len(text) < 100_000


def test_try_and_await_stand_at_the_top_level(client):
    cells = [
        "func half(_ n: Int) throws -> Int { struct Odd: Error {}; if n % 2 == 1 { throw Odd() }; return n / 2 }",
        "func later(_ n: Int) async -> Int { try? await Task.sleep(for: .milliseconds(5)); return n }",
        "let seven = try half(14)",
        "async let eight = later(8)\nlet sum = await eight + seven",
        "await withTaskGroup(of: Int.self) { group in\n"
        "  for n in 1...4 { group.addTask { await later(n) } }\n"
        "  return await group.reduce(sum, +)\n}",
    ]
    assert values(client, *cells) == "25"


def test_warnings_never_reach_stderr(client):
    run = client.run(
        'func unused() { let x = 1; var y = 2 }\nvar never = 3\nstring()\nfunc string() -> String { "" }'
    )
    assert run.status == "ok" and run.stderr == ""


@pytest.mark.slow
def test_two_hundred_cells_later_all_is_still_there(fresh):
    fresh.run("let early = 1\nstruct Early { var n = 2 }")
    for number in range(200):
        assert fresh.run(f"let cell{number} = early + {number}").status == "ok"
    assert values(fresh, "cell0 + cell199 + Early().n") == "203"


def test_the_course_s_library_is_there(client):
    assert values(client, "import Generative") is None


def test_html_tables_are_made_of_arrays_of_structs(client):
    run = client.run(
        'struct Row { let name: String; let score: Double }\n[Row(name: "a", score: 1), Row(name: "b", score: 2)]'
    )
    data = run.content("execute_result")[0]["data"]
    assert "<table" in data["text/html"] and "score" in data["text/plain"]
