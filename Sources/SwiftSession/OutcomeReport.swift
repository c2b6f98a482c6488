// SPDX-License-Identifier: MIT
import SessionWire

/// The error that tells how a cell ended, with the places in cells that led there.
struct OutcomeReport {
  let ledger: CellLedger
  let symbolizer: Symbolizer

  /// At most so many steps of a call stack are shown.
  private static let shownSteps = 20

  /// The library's error about an answer.
  private static let checkFailure = "CheckFailure"

  /// An error, and the line of the cell itself (not of its functions) that was running.
  struct Finding {
    let error: CellError?
    let line: Int?
  }

  /// Reads an outcome of the cell with this library.
  func finding(of outcome: CellOutcome, in library: CellLibrary) -> Finding {
    switch outcome {
    case .completed: return Finding(error: nil, line: nil)
    case .threw(let type, let description, let frames):
      // A check tells what is wrong with an answer; how the library found out helps nobody.
      return located(
        name: type, value: description, symbolizer.places(of: frames), in: library,
        showsStack: type != Self.checkFailure)
    case .trapped(let signal, let message, let frames):
      let places = symbolizer.places(of: frames)
      let reason = TrapReason(signal: signal, message: message, places: places)
      return located(
        name: reason.name, value: reason.value, places, in: library,
        showsStack: !reason.isOpenAnswer)
    case .exited(let code):
      return Finding(
        error: CellError(
          name: "Exit", value: "the cell called exit(\(code)). The session goes on."),
        line: nil)
    case .interrupted(let frames):
      return located(name: "Interrupted", value: "the cell was stopped.", frames, in: library)
    case .notLoaded(let reason):
      return Finding(
        error: CellError(name: "LoadError", value: "the compiled cell cannot be loaded: \(reason)"),
        line: nil)
    }
  }

  /// The error for a trap outside any running cell.
  func backgroundError(message: String, frames: [StackFrame]) -> CellError {
    let places = symbolizer.places(of: frames)
    let reason = TrapReason(signal: 0, message: message, places: places)
    return CellError(name: reason.name, value: reason.value, details: details(steps(places)))
  }

  private func located(
    name: String, value: String, _ frames: [StackFrame], in library: CellLibrary
  ) -> Finding {
    located(name: name, value: value, symbolizer.places(of: frames), in: library)
  }

  private func located(
    name: String, value: String, _ places: [SourcePlace], in library: CellLibrary,
    showsStack: Bool = true
  ) -> Finding {
    let steps = steps(places)
    return Finding(
      error: CellError(
        name: name, value: value,
        details: showsStack ? details(steps) : excerpt(steps.first { $0.text != nil })),
      line: steps.last { $0.place.library == library.path && $0.place.function.isEmpty }?.place.line
        ?? steps.last { $0.place.library == library.path }?.place.line)
  }

  // MARK: Call stack

  private struct Step {
    let label: String
    let place: SourcePlace
    let text: String?
  }

  /// The steps in cells and in the library, without the runtime's and the compiler's own.
  private func steps(_ places: [SourcePlace]) -> [Step] {
    let all = allSteps(places)
    // Of the library, a student knows the function that was called, not what that one called in turn.
    return all.indices.filter { index in
      guard all[index].text == nil else { return true }
      let calledByCell = index + 1 < all.count && all[index + 1].text != nil
      return calledByCell && all[index].place.function != Self.failure
    }.map { all[$0] }
  }

  /// The library's function that ends a cell with a sentence.
  private static let failure = "fail(_:)"

  private func allSteps(_ places: [SourcePlace]) -> [Step] {
    places.compactMap { place in
      guard place.line > 0, !place.function.hasPrefix(TrapReason.runtimeFailure) else { return nil }
      if let entry = ledger.entry(ofLibrary: place.library) {
        // Inlined code of the standard library stands in the cell's library, too.
        guard place.file == CellFileName.file(ofLabel: entry.library.label) else { return nil }
        return Step(
          label: entry.library.label, place: entry.studentsPlace(place),
          text: entry.line(place.line))
      }
      return Step(label: place.file, place: place, text: nil)
    }
  }

  private func excerpt(_ step: Step?) -> [String] {
    guard let step else { return [] }
    return SourceExcerpt(
      label: step.label, line: step.place.line, column: step.place.column, text: step.text
    ).lines
  }

  private func details(_ steps: [Step]) -> [String] {
    // The excerpt shows the innermost line that the student wrote.
    let excerpt = excerpt(steps.first { $0.text != nil } ?? steps.first)
    guard steps.count > 1 else { return excerpt }
    let listed = steps.prefix(Self.shownSteps).enumerated().map { index, step in
      let place = SourceExcerpt(
        label: step.label, line: step.place.line, column: step.place.column
      ).place
      let function = step.place.function.isEmpty ? "" : " in \(step.place.function)"
      return "  \(index) \(Style.blue(place))\(function)"
    }
    let hidden = steps.count - Self.shownSteps
    return excerpt + ["Call stack, innermost first:"] + listed
      + (hidden > 0 ? ["  … and \(hidden) more"] : [])
  }
}
