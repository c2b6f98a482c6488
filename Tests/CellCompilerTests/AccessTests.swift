// SPDX-License-Identifier: MIT
import Testing

@Suite("What a cell may name") struct AccessTests {
  @Test(arguments: sequences) func isNamed(_ sequence: CellSequence) throws {
    try sequence.check()
  }

  static let sequences = [
    CellSequence(
      "A library's internal overload makes no call ambiguous",
      cell("[\"1.5\", \"x\"].map(Double.init)", "[Optional(1.5), nil]")),
    CellSequence(
      "A cell's own extension is not hidden by a library's internal one",
      cell("extension Int { var shown: String { \"mine\" }\n  func packed() -> Int { self } }"),
      cell("3.shown", "\"mine\""), cell("4.packed()", "4")),
    CellSequence(
      "A library's internal type leaves its name free",
      cell("struct LibrarySecret { var a = 1 }"), cell("LibrarySecret().a", "1")),
    CellSequence(
      "Private names of earlier cells are usable, whoever made the value",
      cell(
        "struct Account { private var balance = 5; fileprivate func rest() -> Int { balance } }"),
      cell("let account = Account()"), cell("let same = account"),
      cell("same.rest() + same.balance", "10")),
    CellSequence(
      "A private name of an earlier cell is usable in an extension of its type",
      cell(
        "class Counter { private var count = 2; private init() {}\n"
          + "  static func make() -> Counter { Counter() } }"),
      cell("extension Counter { var twice: Int { 2 * count } }"), cell("Counter.make().twice", "4"),
      cell("Counter().twice", "4")),
    CellSequence(
      "Members that a protocol or a class asks for need not be public",
      cell("protocol Named { associatedtype Tag; var name: String { get }; func tag() -> Tag }"),
      cell("class Thing { required init() {}; func kind() -> String { \"thing\" } }"),
      cell(
        "extension Int: Named { typealias Tag = Int\n  var name: String { \"int\" }\n"
          + "  func tag() -> Int { self } }"),
      cell("class Book: Thing { required init() {}; override func kind() -> String { \"book\" } }"),
      cell("extension Thing: CustomStringConvertible { var description: String { kind() } }"),
      cell("print(7.name, 7.tag(), Book())", "int 7 book")),
    CellSequence(
      "A member that a class does not let others see stays its own in the same cell",
      failing("struct Safe { private var code = 1 }\nSafe().code", "'private' protection level")),
    CellSequence(
      "A library's internal names are refused",
      failing("3.shown", "'internal' protection level"),
      failing("LibrarySecret()", "LibrarySecret"),
      failing("4.packed()", "protection level")),
  ]
}
