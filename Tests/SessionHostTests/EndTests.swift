// SPDX-License-Identifier: MIT
import Glibc
import SessionWire
import Testing

@Suite("Ends of cells and sessions") struct EndTests {
  @Test("exit ends the cell, not the session") func exit() throws {
    let session = try TestSession()
    #expect(try session.run(.function("leaveWithThree")).outcome == .exited(code: 3))
    #expect(try session.run(.function("leaveAtOnce")).outcome == .exited(code: 4))
    try expectUsable(session)
  }

  @Test("An uncaught error has its type, its description and the frames of the throw")
  func uncaught() throws {
    let session = try TestSession()
    let cell = try TestCell.file("Throw")
    let run = try session.run(cell)
    guard case .threw(let type, let description, _)? = run.outcome else {
      Issue.record("\(String(describing: run.outcome))")
      return
    }
    #expect(type == "Reason")
    #expect(description == "Reason(number: 5)")
    // inner, outer and the top level.
    #expect(cellFrames(run.outcome, in: cell).count == 3)
    #expect(run.errorText == "")
    try expectUsable(session)
  }

  @Test("An error thrown after an await is reported in the same way") func asyncUncaught() throws {
    let session = try TestSession()
    let cell = try TestCell.file("AwaitThrow")
    let run = try session.run(cell)
    guard case .threw(let type, let description, _)? = run.outcome else {
      Issue.record("\(String(describing: run.outcome))")
      return
    }
    #expect(type == "Failure")
    #expect(description == "deep(2)")
    // fail and, through its context, callFail.
    #expect(cellFrames(run.outcome, in: cell).count >= 2)
    try expectUsable(session)
  }

  @Test("A cell may end its own thread") func threadExit() throws {
    let session = try TestSession()
    #expect(try session.run(.function("leaveThread")).outcome == .completed)
    try expectUsable(session)
  }

  @Test("A library that is not there is a clear reason") func notLoaded() throws {
    let session = try TestSession()
    let run = try session.run(TestCell(path: "/nowhere/cell.so", entryPoint: "main"))
    guard case .notLoaded(let reason)? = run.outcome else {
      Issue.record("\(String(describing: run.outcome))")
      return
    }
    #expect(reason.contains("/nowhere/cell.so"))
    try expectUsable(session)
  }

  @Test("A missing dependency is named only where the cell cannot do without it")
  func dependency() throws {
    let session = try TestSession()
    var cell = try TestCell.function("check")
    cell.dependencies = ["libswiftDispatch.so", "libnowhere.so"]
    #expect(try session.run(cell).outcome == .completed)
  }

  @Test("A closed channel ends the process at once") func closedChannel() throws {
    let session = try TestSession()
    session.closeChannel()
    #expect(session.waitForExit(milliseconds: 5000) == Int32(CLD_EXITED))
  }

  @Test("A closed channel ends the process in the middle of a cell") func closedWhileRunning()
    throws
  {
    let session = try TestSession()
    try session.send(.run(TestCell.function("loopForever").library(1)))
    session.closeChannel()
    #expect(session.waitForExit(milliseconds: 5000) == Int32(CLD_EXITED))
  }

  @Test("The kernel's request ends the process") func shutdown() throws {
    let session = try TestSession()
    try session.send(.shutdown)
    #expect(session.waitForExit(milliseconds: 5000) == Int32(CLD_EXITED))
  }

  @Test("A terminal's interrupt does not touch the session") func terminalInterrupt() throws {
    let session = try TestSession()
    kill(session.process, SIGINT)
    try expectUsable(session)
  }
}
