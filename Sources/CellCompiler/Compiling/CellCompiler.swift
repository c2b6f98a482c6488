// SPDX-License-Identifier: MIT
import Glibc
package import SessionWire
import Synchronization

/// Compiles the cells of a session, each to a shared library that the session loads.
///
/// Everything it knows of earlier cells comes through `publish`. Any thread may call any method;
/// cells are compiled one at a time.
package final class CellCompiler: Sendable {
  /// The folders that it works with.
  package let configuration: CompilerConfiguration
  let modules: ModuleCompiler
  private let linker: Linker
  private let session = Mutex(CompilerSession())

  /// Loads the compiler and makes its scratch folder.
  package init(configuration: CompilerConfiguration) throws {
    self.configuration = configuration
    try Files.makeFolder(configuration.cellModules)
    try Files.makeFolder(configuration.cache)
    let sourceKit = try SourceKit(toolchain: configuration.toolchain)
    modules = ModuleCompiler(sourceKit: sourceKit, configuration: configuration)
    linker = Linker(configuration: configuration)
  }

  /// What is known of the session at this moment.
  var currentSession: CompilerSession { session.withLock { $0 } }

  /// Lets later cells use what a cell that ran declares.
  package func publish(_ interface: CellInterface, source: String) {
    let path = self.path(serial: interface.cell, label: interface.label)
    session.withLock { $0.publish(interface, source: source, path: path) }
  }

  /// Whether modules were added since this was last asked.
  func takeModulesChanged() -> Bool { session.withLock { $0.takeModulesChanged() } }

  /// Lets cells import modules that are found by these arguments, in place of those told before.
  package func useModules(_ arguments: [String]) {
    modules.packages.arguments.withLock { $0 = arguments }
    session.withLock { $0.noteNewModules() }
  }

  /// Forgets all cells.
  package func forget() { session.withLock { $0 = CompilerSession() } }

  /// Removes the scratch folder.
  package func removeScratch() { Files.remove(configuration.scratch) }

  /// Compiles and links a cell.
  package func compile(_ source: CellSource) -> CompilationResult {
    let trace = Trace(source.label)
    let cell = ParsedCell(source.source)
    trace.mark("parse")
    if configuration.isGraded, let fault = GraderNames.fault(in: cell, label: source.label) {
      return .failure([fault])
    }
    var failure: [Diagnostic] = []
    for attempt in CompilationAttempt.attempts(for: cell, in: currentSession.names) {
      var result = run(attempt, cell, source, trace)
      if case .failure(let diagnostics) = result, !cell.ownVariables.isEmpty,
        diagnostics.contains(where: { $0.severity == .error && $0.label == nil })
      {
        result = run(attempt.withoutVariables, cell, source, trace)
      }
      switch result {
      case .success(let library, let interface, let warnings):
        return .success(library: library, interface: interface, warnings: warnings)
      case .failure(let diagnostics):
        if failure.isEmpty || attempt.explainsBetter { failure = diagnostics }
      }
    }
    return .failure(failure)
  }

  private func path(serial: Int, label: String) -> String {
    "\(configuration.folder(of: serial))/\(CellNames.file(label: label))"
  }
}

extension CellCompiler {
  private func run(
    _ attempt: CompilationAttempt, _ cell: ParsedCell, _ source: CellSource, _ trace: Trace
  ) -> CompilationResult {
    let path = self.path(serial: source.cell, label: source.label)
    let rewritten = attempt.rewrite(cell, serial: source.cell, in: currentSession.names)
    session.withLock { $0.files[path] = CellFile(label: source.label, cell: rewritten) }
    trace.mark("rewrite")
    do {
      return try build(rewritten, cell, source, path, trace)
    } catch let error as Files.Failure {
      return .failure(message: "the cell's file could not be written: \(error.reason)")
    } catch {
      return .failure(message: cleaner().clean("\(error)"))
    }
  }

  private func build(
    _ rewritten: RewrittenCell, _ cell: ParsedCell, _ source: CellSource, _ path: String,
    _ trace: Trace
  ) throws -> CompilationResult {
    let folder = configuration.folder(of: source.cell)
    let object = "\(folder)/cell.o"
    try Files.makeFolder(folder)
    try Files.write(rewritten.text, to: path)
    Files.remove(object)
    defer { Files.remove(object) }
    let outcome = try modules.compile(
      file: path, object: object, serial: source.cell, isOptimized: source.isOptimized(cell))
    trace.mark("compile")
    let diagnostics = reader().read(outcome.diagnostics)
    guard outcome.isSuccess else {
      return .failure(withErrors: cell.isBroken ? diagnostics.inTheCell : diagnostics)
    }

    let library = "\(folder)/\(CellNames.module(source.cell)).so"
    if let reason = linker.link(object: object, to: library) {
      return .failure(message: "the cell could not be linked: \(cleaner().clean(reason))")
    }
    trace.mark("link")
    let dependencies = AutolinkEntries.libraries(ofObject: object)
    trace.finish()
    return .success(
      library: CellLibrary(
        cell: source.cell, label: source.label, path: library,
        entryPoint: CellNames.entryPoint(source.cell), dependencies: dependencies,
        insertions: rewritten.columnInsertions),
      interface: CellInterface(
        cell: source.cell, label: source.label, module: CellNames.module(source.cell),
        declarations: cell.wireDeclarations, imports: cell.imports),
      warnings: diagnostics.filter { $0.severity == .warning })
  }

  /// Compiles a hidden cell, so that the first real one finds the compiler's caches filled.
  package func warmUp() {
    let source = CellSource(cell: 0, label: "warm-up", source: "let one = [1].map { $0 + 1 }\none")
    _ = compile(source)
    Files.remove(configuration.folder(of: 0))
  }

  private func reader() -> DiagnosticReader {
    DiagnosticReader(files: currentSession.files, cleaner: cleaner())
  }

  func cleaner() -> MessageCleaner {
    MessageCleaner(
      labels: currentSession.labels,
      folders: [configuration.scratch, configuration.cache, configuration.toolchain]
        + configuration.modules)
  }
}

extension CellSource {
  /// Whether to optimise: code that runs once is not worth the time.
  func isOptimized(_ cell: ParsedCell) -> Bool {
    switch optimization {
    case .always: true
    case .never: false
    case .automatic: HotCode(cell.tree).isLikely
    }
  }
}

extension [Diagnostic] {
  /// The diagnostics without those about the lines behind the cell, into which an open brace or text reaches.
  fileprivate var inTheCell: [Diagnostic] {
    let placed = filter { $0.label != nil || $0.notes.contains { $0.label != nil } }
    return placed.isEmpty ? self : placed
  }
}

extension CompilationResult {
  /// A failure that points at no place.
  static func failure(message: String) -> CompilationResult {
    .failure([Diagnostic(severity: .error, message: message)])
  }

  /// A failure with the compiler's reasons, or the statement that it gave none.
  ///
  /// Warnings about code that does not compile would only hide the errors.
  static func failure(withErrors diagnostics: [Diagnostic]) -> CompilationResult {
    let errors = diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty { return .failure(errors) }
    return .failure(message: "the compiler made no code and gave no reason")
  }
}
