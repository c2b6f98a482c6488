// SPDX-License-Identifier: MIT
import Display
import SessionWire
import Synchronization

extension SwiftSession {
  /// How long a value may take to describe itself in a list, and under a cursor.
  private static let patience = Duration.seconds(1)
  private static let hoverPatience = Duration.milliseconds(250)

  /// The variable in a few words, where no cell runs and it is the one that the label's cell declared.
  ///
  /// - Returns: nil also where the value takes long to describe itself, or fails to.
  func shortValue(of name: String, declaredIn label: String) async -> String? {
    let entry = state.withLock { $0.running == nil ? $0.variables.entry(name) : nil }
    guard let entry, entry.label == label else { return nil }
    let result = await read([entry], within: Self.hoverPatience)
    return result.texts.first?.value.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// All variables, newest first; those that cannot describe themselves say why.
  func allVariables() async -> [SessionVariable] {
    var rest = state.withLock { $0.variables.entries }[...]
    var found: [SessionVariable] = []
    while !rest.isEmpty && !isInterrupted {
      let result = await read(Array(rest), within: Self.patience)
      for text in result.texts {
        guard let entry = rest.popFirst() else { break }
        let value =
          text.isUnreadable ? "(cannot be read)" : text.value ?? Self.excuse(result.outcome)
        found.append(
          SessionVariable(name: entry.name, type: text.type, value: value, cell: entry.label))
      }
      if result.outcome == nil || result.texts.isEmpty { break }
    }
    return found
  }

  /// Shows the list of variables.
  func showVariables(on output: any SessionOutput) async throws(CellError) {
    let variables = await allVariables()
    if isInterrupted { throw .interrupted }
    let bundle =
      variables.isEmpty
      ? MIMEBundle(text: "The session has no variables yet.") : MIMEBundle(showing: variables)
    output.show(.display(id: nil), bundle)
  }

  private static func excuse(_ outcome: CellOutcome?) -> String {
    switch outcome {
    case .interrupted: "(its description takes too long)"
    default: "(its description fails)"
    }
  }

  private func read(
    _ entries: [VariableTable.Entry], within patience: Duration
  ) async -> VariableReadings.Result {
    guard let host = state.withLock({ $0.host }) else { return VariableReadings.Result() }
    let names = entries.map { VariableName(name: $0.name, cell: $0.cell) }
    // The reading's thread bears a number like a cell's.
    let number = state.withLock { state in
      state.lastCell += 1
      return state.lastCell
    }
    let result = await readings.wait(for: number) {
      host.send(.readVariables(number: number, names))
      Task {
        try? await Task.sleep(for: patience)
        if readings.numbers.contains(number) { host.send(.stopReading(number: number)) }
      }
      // The process may have died before the reading was noted.
      if state.withLock({ $0.host !== host }) { readings.end(number, nil) }
    }
    // An interrupt that met the reading was meant for the cell that waited behind it.
    if case .interrupted? = result.outcome,
      state.withLock({ $0.running.map { $0.isInterrupted && $0.finish != nil } ?? false })
    {
      host.send(.interrupt)
    }
    return result
  }
}

extension VariableText {
  /// Whether the cell has no code to read the variable, such as one that belongs to an actor.
  fileprivate var isUnreadable: Bool { type.isEmpty && value == "" }
}
