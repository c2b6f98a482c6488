// SPDX-License-Identifier: MIT

import Display
import TestSupport
import Testing

@Suite("Input") struct InputLaws {
  @Test("A prompt is sent to the front end and its answer comes back")
  func prompt() throws {
    let events = try RecordingFrontEnd.events(reply: .text("Ada")) {
      try #expect(readLine(prompt: "Name: ") == "Ada")
      try #expect(readPassword(prompt: "Key: ") == "Ada")
    }
    #expect(
      events == [
        .input(prompt: "Name: ", isPassword: false), .input(prompt: "Key: ", isPassword: true),
      ])
  }

  @Test("A line comes without its newline, or with it on request")
  func line() {
    _ = RecordingFrontEnd.events(reply: .text("x")) {
      #expect(Display.readLine() == "x")
      #expect(Display.readLine(strippingNewline: false) == "x\n")
    }
    _ = RecordingFrontEnd.events(reply: .endOfFile) { #expect(Display.readLine() == nil) }
  }

  @Test("Where nobody can answer the error says what to do")
  func unavailable() {
    _ = RecordingFrontEnd.events(reply: .unavailable) {
      #expect(throws: InputError.unavailable) { try readLine(prompt: "Name: ") }
    }
    _ = RecordingFrontEnd.events(reply: .endOfFile) {
      #expect(throws: InputError.endOfFile) { try readPassword(prompt: "Key: ") }
    }
    #expect(InputError.unavailable.description.contains("JupyterLab"))
  }
}
