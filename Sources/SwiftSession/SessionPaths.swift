// SPDX-License-Identifier: MIT
import Glibc

/// Where a session finds its programs, modules and folders.
package struct SessionPaths: Sendable, Equatable {
  /// The compiler process's executable.
  package var compiler: String
  /// The session host's executable.
  package var host: String
  /// The library that the host loads: the model library with the host itself.
  package var library: String
  /// The folders with the Swift modules and C module maps that cells may import.
  package var modules: [String]
  /// The toolchain's `usr` folder.
  package var toolchain: String
  /// The folder that keeps compiled modules between sessions; may be shared by many.
  package var cache: String

  /// Names each place.
  package init(
    compiler: String, host: String, library: String, modules: [String], toolchain: String,
    cache: String
  ) {
    self.compiler = compiler
    self.host = host
    self.library = library
    self.modules = modules
    self.toolchain = toolchain
    self.cache = cache
  }

  /// Finds everything beside an executable, be it installed or in a build folder.
  ///
  /// - Parameters:
  ///   - folder: the folder of the `lectern` executable.
  ///   - toolchain: the toolchain's `usr` folder.
  ///   - cache: the folder for caches.
  package init(besideExecutablesIn folder: String, toolchain: String, cache: String) {
    self.init(
      compiler: "\(folder)/lectern-compiler", host: "\(folder)/lectern-session",
      library: "\(folder)/libGenerative.so", modules: Self.modules(beside: folder),
      toolchain: toolchain, cache: cache)
  }

  /// The Swift modules that cells may import.
  package static let importableModules = [
    "Generative", "Display", "Tensors", "Distributions", "Layers", "Learning", "Models", "Datasets",
    "Evaluation", "Figures", "Widgets", "Grading",
  ]

  /// The C modules that those import.
  package static let systemModules = ["COpenBLAS", "CPNG", "CCairo", "CZlib", "CKernels"]

  /// The language in which cells and scripts are compiled.
  package static let languageOptions = [
    "-swift-version", "5", "-enable-upcoming-feature", "BareSlashRegexLiterals",
  ]

  /// The folders in which the compiler finds the modules, those of C modules among them.
  package var searchFolders: [String] {
    modules
      + modules.flatMap { folder in
        Self.systemModules.flatMap { ["\(folder)/\($0)", "\(folder)/\($0)/include"] }
          .filter { access("\($0)/module.modulemap", R_OK) == 0 }
      }
  }

  private static func modules(beside folder: String) -> [String] {
    if isFolder("\(folder)/modules") { return ["\(folder)/modules"] }
    // A build folder: `<checkout>/.build/<triple>/<configuration>`, or a scratch folder elsewhere.
    let modules = "\(folder)/Modules"
    return checkout(above: folder).map { [modules, "\($0)/Sources"] } ?? [modules]
  }

  /// The checkout that holds a build folder; nil where there is none.
  package static func checkout(above folder: String) -> String? {
    var path = folder
    while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      path = String(path[..<slash])
      if access("\(path)/Package.swift", R_OK) == 0 { return path }
    }
    return nil
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
