// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@Suite("A script of a notebook") struct ScriptTests {
  private func script(_ cells: String...) throws -> String {
    try script(of: cells.enumerated().map { .code($1, label: "In[\($0 + 1)]") })
  }

  private func script(of parts: [ScriptPart]) throws -> String {
    let compiler = try CompilerPool.take()
    defer { CompilerPool.giveBack(compiler) }
    return try #require(compiler.script(of: parts))
  }

  /// What one file cannot do as a notebook does it.
  private static let limits: Set<String> = [
    "A function with another parameter type is replaced where both would fit",
    "An operator is replaced",
    "An extension's conformance ran again is used where it is named",
  ]

  @Test(
    "Prints what the cells print",
    arguments: RedefinitionTests.sequences.filter { !limits.contains($0.law) })
  func redefinitions(_ sequence: CellSequence) throws {
    var parts: [ScriptPart] = []
    var printed: [String] = []
    for step in sequence.steps {
      guard case .prints(let text) = step.expected else { continue }
      parts.append(.code(step.source, label: "In[1]"))
      if !text.isEmpty { printed.append(text) }
    }
    let text = try script(of: parts)
    #expect(
      try TestToolchain.shared.output(ofScript: text) == printed.joined(separator: "\n"), "\(text)")
  }

  @Test("An older name is renamed wherever it is meant, and nothing else of that name is")
  func precision() throws {
    let text = try script(
      """
      let size = 3
      struct Box { var size = 1 }
      func area(size: Int) -> Int { size * size }
      let maybe: Int? = 4
      """,
      """
      print("size is \\(size), \\(Box(size: size).size), \\(area(size: size))")
      let f = { [size] (x: Int) in x + size }
      if let maybe { print(maybe + f(1)) }
      for size in 0..<1 { print(size) }
      """, "let size = 5, maybe = 6, size_1 = 7")
    #expect(
      text == """
        // In[1]
        let size_2 = 3
        struct Box { var size = 1 }
        func area(size: Int) -> Int { size * size }
        let maybe_1: Int? = 4

        // In[2]
        print("size is \\(size_2), \\(Box(size: size_2).size), \\(area(size: size_2))")
        let f = { [size_2] (x: Int) in x + size_2 }
        if let maybe_1 { print(maybe_1 + f(1)) }
        for size in 0..<1 { print(size) }

        // In[3]
        let size = 5, maybe = 6, size_1 = 7

        """)
    #expect(try TestToolchain.shared.output(ofScript: text) == "size is 3, 3, 9\n8\n0")
  }

  @Test("Only values are shown: no empty ones, no assignments, nothing after a semicolon")
  func values() throws {
    let text = try script(
      "import Display\nvar list = [1]", "list.append(2)", "list += [3]", "list.count;", "list",
      "list.first.map { print($0) }", "list.first?.words.forEach { _ in }",
      "if list.isEmpty { 1 } else { 2 }")
    #expect(
      text == """
        // In[1]
        import Display
        var list = [1]

        // In[2]
        list.append(2)

        // In[3]
        list += [3]

        // In[4]
        list.count;

        // In[5]
        display(list)

        // In[6]
        list.first.map { print($0) }

        // In[7]
        list.first?.words.forEach { _ in }

        // In[8]
        if list.isEmpty { 1 } else { 2 }

        """)
  }

  @Test("Prose becomes comments, and a cell that is no Swift stays for the compiler to refuse")
  func prose() throws {
    let text = try script(of: [
      .prose("# Title\n\n$x^2$ */"), .code("let a = (", label: "In[1]"), .prose("ä"),
    ])
    #expect(text == "// # Title\n//\n// $x^2$ */\n\n// In[1]\nlet a = (\n\n// ä\n")
  }
}
