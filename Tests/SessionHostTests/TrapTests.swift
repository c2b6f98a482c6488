// SPDX-License-Identifier: MIT
import SessionWire
import Testing

/// What a cell does wrong, and what the session says about it.
enum Trap: String, CaseIterable {
  case trapIndex = "Fatal error: Index out of range"
  case trapNil = "Fatal error: Unexpectedly found nil while unwrapping an Optional value"
  case trapOverflow = ""
  case trapFatal = "Fatal error: the student's own words"
  case trapDivision = "Fatal error: Division by zero"
  case trapPointer = "Bad memory access at address 0x40"
  case trapCast = "Could not cast value of type 'Swift.Int' to 'Swift.String'."
  case trapAbort = " "
  case trapFree = "free(): double free detected in tcache 2"
  case trapRecursion = "Stack overflow: the recursion is too deep"
  case trapDescription = "Fatal error: no description"

  var name: String { "\(self)" }
  var message: String { rawValue == " " ? "" : rawValue }
}

@Suite("Traps") struct TrapTests {
  @Test(
    "A trap ends the cell with the runtime's message and the cell's frames",
    arguments: Trap.allCases)
  func message(_ trap: Trap) throws {
    let session = try TestSession()
    let cell = try TestCell.function(trap.name)
    let run = try session.run(cell)
    #expect(trapMessage(run) == trap.message)
    #expect(!cellFrames(run.outcome, in: cell).isEmpty)
    try expectUsable(session)
  }

  @Test(
    "Nothing of a trap reaches standard error", arguments: Trap.allCases.filter { $0 != .trapFree })
  func silence(_ trap: Trap) throws {
    let run = try TestSession().run(.function(trap.name))
    #expect(run.errorText == "")
  }

  @Test("After fifty traps of all kinds the session is as good as new")
  func fifty() throws {
    let session = try TestSession()
    for round in 0..<50 {
      let trap = Trap.allCases[round % Trap.allCases.count]
      let run = try session.run(.function(trap.name))
      #expect(trapMessage(run) == trap.message, "\(trap)")
    }
    try expectUsable(session)
  }

  @Test("Text before a trap arrives before the outcome")
  func textFirst() throws {
    #expect(try TestSession().run(.function("trapDescription")).text == "before\n")
  }

  @Test("Two simultaneous accesses trap with the runtime's explanation")
  func exclusivity() throws {
    let run = try TestSession().run(.function("trapExclusivity"))
    let message = "Fatal error: Simultaneous accesses, but modification requires exclusive access"
    #expect(trapMessage(run) == message)
    #expect(run.errorText == "")
  }

  @Test(
    "A damaged heap is reported and ends the session", arguments: ["damageHeap", "damageFreeList"])
  func damagedHeap(_ name: String) throws {
    let session = try TestSession()
    let message = try #require(trapMessage(try session.run(.function(name))))
    #expect(message.hasSuffix("(the memory allocator is damaged, so the session has to end)"))
    #expect(session.waitForExit(milliseconds: 5000) != nil)
  }

  @Test("Endless recursion gives its memory back") func recursionMemory() throws {
    let session = try TestSession()
    for _ in 0..<5 { _ = try session.run(.function("trapRecursion")) }
    #expect(session.residentMegabytes < 100)
  }
}
