// SPDX-License-Identifier: MIT
import Display
import SessionWire
import SwiftSession
import Synchronization

/// Runs a few cells in a session of its own, to see that all works and to fill the module cache.
struct TrialCell {
  let paths: SessionPaths

  /// What went wrong, or nil.
  var fault: String? {
    get async {
      do throws(SessionError) {
        let session = try SwiftSession(paths: paths)
        defer {
          session.shutdown()
          session.kill()
        }
        return await trial(in: session)
      } catch {
        return "\(error)"
      }
    }
  }

  private func trial(in session: SwiftSession) async -> String? {
    let output = KeptResult()
    for source in [
      "import Foundation", "import Generative", "let trial = 40",
      // Optimised cells have C modules of their own in the cache.
      "func addTwo(_ value: Int) -> Int { value + 2 }", "addTwo(trial)",
    ] {
      if let error = await session.run(source, label: "trial", output: output) {
        return "`\(source)`: \(error.name): \(error.value)"
      }
    }
    return output.text == "42" ? nil : "`40 + 2` gave \(output.text ?? "nothing")"
  }
}

/// Keeps the text of the last result and of the error stream.
private final class KeptResult: SessionOutput {
  private let kept = Mutex<String?>(nil)

  var text: String? { kept.withLock { $0 } }

  func write(_ bytes: [UInt8], isError: Bool) {}

  func show(_ action: DisplayAction, _ bundle: MIMEBundle) {
    if case .text(let text) = bundle.contents["text/plain"] { kept.withLock { $0 = text } }
  }

  func input(prompt: String, isPassword: Bool) async -> InputReply { .unavailable }

  func comm(_ message: CommMessage) {}
}
