// SPDX-License-Identifier: MIT
import Testing

@testable import CellCompiler

@Suite("Documentation comments") struct DocumentationTests {
  @Test("Fields become lists and headed paragraphs, in the order parameters, others")
  func fields() {
    let text = DocumentationText(
      """
      Sums.

      More, with a list:
      - a plain item
      - Parameters:
        - x: The first,
          on two lines.
        - `y`: The second.
      - Returns: The sum.
      - Shapes: `[n]` → `[]`.
      """)
    #expect(
      text.markdown == """
        Sums.

        More, with a list:
        - a plain item

        **Parameters**

        - `x`: The first, on two lines.
        - `y`: The second.

        **Returns**: The sum.

        **Shapes**: `[n]` → `[]`.
        """)
    #expect(text.text(ofParameter: "x") == "The first, on two lines.")
    #expect(text.text(ofParameter: "z") == nil)
  }

  @Test("Single parameters are collected")
  func single() {
    let text = DocumentationText("Adds.\n\n- Parameter a: One.\n- Parameter b: Two.")
    #expect(text.markdown == "Adds.\n\n**Parameters**\n\n- `a`: One.\n- `b`: Two.")
  }

  @Test("Code is left as it is", arguments: ["```swift\n- Returns: a\n```", "    let a = [1: 2]"])
  func code(_ comment: String) {
    #expect(DocumentationText(comment).markdown == comment.trimmingSpaces)
  }

  @Test("A comment without text is empty") func empty() {
    #expect(DocumentationText("").markdown.isEmpty)
  }
}
