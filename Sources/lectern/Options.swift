// SPDX-License-Identifier: MIT

/// Why a command cannot be carried out.
enum CommandLineError: Error, CustomStringConvertible {
  /// The command line is wrong.
  case usage(String)
  /// The command failed; the text says why and what helps.
  case failed(String)
  /// What the command needs is not there; the text says what helps.
  case unavailable(String)

  var description: String {
    switch self {
    case .usage(let text): "\(text); see `lectern --help`"
    case .failed(let text), .unavailable(let text): text
    }
  }

  var exitCode: Int32 {
    switch self {
    case .usage: 2
    case .failed: 1
    case .unavailable: 3
    }
  }
}

/// The options of a command: `--name value`, `--name=value` or `--flag`.
struct Options {
  private var values: [String: String] = [:]
  private var flags: Set<String> = []
  /// The words that belong to no option, in their order.
  private(set) var words: [String] = []

  /// Reads the arguments; anything that is not among the names is an error.
  ///
  /// - Parameters:
  ///   - ignoresWords: whether words that belong to no option are passed over.
  ///   - takesWords: whether words that belong to no option are kept, such as names of files.
  init(
    _ arguments: [String], valued: Set<String> = [], flags known: Set<String> = [],
    ignoresWords: Bool = false, takesWords: Bool = false
  ) throws(CommandLineError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        if takesWords { words.append(argument) }
        if ignoresWords || takesWords { continue }
        throw .usage("'\(argument)' is not expected here")
      }
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
      let name = parts.first ?? ""
      if known.contains(name), parts.count == 1 {
        flags.insert(name)
      } else if valued.contains(name) {
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
          throw .usage("--\(name) needs a value")
        }
        values[name] = value
      } else {
        throw .usage("there is no option '\(argument)'")
      }
    }
  }

  /// The value of an option, or nil.
  subscript(name: String) -> String? { values[name] }

  /// Whether a flag was given.
  func contains(_ flag: String) -> Bool { flags.contains(flag) }
}
