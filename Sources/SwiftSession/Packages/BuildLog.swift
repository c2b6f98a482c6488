// SPDX-License-Identifier: MIT
import Synchronization

/// What a build says: its newest step for those who wait, its errors for those who mend.
final class BuildLog: Sendable {
  private struct State {
    var text = ""
    /// The unfinished last line.
    var rest: [UInt8] = []
  }

  /// More than these do not help.
  private static let shownErrors = 6

  private let state = Mutex(State())
  private let progress: @Sendable (String) -> Void

  /// - Parameter progress: takes each new step in a few words.
  init(progress: @escaping @Sendable (String) -> Void) { self.progress = progress }

  /// All that was said.
  var text: String {
    state.withLock { $0.text + String(decoding: $0.rest, as: UTF8.self) }
  }

  /// Takes output as it comes.
  func add(_ bytes: [UInt8]) {
    let lines = state.withLock { state in
      state.rest += bytes
      guard let end = state.rest.lastIndex(of: UInt8(ascii: "\n")) else { return "" }
      let lines = String(decoding: state.rest[...end], as: UTF8.self)
      state.rest.removeSubrange(...end)
      state.text += lines
      return lines
    }
    if let step = lines.split(separator: "\n").compactMap(Self.step).last { progress(step) }
  }

  /// The first errors, each once, without the folders of the cache.
  func errors(in folder: String) -> [String] {
    // The compiler repeats a message under the line that it shows.
    let lines = text.split(separator: "\n").filter {
      $0.contains("error: ") && $0.first { $0 != " " } != "|"
    }
    var errors: [String] = []
    for line in lines.map({ Self.readable($0, folder) }) where !errors.contains(line) {
      errors.append(line)
    }
    let hidden = errors.count - Self.shownErrors
    return errors.prefix(Self.shownErrors) + (hidden > 0 ? ["… and \(hidden) more errors"] : [])
  }

  private static func readable(_ line: Substring, _ folder: String) -> String {
    let text = String(line).replacing("\(folder)/.build/checkouts/", with: "")
      .replacing("\(folder)/", with: "")
    return text.hasPrefix("error: ")
      ? String(text.dropFirst("error: ".count)) : text.replacing(": error: ", with: ": ")
  }

  /// A line of the build in a few words; nil where it says nothing to wait for.
  static func step(_ line: Substring) -> String? {
    if let match = line.firstMatch(of: /^\[(\d+)\/(\d+)\] (Compiling|Linking|Emitting) (\S+)/) {
      if match.3 == "Linking" { return "linking" }
      return match.4 == PackageManifest.target
        ? nil : "compiling \(match.4) (step \(match.1) of \(match.2))"
    }
    if let match = line.firstMatch(of: /^(?:Fetching|Updating|Cloning) (\S+)/) {
      return "fetching \(match.1)"
    }
    return line.hasPrefix("Computing") || line.hasPrefix("Creating") ? "choosing versions" : nil
  }
}
