// SPDX-License-Identifier: MIT
import Glibc
package import SessionWire

/// Answers the kernel's questions: cells one at a time, everything else beside them.
package struct CompilerService: Sendable {
  private let channel: FrameChannel
  private let builder: CellBuilder
  private let assistant: CodeAssistant
  private let building = WorkQueue()
  private let assisting = WorkQueue()

  /// Makes a service that answers on a channel.
  package init(setup: CompilerSetup, channel: FrameChannel) {
    self.channel = channel
    builder = CellBuilder(setup: setup)
    assistant = CodeAssistant(builder: builder, setup: setup)
  }

  /// Serves until the channel is closed or a shutdown is asked for.
  package func run() {
    building.add {
      builder.warmUp()
      send(.ready)
    }
    while let command = try? channel.receive(CompilerCommand.self), command != .shutdown {
      serve(command)
    }
  }

  private func serve(_ command: CompilerCommand) {
    switch command {
    case .compile(let number, let cell):
      building.add { send(.compiled(number: number, builder.build(cell))) }
    case .checkCompleteness(let number, let source):
      send(.completeness(number: number, CompletenessCheck.completeness(of: source)))
    case .complete(let number, let source, let cursor):
      assisting.add {
        send(.completions(number: number, assistant.completions(of: source, at: cursor)))
      }
    case .inspect(let number, let source, let cursor):
      assisting.add {
        send(.inspection(number: number, assistant.inspection(of: source, at: cursor)))
      }
    // In the cells' own order: a cell compiled later must see it, one compiled before must not.
    case .publish(let interface, let source):
      building.add { builder.publish(interface, source: source) }
    case .forget: building.add { builder.forget() }
    case .shutdown: break
    }
  }

  private func send(_ event: CompilerEvent) { try? channel.send(event) }
}
