// SPDX-License-Identifier: MIT

/// A Swift package that a cell asks for.
struct PackageRequest: Sendable, Hashable {
  /// Which version of a repository is meant.
  enum Version: Sendable, Hashable {
    case exact(String)
    case from(String)
    case branch(String)
    case revision(String)
  }

  /// A URL, or the whole path of a folder.
  let location: String
  /// Nil for a folder that is taken as it is.
  let version: Version?

  init(_ arguments: DirectiveArguments) throws(DirectiveError.Reason) {
    let words = arguments.words
    guard let place = words.first, !place.isEmpty, words.count <= 2 else {
      throw .arguments(.package, "needs a URL or a folder, and a version")
    }
    let isURL = place.contains("://") || place.hasPrefix("git@")
    location = isURL ? place : NotebookFolder.resolve(place)
    version = try words.dropFirst().first.map { word throws(DirectiveError.Reason) in
      try Self.version(word)
    }
    if isURL && version == nil { throw .arguments(.package, "needs a version, such as `1.2.3`") }
  }

  private static func version(_ word: String) throws(DirectiveError.Reason) -> Version {
    let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("from", 2) where isNumber(parts[1]): return .from(parts[1])
    case ("branch", 2): return .branch(parts[1])
    case ("revision", 2): return .revision(parts[1])
    default:
      guard isNumber(word) else {
        throw .arguments(
          .package,
          "does not know the version `\(word)`: write `1.2.3`, `from:1.2.3`, `branch:main` or `revision:4f2a…`"
        )
      }
      return .exact(word)
    }
  }

  /// Whether the word is a version with its three numbers.
  private static func isNumber(_ word: String) -> Bool {
    let core = word.split(separator: "-", maxSplits: 1).first ?? ""
    let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 3 && numbers.allSatisfy { Int($0) != nil }
  }

  /// What people call it: the last part of its location, and its version.
  var name: String {
    let last = location.split(separator: "/").last.map(String.init) ?? location
    let name = last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    return switch version {
    case .exact(let number), .from(let number): "\(name) \(number)"
    case .branch(let branch): "\(name) (\(branch))"
    case .revision(let revision): "\(name) (\(revision.prefix(8)))"
    case nil: name
    }
  }
}
