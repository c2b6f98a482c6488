// SPDX-License-Identifier: MIT
import CSessionHost
import Display
import Glibc
import SessionWire
import Synchronization

/// Reads variables for the kernel.
///
/// Descriptions are user code: they run on a thread like a cell's, where they may trap or be stopped.
struct VariableReader: Sendable {
  let number: Int
  let names: [VariableName]
  let channel: FrameChannel

  private static let next = Mutex<VariableReader?>(nil)

  /// Makes this the reader that the entry point finds.
  func prepare() { Self.next.withLock { $0 = self } }

  /// The code of the reading thread.
  static let entryPoint: EntryPoint = { _, _ in
    let reader = next.withLock { next in
      defer { next = nil }
      return next
    }
    reader?.run()
    return 0
  }

  /// Lets the variables of a cell that ran be read.
  static func publish(_ interface: CellInterface) {
    let symbol = SessionSymbols.registration(ofModule: interface.module)
    SessionVariables.shared.add(
      cell: interface.cell, label: interface.label, variables: interface.variables,
      others: interface.otherNames
    ) {
      guard let function = dlsym(nil, symbol) else { return }
      unsafeBitCast(function, to: (@convention(c) () -> Void).self)()
    }
  }

  private func run() {
    for name in names {
      guard let reading = SessionVariables.shared.reading(of: name.name, in: name.cell) else {
        send(VariableText(type: "", value: ""))
        continue
      }
      send(VariableText(type: reading.type))
      send(VariableText(type: reading.type, value: reading.value()))
    }
  }

  private func send(_ text: VariableText) {
    lectern_critical_begin()
    try? channel.send(HostEvent.variable(number: number, text))
    lectern_critical_end()
  }
}
