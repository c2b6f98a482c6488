// SPDX-License-Identifier: MIT

/// Where the compiler finds what it needs and puts what it makes.
package struct CompilerConfiguration: Sendable {
  /// A folder of this compiler's own, made and removed by it.
  package var scratch: String
  /// Folders with the modules that cells may import, and with C modules in subfolders.
  package var modules: [String]
  /// A folder for what the compiler itself builds and uses again.
  package var cache: String
  /// The toolchain's `usr` folder.
  package var toolchain: String
  /// Whether cells are graded, so that they must not declare the grader's names.
  package var isGraded: Bool

  /// Names the folders.
  package init(
    scratch: String, modules: [String], cache: String, toolchain: String, isGraded: Bool = false
  ) {
    self.scratch = scratch
    self.modules = modules
    self.cache = cache
    self.toolchain = toolchain
    self.isGraded = isGraded
  }

  /// The folder of the cells' own modules.
  var cellModules: String { "\(scratch)/modules" }

  /// The folder of one cell's files.
  func folder(of serial: Int) -> String { "\(scratch)/\(serial)" }

  /// The toolchain's file that makes the runtime find a library's types and conformances.
  var runtimeRegistration: String {
    "\(toolchain)/lib/swift/linux/\(Machine.name)/swiftrt.o"
  }

  /// Search paths for modules: the folders and those of their subfolders that hold a C module.
  ///
  /// Read once per process: what is installed does not change under a running session.
  func searchArguments() -> [String] {
    let found = modules.flatMap { folder in
      [folder]
        + Files.entries(of: folder).flatMap { ["\(folder)/\($0)", "\(folder)/\($0)/include"] }
        .filter { Files.exists("\($0)/module.modulemap") }
    }
    return ([cellModules] + found).flatMap { ["-I", $0] }
  }
}

/// The machine that cells run on.
enum Machine {
  /// The architecture's name in the toolchain's folders.
  static var name: String {
    #if arch(arm64)
      "aarch64"
    #else
      "x86_64"
    #endif
  }
}
