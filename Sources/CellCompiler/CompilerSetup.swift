// SPDX-License-Identifier: MIT
import Glibc

/// Where the compiler finds what it needs, and the arguments that follow from it.
package struct CompilerSetup: Sendable {
  /// The session's private folder for compiled cells.
  package let scratch: String
  /// Folders with Swift modules, or with folders of C module maps, that cells may import.
  package let modules: [String]
  /// The folder that keeps compiled C modules between sessions.
  package let cache: String
  /// The toolchain's `usr` folder.
  package let toolchain: String

  /// Names each place.
  package init(scratch: String, modules: [String], cache: String, toolchain: String) {
    self.scratch = scratch
    self.modules = modules
    self.cache = cache
    self.toolchain = toolchain
  }

  #if arch(x86_64)
    private static let architecture = "x86_64"
  #elseif arch(arm64)
    private static let architecture = "aarch64"
  #endif

  /// Registers a library's types and conformances with the runtime; each cell needs it.
  var runtimeObject: String {
    "\(toolchain)/lib/swift/linux/\(Self.architecture)/swiftrt.o"
  }

  /// The arguments by which modules are found.
  var searchArguments: [String] {
    let folders = modules.flatMap { [$0] + Self.moduleMapFolders(in: $0) }
    return (folders + [scratch]).flatMap { ["-I", $0] }
      + ["-module-cache-path", "\(cache)/modules"]
  }

  /// The arguments that all cells share.
  var languageArguments: [String] {
    [
      "-swift-version", "5", "-enable-upcoming-feature", "BareSlashRegexLiterals",
      "-Xfrontend", "-plugin-path", "-Xfrontend", "\(toolchain)/lib/swift/host/plugins",
      // Call stacks are read by following frame pointers, which optimised code would leave out.
      "-Xcc", "-fno-omit-frame-pointer",
    ]
  }

  private static func moduleMapFolders(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let path = "\(folder)/\(name)"
      if !name.hasPrefix("."), access("\(path)/module.modulemap", R_OK) == 0 { found.append(path) }
    }
    return found.sorted()
  }
}
