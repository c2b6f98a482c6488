// SPDX-License-Identifier: MIT
import Foundation
import SessionWire
import TestSupport

/// Where the build put the session's executable and library.
enum Products {
  struct NotFound: Error {}

  /// The folder that holds the test bundle holds the products, too.
  static func folder() throws -> String {
    let arguments = CommandLine.arguments.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent()
    }
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let found = (arguments + [own]).first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("lectern-session").path)
    }
    guard let found else { throw NotFound() }
    return found.path
  }
}

/// A cell of the tests: a library made of one source file, and the function to start in it.
struct TestCell: Sendable {
  let path: String
  let entryPoint: String
  var dependencies: [String] = []

  /// A function of the file with all the cells that are plain functions.
  static func function(_ name: String) throws -> TestCell {
    TestCell(path: try Compiled.libraries.get()["Functions"] ?? "", entryPoint: name)
  }

  /// A file whose top-level code is the cell.
  static func file(_ name: String) throws -> TestCell {
    TestCell(path: try Compiled.libraries.get()[name] ?? "", entryPoint: "\(name)_main")
  }

  func library(_ serial: Int) -> CellLibrary {
    CellLibrary(
      cell: serial, label: "In[\(serial)]", path: path, entryPoint: entryPoint,
      dependencies: dependencies)
  }
}

/// All cells of the tests, compiled once the way that the compiler process does it.
private enum Compiled {
  struct Failure: Error {
    let output: String
  }

  static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("lectern-session-tests-\(getpid())")
  static let libraries = Result { try compileAll() }

  private static func compileAll() throws -> [String: String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: Compiled.folder) }
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Cells")
    let files = try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
    var libraries: [String: String] = [:]
    for (index, file) in files.enumerated() {
      let name = String(file.dropLast(".swift".count))
      libraries[name] = try compile(
        sources.appendingPathComponent(file).path, name, module: "LecternCell\(index + 1)")
    }
    return libraries
  }

  private static func compile(
    _ source: String, _ name: String, module: String
  ) throws -> String {
    let stem = folder.appendingPathComponent(name).path
    let mode =
      name == "Functions"
      ? ["-parse-as-library"]
      : ["-Xfrontend", "-entry-point-function-name", "-Xfrontend", "\(name)_main"]
    try swiftc(
      [
        "-c", source, "-o", "\(stem).o", "-module-name", module, "-swift-version", "5", "-g",
        "-suppress-warnings", "-I", "\(try Products.folder())/Modules",
      ] + mode)
    // What a cell uses of the model library is found when it is loaded, not when it is linked.
    try swiftc([
      "-emit-library", "\(stem).o", "-o", "\(stem).so", "-Xlinker",
      "--unresolved-symbols=ignore-all",
    ])
    return "\(stem).so"
  }

  private static func swiftc(_ arguments: [String]) throws {
    let command = try Command(["/usr/bin/env", "swiftc"] + arguments)
    guard command.status == 0 else { throw Failure(output: command.errorText) }
  }
}
