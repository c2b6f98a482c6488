// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc

/// Builds the packages of a cell with Swift's package manager, once for all sessions that share a cache.
///
/// A folder of the cache is built in under a lock and counts as built only when its last file is there: a build that
/// was stopped is taken up again, and two kernels that want the same thing build it once.
struct PackageBuilder {
  let packages: PackageSet
  let toolchain: String
  let environment: [String]
  /// Takes each new step in a few words.
  let progress: @Sendable (String) -> Void
  /// Runs a program to its end, or to the cell's.
  let run:
    (CommandProcess, @escaping @Sendable ([UInt8]) -> Void) async throws(SpawnError) -> ExitStatus
  /// Whether the cell is to end.
  let isInterrupted: () -> Bool

  private let folder: String
  private let lockFile: String

  /// Prepares a build in a cache.
  init(
    _ packages: PackageSet, toolchain: String, cache: String, environment: [String],
    progress: @escaping @Sendable (String) -> Void,
    run:
      @escaping (
        CommandProcess, @escaping @Sendable ([UInt8]) -> Void
      ) async throws(SpawnError) -> ExitStatus,
    isInterrupted: @escaping () -> Bool
  ) {
    self.packages = packages
    self.toolchain = toolchain
    self.environment = environment + ["GIT_TERMINAL_PROMPT=0"]
    self.progress = progress
    self.run = run
    self.isInterrupted = isInterrupted
    let key = packages.key(toolchain: toolchain)
    folder = "\(cache)/packages/\(key)"
    lockFile = "\(cache)/packages/\(key).lock"
  }

  /// The packages as the cache holds them, or nil.
  func cached() -> BuiltPackages? {
    guard let data = FileManager.default.contents(atPath: readyFile),
      let built = try? JSONDecoder().decode(BuiltPackages.self, from: data),
      access(built.library, R_OK) == 0
    else { return nil }
    return built
  }

  /// Builds what the cache does not hold yet.
  ///
  /// - Parameter accept: throws where the session cannot take the packages of these identities.
  func build(
    accept: ([String]) throws(CellError) -> Void
  ) async throws(CellError) -> BuiltPackages {
    if let built = cached() { return built }
    for request in packages.requests where request.version == nil { try check(request) }
    let lock = try await lock()
    defer { close(lock) }
    if let built = cached() { return built }
    try write(PackageManifest(requests: packages.requests))
    progress("choosing versions")
    let (root, descriptions) = try await findProducts()
    try accept(root.allBelow.sorted())
    let products = zip(root.dependencies, descriptions).flatMap { node, description in
      description.libraries.map { PackageManifest.Product(name: $0.name, package: node.identity) }
    }
    guard !products.isEmpty else {
      throw error("\(packages.name) has no library that a cell could import.")
    }
    try write(PackageManifest(requests: packages.requests, products: products))
    _ = try await swift(["build", "-c", "release", "--product", PackageManifest.target])
    let built = result(root, descriptions)
    try finish(built)
    return built
  }

  private var readyFile: String { "\(folder)/ready.json" }

  private func error(_ value: String, details: [String] = []) -> CellError {
    CellError(name: "PackageError", value: value, details: details)
  }

  // MARK: Steps

  private func check(_ request: PackageRequest) throws(CellError) {
    guard access("\(request.location)/Package.swift", R_OK) != 0 else { return }
    throw error(
      "there is no Package.swift in \(request.location). "
        + "A name without a leading slash starts at the notebook's folder.")
  }

  /// Waits until no other session builds the same.
  private func lock() async throws(CellError) -> Int32 {
    do {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/Sources", withIntermediateDirectories: true)
    } catch {
      throw self.error(
        "the cache folder \(folder) cannot be made. Set LECTERN_CACHE to one that can.")
    }
    let file = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw error("\(lockFile) cannot be written: \(String(cString: strerror(errno))).")
    }
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      progress("waiting for another session that builds the same")
      try? await Task.sleep(for: .milliseconds(200))
      if isInterrupted() {
        close(file)
        throw .interrupted
      }
    }
    return file
  }

  private func write(_ manifest: PackageManifest) throws(CellError) {
    do {
      try manifest.text.write(toFile: "\(folder)/Package.swift", atomically: true, encoding: .utf8)
      let source = "// The library holds what this package depends on.\n"
      let file = "\(folder)/Sources/\(PackageManifest.target).swift"
      if access(file, R_OK) != 0 {
        try source.write(toFile: file, atomically: true, encoding: .utf8)
      }
    } catch {
      throw self.error("\(folder) cannot be written: \(error).")
    }
  }

  private func findProducts() async throws(CellError) -> (PackageNode, [PackageDescription]) {
    let tree = try await swift(["package", "show-dependencies", "--format", "json"])
    let root = try decode(PackageNode.self, tree)
    var descriptions: [PackageDescription] = []
    for node in root.dependencies {
      let text = try await swift(["package", "dump-package"], in: node.path)
      descriptions.append(try decode(PackageDescription.self, text))
    }
    return (root, descriptions)
  }

  /// What the package manager prints begins with words about its own work.
  private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws(CellError)
    -> Value
  {
    let lines = text.split(separator: "\n").drop { !$0.hasPrefix("{") }
    let end = lines.lastIndex { $0.hasPrefix("}") } ?? lines.endIndex - 1
    guard !lines.isEmpty,
      let value = try? JSONDecoder().decode(
        type, from: Data(lines[...end].joined(separator: "\n").utf8))
    else {
      throw error(
        "Swift's package manager gave an answer about \(packages.name) that is not understood.")
    }
    return value
  }

  /// Runs the package manager and gives what it printed.
  private func swift(_ arguments: [String], in package: String? = nil) async throws(CellError)
    -> String
  {
    let log = BuildLog(progress: progress)
    let status: ExitStatus
    do throws(SpawnError) {
      let process = try CommandProcess(
        "\(toolchain)/bin/swift",
        arguments.prefix(1) + ["--package-path", package ?? folder] + arguments.dropFirst(),
        environment: environment)
      status = try await run(process) { log.add($0) }
    } catch {
      throw self.error("\(error)")
    }
    if isInterrupted() { throw .interrupted }
    guard status == .exited(0) else {
      let errors = log.errors(in: folder)
      let reason = errors.first ?? status.description
      throw error("\(packages.name) cannot be built: \(reason)", details: Array(errors.dropFirst()))
    }
    return log.text
  }

  // MARK: Result

  private func result(_ root: PackageNode, _ descriptions: [PackageDescription]) -> BuiltPackages {
    let products = "\(folder)/.build/release"
    let modules = Set(descriptions.flatMap(\.libraries).flatMap(\.targets))
    return BuiltPackages(
      name: packages.name, modules: modules.sorted(), identities: root.allBelow.sorted(),
      arguments: ["-I", "\(products)/Modules"] + moduleMaps,
      library: "\(products)/\(PackageManifest.library)",
      withMacros: descriptions.filter(\.hasMacros).map(\.name))
  }

  /// The C modules that the build itself has used.
  private var moduleMaps: [String] {
    let plan = (try? String(contentsOfFile: "\(folder)/.build/release.yaml", encoding: .utf8)) ?? ""
    let maps = Set(plan.matches(of: /"-fmodule-map-file=([^"]+)"/).map { String($0.1) })
    let folders = Set(plan.matches(of: /"-I","(\/[^"]+\/include)"/).map { String($0.1) })
    return folders.sorted().flatMap { ["-Xcc", "-I\($0)"] }
      + maps.sorted().flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
  }

  private func finish(_ built: BuiltPackages) throws(CellError) {
    do {
      try JSONEncoder().encode(built).write(to: URL(filePath: readyFile), options: .atomic)
    } catch {
      throw self.error("\(readyFile) cannot be written: \(error).")
    }
  }
}
