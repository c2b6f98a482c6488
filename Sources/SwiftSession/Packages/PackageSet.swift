// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc

/// The packages of one cell, which are built together, so that what they share is there once.
struct PackageSet: Sendable, Equatable {
  let requests: [PackageRequest]

  /// What people call them.
  var name: String { requests.map(\.name).joined(separator: ", ") }

  /// A name for what is built: another version, toolchain or text of a folder's files makes another one.
  func key(toolchain: String) -> String {
    let compiler = FileStamp("\(toolchain)/bin/swift-frontend")
    let parts = requests.map { request in
      "\(request.location) \(request.version.map { "\($0)" } ?? Self.fingerprint(request.location))"
    }
    let title = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" }
    return
      "\(String(title.prefix(60)))-\(Self.hash("\(compiler)\n" + parts.joined(separator: "\n")))"
  }

  /// What tells one state of a folder's files from another.
  private static func fingerprint(_ folder: String) -> String {
    let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    let sources = files.filter { !$0.hasPrefix(".build") && !$0.hasPrefix(".git") }.sorted()
    return sources.map { "\($0) \(FileStamp("\(folder)/\($0)"))" }.joined(separator: "\n")
  }

  /// The 64-bit Fowler–Noll–Vo hash, the same on every run.
  private static func hash(_ text: String) -> String {
    let value = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(value, radix: 16)
  }
}

/// The size and the time of a file's last change.
private struct FileStamp: CustomStringConvertible {
  let description: String

  init(_ path: String) {
    var status = stat()
    stat(path, &status)
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    description =
      isFolder ? "folder" : "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}

/// Packages that are built: what cells need to import them.
struct BuiltPackages: Codable, Sendable, Equatable {
  /// What people call them.
  var name: String
  /// The modules that cells may import.
  var modules: [String]
  /// The names by which package managers know the packages and all that they depend on.
  var identities: [String]
  /// The compiler's arguments.
  var arguments: [String]
  /// The library, to be loaded before a cell that imports a module.
  var library: String
  /// Packages among them whose macros cells cannot use.
  var withMacros: [String]
}

/// What Swift's package manager tells of the packages that another one depends on.
struct PackageNode: Decodable {
  let identity: String
  let path: String
  let dependencies: [PackageNode]

  /// The identities of all packages below.
  var allBelow: Set<String> {
    dependencies.reduce(into: []) { $0.formUnion($1.allBelow.union([$1.identity])) }
  }
}

/// What Swift's package manager tells of one package.
struct PackageDescription: Decodable {
  struct Product: Decodable {
    let name: String
    let targets: [String]
    let type: Kind

    /// Only libraries can be imported.
    struct Kind: Decodable {
      let library: [String]?
    }
  }
  struct Target: Decodable {
    let name: String
    let type: String
  }

  let name: String
  let products: [Product]
  let targets: [Target]

  /// The products that can be imported.
  var libraries: [Product] { products.filter { $0.type.library != nil } }
  /// Whether the package has macros of its own.
  var hasMacros: Bool { targets.contains { $0.type == "macro" } }
}
