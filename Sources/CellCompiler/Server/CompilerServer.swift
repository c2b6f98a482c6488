// SPDX-License-Identifier: MIT
import Glibc
package import SessionWire

/// Answers the kernel's commands, which come and go as frames.
///
/// Cells are compiled in one line of work and questions answered in another, so that completion
/// does not wait for a cell.
package final class CompilerServer: Sendable {
  private let compiler: CellCompiler
  private let channel: FrameChannel
  private let cells = WorkQueue()
  private let questions = WorkQueue()
  private let preparation: IdleWork

  /// Makes a server with a compiler that is up.
  package init(compiler: CellCompiler, channel: FrameChannel) {
    self.compiler = compiler
    self.channel = channel
    // After a cell the first question reads all modules anew. It takes the longer the more there are, and nobody
    // asks within the first moments.
    preparation = IdleWork(after: .milliseconds(250)) { compiler.prepareQuestions() }
  }

  /// Serves until the kernel shuts the server down or is gone, then removes the scratch folder.
  package func run() {
    answer(.ready)
    cells.add { self.compiler.warmUp() }
    questions.add { self.compiler.prepareQuestions() }
    CacheWarming(configuration: compiler.configuration).fillInBackground()
    while let command = try? channel.receive(CompilerCommand.self) {
      if case .shutdown = command { break }
      perform(command)
    }
    compiler.removeScratch()
  }

  private func perform(_ command: CompilerCommand) {
    switch command {
    case .compile(let number, let source):
      cells.add { self.answer(.compiled(number: number, self.compiler.compile(source))) }
    case .checkCompleteness(let number, let source):
      answer(.completeness(number: number, CompletenessCheck.check(source)))
    case .complete(let number, let source, let cursor):
      questions.add {
        self.answer(
          .completions(number: number, self.compiler.completions(of: source, at: cursor)))
      }
    case .inspect(let number, let source, let cursor):
      questions.add {
        self.answer(
          .inspection(number: number, self.compiler.inspection(of: source, at: cursor)))
      }
    case .writeScript(let number, let parts):
      questions.add {
        self.answer(.script(number: number, self.compiler.script(of: parts)))
      }
    case .publish(let interface, let source):
      compiler.publish(interface, source: source)
      preparation.schedule()
    case .forget: compiler.forget()
    case .useModules(let arguments): compiler.useModules(arguments)
    case .shutdown: break
    }
  }

  /// Sends an answer; when nobody is there to read it, `run` ends by itself.
  private func answer(_ event: CompilerEvent) { try? channel.send(event) }
}
