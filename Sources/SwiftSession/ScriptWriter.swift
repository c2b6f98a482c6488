// SPDX-License-Identifier: MIT
package import SessionWire

/// Makes scripts of notebooks, with a compiler process of its own and nothing that runs cells.
package struct ScriptWriter: Sendable {
  private let compiler: CompilerProcess

  /// Prepares a compiler.
  ///
  /// - Throws: `SessionError` where no folder for its files can be made.
  package init(paths: SessionPaths) throws(SessionError) {
    guard let scratch = ScratchFolder.make()?.path else { throw .noScratchFolder }
    compiler = CompilerProcess(paths: paths, scratch: scratch)
  }

  /// One source file that does what the cells do; nil where the compiler cannot be started or crashed.
  package func script(of parts: [ScriptPart]) async -> String? {
    let event = try? await compiler.ask { .writeScript(number: $0, parts) }
    guard case .script(_, let text) = event else { return nil }
    return text
  }

  /// Ends the compiler, which removes its files.
  package func end() { compiler.shutdown() }
}
