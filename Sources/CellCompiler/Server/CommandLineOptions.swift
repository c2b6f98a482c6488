// SPDX-License-Identifier: MIT

/// What the compiler process is told when it is started.
package struct CommandLineOptions: Sendable {
  /// The descriptor of the socket to the kernel.
  package let channel: Int32
  /// The folders.
  package let configuration: CompilerConfiguration

  /// An argument that is missing or wrong.
  package struct Mistake: Error, CustomStringConvertible {
    /// What is wrong, in a sentence.
    package let description: String
  }

  /// Reads `--name value` pairs; `--modules` may be given several times.
  package init(_ arguments: [String]) throws(Mistake) {
    var values: [String: [String]] = [:]
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard Self.names.contains(option) else { throw Mistake(description: "unknown option \(option)") }
      guard let value = rest.popFirst() else {
        throw Mistake(description: "\(option) needs a value")
      }
      values[option, default: []].append(value)
    }
    func value(_ name: String) throws(Mistake) -> String {
      guard let value = values[name]?.last else {
        throw Mistake(description: "\(name) is missing")
      }
      return value
    }
    guard let channel = Int32(try value("--channel")), channel >= 0 else {
      throw Mistake(description: "--channel is no file descriptor")
    }
    self.channel = channel
    configuration = CompilerConfiguration(
      scratch: try value("--scratch"), modules: values["--modules"] ?? [],
      cache: try value("--cache"), toolchain: try value("--toolchain"))
  }

  private static let names: Set<String> = [
    "--channel", "--scratch", "--modules", "--cache", "--toolchain",
  ]
}
