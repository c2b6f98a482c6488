// SPDX-License-Identifier: MIT
import Synchronization

/// Compiles one source file to an object and a module, in this process.
struct ModuleCompiler {
  let sourceKit: SourceKit
  let configuration: CompilerConfiguration
  /// The packages that cells have asked for.
  let packages = PackageModules()
  private let searchArguments: [String]
  private let cache: ModuleCache
  /// SourceKit crashes when it compiles two files at once.
  private static let oneAtATime = Mutex(())

  /// Makes a compiler with fixed folders.
  init(sourceKit: SourceKit, configuration: CompilerConfiguration) {
    self.sourceKit = sourceKit
    self.configuration = configuration
    cache = ModuleCache(configuration: configuration)
    searchArguments = configuration.searchArguments()
  }

  /// What a compilation said and whether it made its outputs.
  struct Outcome {
    let diagnostics: [SourceKitValue]
    let isSuccess: Bool

    /// Whether it only failed because a member must be as public as the protocol or the class that asks for it.
    var wantsOpenAccess: Bool {
      !isSuccess && diagnostics.contains { Self.accessErrors.contains($0.text("key.id")) }
    }

    private static let accessErrors: Set<String> = [
      "witness_not_accessible_proto", "witness_not_accessible_type",
      "type_witness_not_accessible_proto", "type_witness_not_accessible_type",
      "override_not_accessible", "required_initializer_not_accessible",
    ]
  }

  /// Compiles a file.
  ///
  /// Of the library only public names are seen. For the names of earlier cells, which are not public, the imports ask;
  /// yet the compiler then demands `public` of members with which a cell makes an earlier type conform. Who writes
  /// cells need not know that: such a cell is compiled without the rules of access.
  func compile(
    file: String, object: String, serial: Int, isOptimized: Bool
  ) throws(SourceKitError) -> Outcome {
    let arguments =
      outputArguments(file: file, object: object, serial: serial) + languageArguments
      + (isOptimized ? ["-O", "-Xfrontend", "-cross-module-optimization"] : ["-Onone"])
    let outcome = try compileWithSoundCache(arguments, to: object)
    guard outcome.wantsOpenAccess else { return outcome }
    return try compile(arguments + ["-Xfrontend", "-disable-access-control"], to: object)
  }

  /// Compiles, and again where a damaged module of the cache was the reason why that failed.
  private func compileWithSoundCache(
    _ arguments: [String], to object: String
  ) throws(SourceKitError) -> Outcome {
    var attempts = 4
    while true {
      let folder = cache.generation
      let outcome = try compile(arguments, to: object)
      attempts -= 1
      guard attempts > 0, cache.isBlamed(by: outcome), cache.discard(folder) else { return outcome }
    }
  }

  private func compile(
    _ arguments: [String], to object: String
  ) throws(SourceKitError) -> Outcome {
    let reply = try Self.oneAtATime.withLock { _ throws(SourceKitError) in
      try sourceKit.send(
        "compile", ["key.name": .string("cell"), "key.compilerargs": .strings(arguments)])
    }
    return Outcome(
      diagnostics: reply.elements("key.diagnostics"),
      isSuccess: reply.integer("key.value") == 0 && Files.exists(object))
  }

  private func outputArguments(file: String, object: String, serial: Int) -> [String] {
    let module = CellNames.module(serial)
    return [
      "-c", file, "-module-name", module, "-o", object,
      "-emit-module", "-emit-module-path", "\(configuration.cellModules)/\(module).swiftmodule",
      "-Xfrontend", "-entry-point-function-name",
      "-Xfrontend", CellNames.entryPoint(serial),
    ]
  }

  /// Later cells may use whatever earlier ones declare, private names included.
  private var languageArguments: [String] {
    sharedArguments + [
      "-enable-testing", "-Xfrontend", "-enable-private-imports",
      "-package-name", "lectern-session",
      // Call stacks are read by following frame pointers, which optimised code would leave out.
      "-g", "-Xcc", "-fno-omit-frame-pointer",
    ]
  }

  /// The arguments with which completion and inspection read a document of the session.
  func queryArguments(file: String) -> [String] {
    sharedArguments + ["-package-name", "lectern-session", "-module-name", "LecternQuery", file]
  }

  private var sharedArguments: [String] {
    searchArguments + packages.arguments.withLock(\.self) + [
      "-swift-version", "5", "-enable-upcoming-feature", "BareSlashRegexLiterals",
      "-Xfrontend", "-plugin-path",
      "-Xfrontend", "\(configuration.toolchain)/lib/swift/host/plugins",
      "-module-cache-path", cache.path,
    ]
  }
}
