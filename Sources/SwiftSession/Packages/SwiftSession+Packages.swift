// SPDX-License-Identifier: MIT
import Display
import SessionWire
import Synchronization

extension SwiftSession {
  /// Makes packages importable in this and all later cells, after building what no session has built before.
  func usePackages(
    _ requests: [PackageRequest], output: any SessionOutput
  ) async throws(CellError) {
    let packages = PackageSet(requests: requests)
    let line = UpdatedLine(output: output)
    let builder = builder(packages) { line.show("\(packages.name): \($0)") }
    let start = ContinuousClock.now
    let isCached = builder.cached() != nil
    let built: BuiltPackages
    do throws(CellError) {
      built = try await builder.build { identities throws(CellError) in
        try self.checkNotLoaded(identities)
      }
      try add(built)
    } catch {
      if line.isShown { line.show("\(packages.name): not built") }
      throw error
    }
    let time =
      isCached ? "from the cache" : "built in \(NumberText.duration((.now - start).seconds))"
    line.show(Self.summary(of: built) + " (\(time))")
  }

  private static func summary(of built: BuiltPackages) -> String {
    let imports = built.modules.map { "import \($0)" }.joined(separator: ", ")
    let macros = built.withMacros.isEmpty ? "" : "; its macros cannot be used in cells"
    return "\(built.name): \(imports)\(macros)"
  }

  private func builder(
    _ packages: PackageSet, progress: @escaping @Sendable (String) -> Void
  ) -> PackageBuilder {
    PackageBuilder(
      packages, toolchain: paths.toolchain, cache: paths.cache, environment: commandEnvironment,
      progress: progress,
      run: { process, handler throws(SpawnError) in try await self.wait(for: process, handler) },
      isInterrupted: { self.isInterrupted })
  }

  /// Puts packages into the search path of cells, where they do not bring a second copy of what is there.
  private func add(_ built: BuiltPackages) throws(CellError) {
    if state.withLock({ $0.packages.contains { $0.library == built.library } }) { return }
    try checkNotLoaded(built.identities)
    let arguments = state.withLock { state in
      state.packages.append(built)
      return state.packages.flatMap(\.arguments)
    }
    compiler.useModules(arguments)
  }

  private func checkNotLoaded(_ identities: [String]) throws(CellError) {
    let new = Set(identities)
    for other in state.withLock({ $0.packages }) {
      guard let shared = other.identities.first(where: new.contains) else { continue }
      throw CellError(
        name: "PackageError",
        value:
          "\(shared) is already loaded, with \(other.name): a second copy would make its types twice. "
          + "Begin with `//% reset`, in a cell with all `//% package` lines below it.")
    }
  }

  /// Forgets all packages, whose libraries went with the session's process.
  func forgetPackages() {
    state.withLock { $0.packages = [] }
    compiler.useModules([])
  }
}

/// One line of output that is replaced as things go on.
final class UpdatedLine: Sendable {
  private static let lastNumber = Atomic<Int>(0)

  private let output: any SessionOutput
  private let id = "lectern-line-\(lastNumber.wrappingAdd(1, ordering: .relaxed).newValue)"
  private let shown = Mutex<String?>(nil)

  init(output: any SessionOutput) { self.output = output }

  /// Whether there is anything to see.
  var isShown: Bool { shown.withLock { $0 != nil } }

  /// Shows a text in place of the one before.
  func show(_ text: String) {
    let before = shown.withLock { shown in
      defer { shown = text }
      return shown
    }
    guard text != before else { return }
    output.show(before == nil ? .display(id: id) : .update(id: id), MIMEBundle(text: text))
  }
}
