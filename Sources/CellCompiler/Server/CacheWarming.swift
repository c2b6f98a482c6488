// SPDX-License-Identifier: MIT
import Glibc
import SessionWire

/// Fills the compiler's cache, which takes seconds, once per toolchain and before a cell needs it.
package struct CacheWarming: Sendable {
  private let configuration: CompilerConfiguration

  /// Makes a warming of a configuration's cache.
  package init(configuration: CompilerConfiguration) { self.configuration = configuration }

  /// Compiles and completes against the large libraries, so that their C modules are built.
  ///
  /// Of many kernels that start at once on a cold cache one fills it; the others wait before they take memory.
  package func fill() throws {
    let (descriptor, hasWaited) = lock()
    defer { if descriptor >= 0 { close(descriptor) } }
    if hasWaited && Files.exists(marker) { return }
    let compiler = try CellCompiler(configuration: configuration)
    defer { compiler.removeScratch() }
    for module in ["Foundation", "Generative"] {
      let source = CellSource(cell: 0, label: "warm-up", source: "import \(module)\nlet one = 1")
      _ = compiler.compile(source)
      let question = "import \(module)\non"
      _ = compiler.completions(of: question, at: question.unicodeScalars.count)
    }
    try? Files.write("", to: marker)
  }

  /// Takes the cache's lock, where one can be made; tells whether another process had it.
  private func lock() -> (descriptor: Int32, hasWaited: Bool) {
    try? Files.makeFolder(configuration.cache)
    let path = "\(configuration.cache)/warm-up.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return (-1, false) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return (descriptor, false) }
    flock(descriptor, LOCK_EX)
    return (descriptor, true)
  }

  /// Fills the cache from a process of its own, for SourceKit cannot compile two things at once.
  func fillInBackground() {
    guard !Files.exists(marker) else { return }
    let arguments =
      ["/proc/self/exe", "--warm-up"] + configuration.argumentsForWarming
    WorkQueue().add { _ = Subprocess.run(arguments) }
  }

  /// How the names of the files begin that say so.
  static let markerPrefix = "filled-"

  /// A file that says that the cache is filled for this toolchain.
  private var marker: String {
    var status = stat()
    stat("\(configuration.toolchain)/lib/libsourcekitdInProc.so", &status)
    return "\(configuration.cache)/\(Self.markerPrefix)\(status.st_size)-\(status.st_mtim.tv_sec)"
  }
}

extension CompilerConfiguration {
  /// The command line that gives another process these folders, but for a scratch folder of its own,
  /// which may outlive the session's.
  fileprivate var argumentsForWarming: [String] {
    ["--scratch", "\(cache)/warm-up-\(getpid())", "--cache", cache, "--toolchain", toolchain]
      + ["--modules", modules.joined(separator: ":")]
  }
}
