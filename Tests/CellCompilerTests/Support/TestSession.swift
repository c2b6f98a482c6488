// SPDX-License-Identifier: MIT
import Foundation
import SessionWire

/// A session as a notebook has it: cells are compiled one after the other and run in one process.
final class TestSession: Sendable {
  let compiler: TestCompiler
  private let host: CellRunner
  private let firstCell: Int

  /// Takes a compiler and starts a process that runs cells.
  init() throws {
    compiler = try CompilerPool.take()
    firstCell = compiler.lastCell
    host = try CellRunner()
  }

  deinit { CompilerPool.giveBack(compiler) }

  /// What a cell printed and showed, or its errors.
  enum Outcome {
    case printed(String)
    case failed([Diagnostic])
  }

  /// Compiles and runs a cell, and publishes what it declares.
  func run(_ source: String) -> Outcome {
    switch compile(source) {
    case .failure(let diagnostics): return .failed(diagnostics)
    case .success(let library, let interface, _):
      let printed = host.run(library)
      compiler.publish(interface, source: source)
      return .printed(printed)
    }
  }

  /// What a cell says of its variables after it has run; nil where it cannot say anything.
  func variables(_ source: String) -> String? {
    guard case .success(var library, let interface, _) = compile(source) else { return nil }
    _ = host.run(library)
    library.entryPoint = SessionSymbols.registration(ofModule: interface.module)
    return host.run(library)
  }

  /// Compiles a cell under the next number.
  func compile(_ source: String, optimization: Optimization = .automatic) -> CompilationResult {
    let cell = compiler.makeCellNumber()
    return compiler.compile(
      CellSource(
        cell: cell, label: "In[\(cell - firstCell)]", source: source, optimization: optimization))
  }

  /// The errors of a cell that must not compile.
  func errors(_ source: String) -> [Diagnostic] {
    if case .failure(let diagnostics) = compile(source) { return diagnostics }
    return []
  }
}

/// The process that runs cells.
final class CellRunner: @unchecked Sendable {
  // Invariant: one test at a time holds a runner, and uses it from one thread.
  private let process = Process()
  private let commands = Pipe()
  private let output = Pipe()

  init() throws {
    let toolchain = TestToolchain.shared
    process.executableURL = URL(fileURLWithPath: toolchain.runner)
    process.arguments = ["\(toolchain.folder)/libDisplay.so"]
    process.standardInput = commands
    process.standardOutput = output
    try process.run()
  }

  deinit {
    try? commands.fileHandleForWriting.close()
    process.terminate()
  }

  /// Loads a cell, runs it and returns what it printed.
  func run(_ library: CellLibrary) -> String {
    let words = [library.path, library.entryPoint] + library.dependencies
    let command = words.joined(separator: " ") + "\n"
    try? commands.fileHandleForWriting.write(contentsOf: Data(command.utf8))
    var data = Data()
    while !data.suffix(2).elementsEqual([0x1e, 0x0a]) {
      let chunk = output.fileHandleForReading.availableData
      if chunk.isEmpty { return String(decoding: data, as: UTF8.self) + "the process died" }
      data += chunk
    }
    return String(decoding: data.dropLast(2), as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
