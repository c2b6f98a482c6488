// SPDX-License-Identifier: MIT
import Display
import SessionWire
import Testing

@Suite("Outputs") struct OutputTests {
  @Test("Text and displays keep their order") func order() throws {
    let run = try TestSession().run(.function("printAndDisplay"))
    var expected: [TestSession.Output] = []
    for index in 0..<20 {
      expected.append(.text("text \(index)\n"))
      expected.append(.display("\"figure \(index)\""))
    }
    expected.append(.text("unfinished line"))
    #expect(run.outputs == expected)
  }

  @Test("Swift's, C's and raw output all arrive before the outcome") func everywhere() throws {
    let run = try TestSession().run(.function("writeEverywhere"))
    #expect(run.outcome == .completed)
    #expect(run.text == "swift\nC\nraw\n")
    #expect(run.errorText == "error\n")
  }

  @Test("A question waits for the user's answer") func input() throws {
    let session = try TestSession()
    session.inputReply = .text("Ada")
    #expect(try session.run(.function("waitForInput")).text == "Ada\n")
    session.inputReply = .endOfFile
    #expect(try session.run(.function("waitForInput")).text == "nobody\n")
  }

  @Test("A runtime warning that no trap follows is printed on standard error") func warning() throws
  {
    let run = try TestSession().run(.function("leakContinuation"))
    #expect(run.outcome == .completed)
    #expect(run.errorText.contains("leaked its continuation"))
  }

  @Test("The standard library's readLine asks the user") func standardInput() throws {
    let session = try TestSession()
    session.inputReply = .text("Ada")
    #expect(try session.run(.function("readInput")).text == "Ada\n")
    session.inputReply = .unavailable
    #expect(try session.run(.function("readInput")).text == "nothing\n")
  }
}
