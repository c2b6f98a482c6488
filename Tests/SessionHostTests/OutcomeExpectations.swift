// SPDX-License-Identifier: MIT
import SessionWire
import Testing

/// The message of a trap, or nil where the cell did not end with one.
func trapMessage(_ run: TestSession.Run) -> String? {
  guard case .trapped(_, let message, _)? = run.outcome else { return nil }
  return message
}

/// The frames of an outcome whose library is that of the test's cells.
func cellFrames(_ outcome: CellOutcome?, in cell: TestCell) -> [StackFrame] {
  let frames: [StackFrame] =
    switch outcome {
    case .trapped(_, _, let frames)?, .threw(_, _, let frames)?, .interrupted(let frames)?: frames
    default: []
    }
  return frames.filter { $0.library == cell.path }
}

/// Requires that the session still allocates, prints, casts and runs tasks, and has kept its variables.
func expectUsable(_ session: TestSession, _ location: SourceLocation = #_sourceLocation) throws {
  let ordinary = try session.run(.function("check"))
  #expect(ordinary.outcome == .completed, sourceLocation: location)
  #expect(ordinary.text == "kept 41, Point(100000)\n", sourceLocation: location)
  #expect(ordinary.errorText == "", sourceLocation: location)
  let tasks = try session.run(.file("AwaitMany"))
  #expect(tasks.outcome == .completed, sourceLocation: location)
  #expect(tasks.text == "338350 true 7\n", sourceLocation: location)
}
