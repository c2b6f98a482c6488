// SPDX-License-Identifier: MIT
import Testing

@testable import Display

@Suite("Variables of a session") struct VariableLaws {
  @Test("A name means its newest declaration, and the newest variables come first")
  func table() {
    var table = VariableTable()
    table.add(cell: 1, label: "In[1]", variables: ["a", "b", "c"], others: ["f"])
    table.add(cell: 2, label: "In[2]", variables: ["b", "d"], others: ["c"])
    #expect(table.entries.map(\.name) == ["d", "b", "a"])
    #expect(table.entry("b") == .init(name: "b", cell: 2, label: "In[2]"))
    #expect(table.entry("c") == nil)
  }

  @Test("A cell names its variables only when they are first wanted, and then once")
  func registration() {
    let variables = SessionVariables()
    nonisolated(unsafe) var count = 0
    variables.add(cell: 7, label: "In[7]", variables: ["x"], others: []) { count += 1 }
    #expect(count == 0)
    for _ in 1...2 {
      let reading = variables.reading(of: "x", in: 7)?.type
      #expect(reading == nil)
    }
    #expect(count == 1)
  }

  @Test("Types are written in the language's short forms")
  func types() {
    #expect(ValueText.readableTypeName([Int].self) == "[Int]")
    #expect(ValueText.readableTypeName([String: [Int?]].self) == "[String: [Int?]]")
    #expect(ValueText.readableTypeName(((Int) -> [Int])?.self) == "((Int) -> [Int])?")
    #expect(ValueText.readableTypeName((Int, x: [Double]).self) == "(Int, x: [Double])")
    #expect(ValueText.readableTypeName(Set<Result<Int, Never>>.self) == "Set<Result<Int, Never>>")
    #expect(ValueText.readableTypeName((() -> Set<Int>).self) == "() -> Set<Int>")
  }

  @Test("A brief text is one line of at most sixty characters")
  func brief() {
    #expect(ValueText.brief([1, 2, 3]) == "[1, 2, 3]")
    #expect(ValueText.brief("a\nb") == "\"a\\nb\"")
    #expect(ValueText.brief(Optional<Int>.none as Any) == "nil")
    let values: [Any] = [
      Array(0..<1_000_000), String(repeating: "é\n", count: 1_000_000),
      [[String]](repeating: ["long text", "and more"], count: 50), Page(),
    ]
    for value in values {
      let text = ValueText.brief(value)
      #expect(text.count <= ValueText.briefLimit && !text.contains("\n"))
      #expect(text.contains("…"))
    }
    #expect(ValueText.brief(Array(0..<1_000)).hasSuffix("(1000 in all)]"))
  }

  private struct Page: CustomStringConvertible {
    var description: String { String(repeating: "a line\n", count: 30) }
  }
}
