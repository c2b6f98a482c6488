// SPDX-License-Identifier: MIT
package import SessionWire
import Synchronization

extension CellCompiler {
  /// Proposes completions at a cursor, counted in Unicode scalars.
  package func completions(of source: String, at cursor: Int) -> Completions {
    asking {
      CompletionQuery(modules: modules, names: currentSession.names)
        .completions(of: source, at: cursor)
    }
  }

  /// Describes the name at a cursor, counted in Unicode scalars.
  package func inspection(of source: String, at cursor: Int) -> Inspection? {
    asking {
      InspectionQuery(modules: modules, session: currentSession)
        .inspection(of: source, at: cursor)
    }
  }

  /// Reads what the session imports, so that the first real question need not.
  func prepareQuestions() {
    _ = completions(of: "", at: 0)
    _ = inspection(of: "print", at: 0)
  }

  /// Makes one source file of a notebook's cells, which compiles where each cell did.
  package func script(of parts: [ScriptPart]) -> String {
    asking { Script(of: parts, questions: ScriptQuestions(modules: modules)).finished() }
  }

  /// Answers one question at a time, for they share SourceKit's document, with the newest modules in sight.
  private func asking<Answer>(_ answer: () -> Answer) -> Answer {
    questionLock.withLock { _ in
      if takeModulesChanged() { _ = try? modules.sourceKit.send("dependency_updated", [:]) }
      return answer()
    }
  }
}

private let questionLock = Mutex(())
