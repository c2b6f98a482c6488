// SPDX-License-Identifier: MIT
import SessionWire
import Testing

/// Cells in the order in which a student runs them, each with what it must print or say.
struct CellSequence: Sendable, CustomTestStringConvertible {
  /// What the sequence shows, in words.
  let law: String
  let steps: [Step]

  /// One cell.
  struct Step: Sendable {
    let source: String
    let expected: Expectation
  }

  enum Expectation: Sendable {
    case prints(String)
    case fails(String)
  }

  init(_ law: String, _ steps: Step...) { self.init(law, steps: steps) }

  init(_ law: String, steps: [Step]) {
    self.law = law
    self.steps = steps
  }

  var testDescription: String { law }

  /// Runs the cells and compares.
  func check() throws {
    let session = try TestSession()
    for step in steps {
      switch (session.run(step.source), step.expected) {
      case (.printed(let text), .prints(let expected)):
        #expect(text == expected, "after: \(step.source)")
      case (.failed(let diagnostics), .fails(let part)):
        #expect(diagnostics.contains { $0.message.contains(part) }, "\(diagnostics.map(\.message))")
      case (.printed(let text), .fails(let part)):
        Issue.record("should have failed with '\(part)', printed '\(text)': \(step.source)")
      case (.failed(let diagnostics), .prints):
        Issue.record("did not compile: \(step.source)\n\(diagnostics.map(\.message))")
      }
    }
  }
}

/// A cell and what it must print; nothing by default.
func cell(_ source: String, _ expected: String = "") -> CellSequence.Step {
  .init(source: source, expected: .prints(expected))
}

/// A cell that must not compile, and a part of the reason.
func failing(_ source: String, _ message: String) -> CellSequence.Step {
  .init(source: source, expected: .fails(message))
}
