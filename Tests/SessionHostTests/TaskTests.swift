// SPDX-License-Identifier: MIT
import SessionWire
import Testing

@Suite("Tasks") struct TaskTests {
  @Test("A trap in a task that the cell awaits ends the cell") func awaited() throws {
    let session = try TestSession()
    for _ in 0..<5 {
      let run = try session.run(.file("AwaitTrap"))
      #expect(trapMessage(run) == "Fatal error: Index out of range")
      #expect(run.text == "")
      #expect(run.errorText == "")
    }
    try expectUsable(session)
  }

  @Test(
    "A trap in a task between cells is reported as such", arguments: ["trapInTask", "trapInThread"])
  func background(_ name: String) throws {
    let session = try TestSession()
    for _ in 0..<4 {
      #expect(try session.run(.function(name)).outcome == .completed)
      let idle = try session.collect(milliseconds: 10_000) { !$0.backgroundTraps.isEmpty }
      #expect(idle.backgroundTraps == ["Fatal error: Index out of range"])
    }
    try expectUsable(session)
  }

  @Test("A task that outlives its cell goes on between cells") func later() throws {
    let session = try TestSession()
    #expect(try session.run(.file("AwaitLater")).outcome == .completed)
    let idle = try session.collect(milliseconds: 10_000) { $0.text == "later\n" }
    #expect(idle.text == "later\n")
  }

  @Test("A trap in a task ends the cell that waits for it without await") func waitedFor() throws {
    let session = try TestSession()
    let run = try session.run(.function("waitForTrappingTask"))
    #expect(trapMessage(run) == "Fatal error: Index out of range")
    try expectUsable(session)
  }

  @Test("exit in a task ends the cell") func exitInTask() throws {
    let session = try TestSession()
    #expect(try session.run(.function("exitInTask")).outcome == .exited(code: 9))
    try expectUsable(session)
  }

  @Test("Traps on a dispatch queue leave the cell's own tasks and later queues alive")
  func dispatch() throws {
    let session = try TestSession()
    var cell = try TestCell.file("Dispatched")
    cell.dependencies = ["libswiftDispatch.so", "libdispatch.so"]
    for _ in 0..<3 {
      #expect(trapMessage(try session.run(cell)) == "Fatal error: Index out of range")
    }
    try expectUsable(session)
    #expect(try session.run(.file("Dispatching")).text == "dispatched\n")
  }
}
