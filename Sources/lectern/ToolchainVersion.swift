// SPDX-License-Identifier: MIT
import SwiftSession

/// The version of the Swift compiler that compiles cells.
enum ToolchainVersion {
  /// Told by the kernelspec, so that a starting kernel need not ask the compiler.
  static var current: String { Setting.variable("LECTERN_SWIFT_VERSION") ?? asked ?? "6" }

  /// Asked from the compiler: the number in `Swift version 6.3.1 (…)`.
  static var asked: String? {
    let output = CapturedOutput.of(
      program: "\(Setting.toolchain)/bin/swift-frontend", arguments: ["--version"])
    guard let words = output?.split(whereSeparator: \.isWhitespace),
      let index = words.firstIndex(of: "version"), words.indices.contains(index + 1)
    else { return nil }
    return String(words[index + 1])
  }
}
