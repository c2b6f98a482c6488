// SPDX-License-Identifier: MIT
import Display

/// What the compiler process is told when it is started.
package struct CommandLineOptions: Sendable {
  /// What the process is to do.
  package enum Task: Sendable, Equatable {
    /// Serve the kernel on the socket with this descriptor.
    case serve(channel: Int32)
    /// Fill the compiler's cache and end.
    case warmUp
  }

  /// What to do.
  package let task: Task
  /// The folders.
  package let configuration: CompilerConfiguration

  /// An argument that is missing or wrong.
  package struct Mistake: Error, CustomStringConvertible {
    /// What is wrong, in a sentence.
    package let description: String
  }

  /// Reads `--name value` pairs; `--modules` holds folders with colons between them.
  package init(_ arguments: [String]) throws(Mistake) {
    var values: [String: [String]] = [:]
    let isWarmUp = arguments.first == "--warm-up"
    var rest = arguments.dropFirst(isWarmUp ? 1 : 0)
    while let option = rest.popFirst() {
      guard Self.names.contains(option) else {
        throw Mistake(description: "unknown option \(option)")
      }
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
    task = isWarmUp ? .warmUp : .serve(channel: try Self.descriptor(value("--channel")))
    configuration = CompilerConfiguration(
      scratch: try value("--scratch"),
      modules: try value("--modules").split(separator: ":").map(String.init),
      cache: try value("--cache"), toolchain: try value("--toolchain"),
      isGraded: GradedRun.isActive)
  }

  private static func descriptor(_ text: String) throws(Mistake) -> Int32 {
    guard let descriptor = Int32(text), descriptor >= 0 else {
      throw Mistake(description: "--channel is no file descriptor")
    }
    return descriptor
  }

  private static let names: Set<String> = [
    "--channel", "--scratch", "--modules", "--cache", "--toolchain",
  ]
}
