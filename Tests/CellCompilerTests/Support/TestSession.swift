// SPDX-License-Identifier: MIT
import CellCompiler
import Foundation
import SessionWire

/// A session as a notebook has it: cells are compiled one after the other and run in one process.
final class TestSession {
  let compiler: CellCompiler
  private let process = Process()
  private let commands = Pipe()
  private let output = Pipe()
  private var serial = 0

  /// Starts the process that runs the cells.
  init() throws {
    let toolchain = TestToolchain.shared
    compiler = try toolchain.makeCompiler()
    process.executableURL = URL(fileURLWithPath: toolchain.runner)
    process.arguments = ["\(toolchain.folder)/libDisplay.so"]
    process.standardInput = commands
    process.standardOutput = output
    try process.run()
  }

  deinit {
    try? commands.fileHandleForWriting.close()
    process.terminate()
    compiler.removeScratch()
  }

  /// What a cell printed and showed, or its errors.
  enum Outcome {
    case printed(String)
    case failed([Diagnostic])
  }

  /// Compiles and runs a cell, and publishes what it declares.
  func run(_ source: String) -> Outcome {
    let result = compile(source)
    guard case .success(let library, let interface, _) = result else {
      if case .failure(let diagnostics) = result { return .failed(diagnostics) }
      return .failed([])
    }
    let printed = load(library)
    compiler.publish(interface, source: source)
    return .printed(printed)
  }

  /// Compiles a cell under the next number.
  func compile(_ source: String, optimization: Optimization = .automatic) -> CompilationResult {
    serial += 1
    return compiler.compile(
      CellSource(
        cell: serial, label: "In[\(serial)]", source: source, optimization: optimization))
  }

  /// The errors of a cell that must not compile.
  func errors(_ source: String) -> [Diagnostic] {
    if case .failure(let diagnostics) = compile(source) { return diagnostics }
    return []
  }

  private func load(_ library: CellLibrary) -> String {
    let words = [library.path, library.entryPoint] + library.dependencies
    let command = words.joined(separator: " ") + "\n"
    commands.fileHandleForWriting.write(Data(command.utf8))
    var data = Data()
    while !data.suffix(2).elementsEqual([0x1e, 0x0a]) {
      let chunk = output.fileHandleForReading.availableData
      if chunk.isEmpty { return String(decoding: data, as: UTF8.self) + "the process died" }
      data += chunk
    }
    return String(decoding: data.dropLast(2), as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
