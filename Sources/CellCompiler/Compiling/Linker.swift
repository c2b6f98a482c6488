// SPDX-License-Identifier: MIT
import Glibc

/// Links a cell's object to a shared library.
struct Linker {
  private let program: String
  private let options: [String]
  private let runtimeRegistration: String

  /// Chooses the linker: the system's, which starts faster, or the toolchain's own, which is always there.
  init(configuration: CompilerConfiguration) {
    let own = "\(configuration.toolchain)/bin/ld.lld"
    program = Self.systemLinkers.first { access($0, X_OK) == 0 } ?? own
    options = program == own ? ["--threads=1"] : []
    runtimeRegistration = configuration.runtimeRegistration
  }

  private static let systemLinkers = ["/usr/bin/ld.bfd", "/usr/bin/ld.gold"]

  /// Links; the result is nil on success and the linker's words otherwise.
  ///
  /// The table of unwind entries lets tools walk a cell's frames. Undefined symbols stay: they are found in the session, among the libraries and cells loaded before.
  func link(object: String, to library: String) -> String? {
    let result = Subprocess.run(
      [program, "-shared", "--eh-frame-hdr", "-o", library, runtimeRegistration, object] + options)
    return result.isSuccess ? nil : "\(program): \(result.output)"
  }
}
