// SPDX-License-Identifier: MIT
import CSessionHost
import Glibc
import SessionWire

/// A cell's function, as the compiler's entry points are declared.
typealias EntryPoint =
  @convention(c) (
    Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> Int32

/// Why a cell's library cannot be run.
struct LoadingError: Error {
  let reason: String
}

/// Loads cells and the libraries that they need.
struct CellLoader {
  private let runtimeFolder = Self.runtimeFolder()
  private var loaded: Set<String> = []

  init() {
    // Frames in the model library are reported like those of cells, but never lose their permission.
    guard let own = Self.file(defining: "lectern_session_main"),
      let handle = dlopen(own, RTLD_NOW | RTLD_NOLOAD)
    else { return }
    lectern_add_library(handle, false)
  }

  /// Loads the cell and finds its entry point.
  mutating func load(_ cell: CellLibrary) throws(LoadingError) -> EntryPoint {
    let missing = cell.dependencies.filter { !loadDependency($0) }
    guard let handle = dlopen(cell.path, RTLD_NOW | RTLD_GLOBAL) else {
      throw LoadingError(reason: Self.reason(missing: missing))
    }
    lectern_add_library(handle, true)
    guard let symbol = dlsym(handle, cell.entryPoint) else {
      throw LoadingError(reason: Self.reason(missing: missing))
    }
    return unsafeBitCast(symbol, to: EntryPoint.self)
  }

  /// Whether the library is there: found where the loader looks, or beside the Swift runtime.
  private mutating func loadDependency(_ name: String) -> Bool {
    if loaded.contains(name) { return true }
    let flags = RTLD_NOW | RTLD_GLOBAL
    guard let handle = dlopen(name, flags) ?? dlopen("\(runtimeFolder)/\(name)", flags) else {
      return false
    }
    // A library that is named by its path is a student's package: an interrupt stops it like a cell.
    if name.hasPrefix("/") { lectern_add_library(handle, true) }
    loaded.insert(name)
    return true
  }

  private static func reason(missing: [String]) -> String {
    let error = dlerror().map { String(cString: $0) } ?? "unknown reason"
    guard !missing.isEmpty else { return error }
    return "\(error) (not found: \(missing.joined(separator: ", ")))"
  }

  private static func runtimeFolder() -> String {
    guard let path = file(defining: "swift_retain"), let slash = path.lastIndex(of: "/") else {
      return "."
    }
    return String(path[..<slash])
  }

  private static func file(defining symbol: String) -> String? {
    lectern_file_of_symbol(symbol).map { String(cString: $0) }
  }
}
