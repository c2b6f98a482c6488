// SPDX-License-Identifier: MIT

/// The package that depends on those of a cell and makes one library of them.
struct PackageManifest {
  /// A product that the library shall hold.
  struct Product: Equatable {
    let name: String
    let package: String
  }

  /// The name of the target and, with a suffix, of the library.
  static let target = "LecternPackages"

  let requests: [PackageRequest]
  /// Empty while only the dependencies are to be found out.
  var products: [Product] = []

  /// The library's file.
  static let library = "lib\(target).so"

  /// The manifest's text.
  var text: String {
    let dependencies = requests.map { "    \(dependency($0))," }
    let needed = products.map {
      "      .product(name: \($0.name.quoted), package: \($0.package.quoted)),"
    }
    return """
      // swift-tools-version: 5.9
      import PackageDescription

      let package = Package(
        name: "\(Self.target)",
        products: [
          .library(name: "\(Self.target)", type: .dynamic, targets: ["\(Self.target)"])
        ],
        dependencies: [
      \(dependencies.joined(separator: "\n"))
        ],
        targets: [
          .target(name: "\(Self.target)", dependencies: [
      \(needed.joined(separator: "\n"))
          ], path: "Sources")
        ])

      """
  }

  private func dependency(_ request: PackageRequest) -> String {
    let location = request.location.quoted
    return switch request.version {
    case .exact(let number): ".package(url: \(location), exact: \(number.quoted))"
    case .from(let number): ".package(url: \(location), from: \(number.quoted))"
    case .branch(let branch): ".package(url: \(location), branch: \(branch.quoted))"
    case .revision(let revision): ".package(url: \(location), revision: \(revision.quoted))"
    case nil: ".package(path: \(location))"
    }
  }
}

extension String {
  /// The text as a literal of Swift.
  fileprivate var quoted: String { String(reflecting: self) }
}
