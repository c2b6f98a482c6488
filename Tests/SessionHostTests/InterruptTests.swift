// SPDX-License-Identifier: MIT
import SessionWire
import Testing

/// Cells that never end by themselves.
enum Endless: String, CaseIterable {
  case loopForever, loopPrinting, loopAllocating, loopReducing, loopDescribing
  case waitSleeping, waitReading, waitForCondition, waitForInput
  case awaitSleep, awaitBusy

  func cell() throws -> TestCell {
    switch self {
    case .awaitSleep: try .file("AwaitSleep")
    case .awaitBusy: try .file("AwaitBusy")
    default: try .function(rawValue)
    }
  }
}

@Suite("Interrupts") struct InterruptTests {
  @Test("An interrupt ends the cell, and the next one works", arguments: Endless.allCases)
  func interrupt(_ endless: Endless) throws {
    let session = try TestSession()
    let run = try session.run(endless.cell(), interruptAfter: 100)
    guard case .interrupted? = run.outcome else {
      Issue.record("\(String(describing: run.outcome))")
      return
    }
    #expect(!run.text.contains("must not be reached"))
    #expect(run.errorText == "")
    try expectUsable(session)
  }

  @Test("Fifty interrupts in a row leave the session as good as new") func fifty() throws {
    let session = try TestSession()
    let quick: [Endless] = [
      .loopForever, .loopPrinting, .loopAllocating, .loopDescribing, .waitSleeping, .awaitSleep,
      .awaitBusy,
    ]
    for round in 0..<50 {
      let run = try session.run(quick[round % quick.count].cell(), interruptAfter: 5 + round % 7)
      guard case .interrupted? = run.outcome else {
        Issue.record("\(quick[round % quick.count]): \(String(describing: run.outcome))")
        return
      }
    }
    try expectUsable(session)
  }

  @Test("An interrupted loop names the place where it was") func frames() throws {
    let session = try TestSession()
    let cell = try TestCell.function("loopForever")
    let run = try session.run(cell, interruptAfter: 50)
    #expect(!cellFrames(run.outcome, in: cell).isEmpty)
  }

  @Test("An interrupt between cells stops tasks that run in the background") func background()
    throws
  {
    let session = try TestSession()
    #expect(try session.run(.function("loopInTask")).outcome == .completed)
    try session.send(.interrupt)
    // Both workers were busy: only new ones can run this cell's tasks.
    try expectUsable(session)
  }

  @Test("An interrupt between cells, with nothing to stop, does nothing") func nothing() throws {
    let session = try TestSession()
    try session.send(.interrupt)
    try expectUsable(session)
  }
}
