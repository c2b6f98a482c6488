// SPDX-License-Identifier: MIT
import Glibc
package import SessionWire
import Synchronization

/// Compiles and links cells, and remembers what they declare.
package final class CellBuilder: Sendable {
  private struct State {
    var names = SessionNames()
    var texts: [String: CompiledText] = [:]
    var sources: [Int: String] = [:]
  }

  private let setup: CompilerSetup
  private let linker: CellLinker
  private let state = Mutex(State())

  /// Prepares a builder; SourceKit starts with the first use.
  package init(setup: CompilerSetup) {
    self.setup = setup
    linker = CellLinker(setup: setup)
    mkdir(setup.cache, 0o755)
  }

  /// Starts SourceKit and compiles a cell of no consequence, so that the student's first one is quick.
  package func warmUp() {
    SourceKit.initialize()
    _ = build(
      CellSource(cell: 0, label: "warm-up", source: "let lecternWarmUp = [1].map { $0 + 1 }\n0"))
  }

  /// Lets later cells see what a cell declares.
  package func publish(_ interface: CellInterface, source: String) {
    state.withLock { state in
      state.names.publish(interface)
      state.sources[interface.cell] = source
    }
  }

  /// The text in which the newest definition of a name stands; nil where no cell defines it.
  func source(ofName name: String) -> String? {
    state.withLock { state in
      let cell = state.names.cells.last { $0.declarations.contains { $0.name == name } }
      return cell.flatMap { cell in
        state.sources[cell.cell].flatMap { CellSyntax($0).text(ofDeclaration: name) }
      }
    }
  }

  /// Forgets all cells.
  package func forget() { state.withLock { $0 = State() } }

  /// The names of the session, for completion.
  var names: SessionNames { state.withLock { $0.names } }

  /// Compiles and links a cell.
  package func build(_ cell: CellSource) -> CompilationResult {
    let syntax = CellSyntax(cell.source)
    let first = attempt(cell, syntax, showsResult: true)
    // An `if` whose branches differ in type is no value; the cell may be right all the same.
    guard case .failure = first, syntax.endsInChoice else { return first }
    let second = attempt(cell, syntax, showsResult: false)
    if case .success = second { return second }
    return first
  }

  private func attempt(
    _ cell: CellSource, _ syntax: CellSyntax, showsResult: Bool
  ) -> CompilationResult {
    let rewriter = CellRewriter(cell: cell.cell, names: names)
    let rewritten = rewriter.rewrite(syntax, showsResult: showsResult)
    let files = CellFiles(cell: cell.cell, label: cell.label, scratch: setup.scratch)
    if let reason = files.write(rewritten.edits.text) {
      return failure("the cell cannot be written to \(setup.scratch): \(reason)")
    }
    let text = CompiledText(label: cell.label, edits: rewritten.edits)
    let texts = state.withLock { state in
      state.texts[files.source] = text
      return state.texts
    }
    let (diagnostics, reason) = compile(cell, rewritten, files, texts)
    guard !diagnostics.contains(where: { $0.severity == .error }), files.areCompiled else {
      return diagnostics.contains(where: { $0.severity == .error })
        ? .failure(diagnostics) : failure(reason ?? "the compiler gave no reason")
    }
    return link(cell, rewritten, files, warnings: diagnostics)
  }

  private func compile(
    _ cell: CellSource, _ rewritten: RewrittenCell, _ files: CellFiles,
    _ texts: [String: CompiledText]
  ) -> (diagnostics: [Diagnostic], failure: String?) {
    let arguments = CompilerArguments(setup: setup).all(
      cell: cell.cell, files: files, isOptimized: isOptimized(cell, rewritten))
    return SourceKit.ask([
      "key.request": .name("source.request.compile"), "key.name": .text(files.source),
      "key.compilerargs": .list(arguments),
    ]) { answer in
      (DiagnosticReader(texts: texts).diagnostics(in: answer), answer.failure)
    }
  }

  private func isOptimized(_ cell: CellSource, _ rewritten: RewrittenCell) -> Bool {
    switch cell.optimization {
    case .automatic: rewritten.mayRunHot
    case .always: true
    case .never: false
    }
  }

  private func link(
    _ cell: CellSource, _ rewritten: RewrittenCell, _ files: CellFiles, warnings: [Diagnostic]
  ) -> CompilationResult {
    let dependencies = readFile(files.object).map { AutolinkEntries.libraries(inObject: $0) } ?? []
    if let reason = linker.link(files) { return failure("the cell cannot be linked: \(reason)") }
    files.removeObject()
    let library = CellLibrary(
      cell: cell.cell, label: cell.label, path: files.library,
      entryPoint: CellNames.entryPoint(ofCell: cell.cell), dependencies: dependencies,
      insertions: rewritten.edits.columnInsertions)
    let interface = CellInterface(
      cell: cell.cell, label: cell.label, module: CellNames.module(ofCell: cell.cell),
      declarations: rewritten.declarations, imports: rewritten.imports)
    return .success(library: library, interface: interface, warnings: warnings)
  }

  private func failure(_ message: String) -> CompilationResult {
    .failure([Diagnostic(severity: .error, message: message)])
  }
}

/// The compiler's arguments for a cell.
struct CompilerArguments {
  let setup: CompilerSetup

  /// The whole list, in the driver's style.
  func all(cell: Int, files: CellFiles, isOptimized: Bool) -> [String] {
    let module = CellNames.module(ofCell: cell)
    return [
      "-c", files.source, "-module-name", module, "-o", files.object, "-emit-module",
      "-emit-module-path", files.module, "-g",
      // Later cells may use everything, and extend it without access modifiers.
      "-enable-testing", "-Xfrontend", "-enable-private-imports",
      "-Xfrontend", "-disable-access-control", "-package-name", "lectern_session",
      "-Xfrontend", "-entry-point-function-name",
      "-Xfrontend", CellNames.entryPoint(ofCell: cell),
    ] + setup.languageArguments + setup.searchArguments
      + (isOptimized ? ["-O", "-Xfrontend", "-cross-module-optimization"] : ["-Onone"])
  }
}
