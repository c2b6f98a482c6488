// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Testing

@Suite("Interrupts and input")
struct InterruptTests {
  /// Waits until the cell has come to where an interrupt finds it.
  private func waitUntilAsking(_ talk: Conversation) async {
    await talk.wait { $0.contains { $0.channel == .stdin } }
  }

  private static let reading: EchoInterpreter.Cell = { _, output in
    switch await output.input(prompt: "name? ", isPassword: false) {
    case .text(let text): output.result(MIMEBundle(text: "got \(text)"))
    case .endOfFile: output.result(MIMEBundle(text: "end"))
    case .unavailable: return .failed(EchoInterpreter.failure("NoInput"))
    }
    return .ok
  }

  private func talkThatReads() -> Conversation {
    Conversation(EchoInterpreter(["read": Self.reading]))
  }

  private func read(_ talk: Conversation, allowStdin: Bool = true) -> String {
    talk.ask(ExecuteRequest(code: "read", allowStdin: allowStdin))
  }

  @Test("An interrupt ends the cell with an error, aborts the queue, and is answered on control")
  func interrupt() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    let cell = talk.execute("wait")
    let queued = talk.execute("a")
    await interpreter.waits.wait()
    let interrupt = talk.ask(InterruptRequest(), on: .control)
    #expect(
      await talk.transcript(interrupt) == ["busy", "control interrupt_reply ok", "idle"])
    #expect(await talk.transcript(cell).suffix(3).first == "error Interrupted")
    #expect(await talk.transcript(queued).contains("shell execute_reply aborted 1"))
    #expect(await talk.transcript(talk.execute("b")).contains("shell execute_reply ok 2"))
  }

  @Test("A signal does what the request does")
  func signal() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    let cell = talk.execute("wait")
    await interpreter.waits.wait()
    await talk.kernel.interrupt()
    #expect(await talk.transcript(cell).contains("shell execute_reply error 1"))
  }

  @Test("An interrupt of an idle kernel is answered and changes nothing")
  func idle() async {
    let talk = Conversation()
    let interrupt = talk.ask(InterruptRequest(), on: .control)
    #expect(
      await talk.transcript(interrupt) == ["busy", "control interrupt_reply ok", "idle"])
    #expect(await talk.transcript(talk.execute("x")).contains("shell execute_reply ok 1"))
  }

  @Test("A question goes to the one who runs the cell, in the cell's name, behind its text")
  func question() async throws {
    let talk = Conversation(
      EchoInterpreter([
        "read": { _, output in
          output.write(Array("text".utf8), to: .stdout)
          _ = await output.input(prompt: "secret? ", isPassword: true)
          return .ok
        }
      ]))
    let way = [Bytes("requester".utf8)]
    let cell = talk.ask(ExecuteRequest(code: "read", allowStdin: true), identities: way)
    await waitUntilAsking(talk)
    #expect(
      talk.messages(of: cell).map(\.line) == [
        "busy", "execute_input 1: read", "stream stdout: text", "stdin input_request secret? ",
      ])
    let question = try #require(talk.sent.last)
    #expect(question.message.identities == way)
    #expect(
      try question.message.content() == InputRequest(prompt: "secret? ", password: true))
    await talk.kernel.interrupt()
    _ = await talk.transcript(cell)
  }

  @Test(
    "An answer reaches the cell; the control character for it ends the input",
    arguments: [("Grüße 🎲", "got Grüße 🎲"), ("", "got "), ("\u{4}", "end")])
  func answer(text: String, result: String) async {
    let talk = talkThatReads()
    let cell = read(talk)
    await waitUntilAsking(talk)
    talk.ask(InputReplyContent(value: text), on: .stdin)
    #expect(await talk.transcript(cell).contains("execute_result 1: \(result)"))
  }

  @Test(
    "An answer from before the question, to another question, or from another client is dropped")
  func staleAnswers() async throws {
    let talk = talkThatReads()
    talk.ask(InputReplyContent(value: "early"), on: .stdin)
    let cell = read(talk)
    await waitUntilAsking(talk)
    let other = talk.client.message(Status(.idle)).headerBytes
    talk.ask(InputReplyContent(value: "other question"), on: .stdin, parent: other)
    talk.ask(
      InputReplyContent(value: "other client"), on: .stdin, identities: [Bytes("other".utf8)])
    let question = try #require(talk.sent.last { $0.channel == .stdin })
    talk.ask(
      InputReplyContent(value: "right"), on: .stdin, parent: question.message.headerBytes)
    #expect(await talk.transcript(cell).contains("execute_result 1: got right"))
  }

  @Test("Where the request allows no input, nobody is asked")
  func forbidden() async {
    let talk = talkThatReads()
    #expect(
      await talk.transcript(read(talk, allowStdin: false)) == [
        "busy", "execute_input 1: read", "error NoInput", "shell execute_reply error 1", "idle",
      ])
  }

  @Test("An interrupt ends the wait for input")
  func interruptedInput() async {
    let talk = talkThatReads()
    let cell = read(talk)
    await waitUntilAsking(talk)
    _ = await talk.transcript(talk.ask(InterruptRequest(), on: .control))
    #expect(await talk.transcript(cell).contains("shell execute_reply error 1"))
    let again = read(talk)
    await talk.wait { $0.count { $0.channel == .stdin } == 2 }
    talk.ask(InputReplyContent(value: "x"), on: .stdin)
    #expect(await talk.transcript(again).contains("execute_result 2: got x"))
  }

  @Test("Two questions at once are asked one after the other")
  func twoQuestions() async {
    let talk = Conversation(
      EchoInterpreter([
        "read": { _, output in
          async let first = output.input(prompt: "?", isPassword: false)
          async let second = output.input(prompt: "?", isPassword: false)
          let answers = await Set(["\(first)", "\(second)"])
          return answers.count == 2 ? .ok : .failed(EchoInterpreter.failure("Same"))
        }
      ]))
    let cell = read(talk)
    for count in 1...2 {
      await talk.wait { $0.count { $0.channel == .stdin } == count }
      #expect(talk.sent.count { $0.channel == .stdin } == count)
      talk.ask(InputReplyContent(value: "\(count)"), on: .stdin)
    }
    #expect(await talk.transcript(cell).contains("shell execute_reply ok 1"))
  }
}
