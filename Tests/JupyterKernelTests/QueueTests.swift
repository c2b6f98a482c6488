// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Synchronization
import Testing

@Suite("The queue")
struct QueueTests {
  /// A cell that fails only when it is told, so that the queue behind it is known.
  private func talkWithHeldFailure() -> (Conversation, release: @Sendable () -> Void) {
    let gate = Gate()
    let talk = Conversation(
      EchoInterpreter([
        "held": { _, _ in
          await gate.wait()
          return .failed(EchoInterpreter.failure("Wrong"))
        }
      ]))
    return (talk, { gate.open() })
  }

  @Test("A failure aborts the cells in the queue, and answers all else there")
  func abort() async {
    let (talk, release) = talkWithHeldFailure()
    let failing = talk.execute("held")
    let first = talk.execute("a")
    let question = talk.ask(KernelInfoRequest())
    let second = talk.execute("b")
    release()
    #expect(await talk.transcript(failing).contains("shell execute_reply error 1"))
    for aborted in [first, second] {
      #expect(
        await talk.transcript(aborted) == ["busy", "shell execute_reply aborted 1", "idle"])
    }
    #expect(
      await talk.transcript(question) == ["busy", "shell kernel_info_reply ok", "idle"])
  }

  @Test("A cell that comes when the error is published runs")
  func afterTheError() async throws {
    let (talk, release) = talkWithHeldFailure()
    talk.execute("held")
    let queued = talk.execute("a")
    let next = Kept<String>()
    // Sent while the error is being published, before its reply: no client can be faster.
    talk.hook.withLock {
      $0 = { [unowned talk] sent in
        if sent.line == "error Wrong" { next.keep(talk.execute("b")) }
      }
    }
    release()
    #expect(await talk.transcript(queued).contains("shell execute_reply aborted 1"))
    let request = try #require(next.value)
    #expect(await talk.transcript(request).contains("shell execute_reply ok 2"))
  }

  @Test("A failure aborts nothing when its request says so")
  func noStop() async {
    let gate = Gate()
    let talk = Conversation(
      EchoInterpreter([
        "held": { _, _ in
          await gate.wait()
          return .failed(EchoInterpreter.failure("Wrong"))
        }
      ]))
    talk.execute("held", stopOnError: false)
    let next = talk.execute("a")
    gate.open()
    #expect(await talk.transcript(next).contains("shell execute_reply ok 2"))
  }

  @Test("The failure of a silent cell aborts nothing")
  func silentFailure() async {
    let (talk, release) = talkWithHeldFailure()
    talk.execute("held", silent: true)
    let next = talk.execute("a")
    release()
    #expect(await talk.transcript(next).contains("shell execute_reply ok 1"))
  }

  /// A talk in which a cell runs that ends when it is told.
  private func talkWithHeldCell() async -> (Conversation, cell: String, release: () -> Void) {
    let gate = Gate()
    let talk = Conversation(
      EchoInterpreter([
        "held": { _, _ in
          await gate.wait()
          return .ok
        }
      ]))
    let cell = talk.execute("held")
    await talk.wait { $0.contains { $0.message.type == "execute_input" } }
    return (talk, cell, { gate.open() })
  }

  @Test(
    "Questions are answered while a cell runs, on both channels",
    arguments: [Channel.shell, .control])
  func questions(channel: Channel) async {
    let (talk, cell, release) = await talkWithHeldCell()
    let questions: [(any MessageContent, String)] = [
      (KernelInfoRequest(), "kernel_info_reply ok"),
      (IsCompleteRequest(code: "whole"), "is_complete_reply complete"),
      (CompleteRequest(code: "x", cursorPosition: 1), "complete_reply ok"),
      (InspectRequest(code: "x", cursorPosition: 1), "inspect_reply ok"),
      (CommInfoRequest(), "comm_info_reply ok"),
      (HistoryRequest(access: .tail), "history_reply ok"),
      (ConnectRequest(), "connect_reply ok"),
    ]
    for (content, reply) in questions {
      let question = talk.ask(content, on: channel)
      #expect(
        await talk.transcript(question) == ["busy", "\(channel.rawValue) \(reply)", "idle"])
    }
    #expect(talk.messages(of: cell).map(\.line) == ["busy", "execute_input 1: held"])
    release()
    #expect(await talk.transcript(cell).last == "idle")
  }

  @Test("Questions of one kind are answered in their order")
  func orderOfQuestions() async {
    let (talk, _, release) = await talkWithHeldCell()
    let asked = (0..<50).map { talk.ask(CompleteRequest(code: "\($0)", cursorPosition: 1)) }
    _ = await talk.transcript(asked[49])
    let replies = talk.sent.filter { $0.message.type == "complete_reply" }.compactMap(\.parent)
    #expect(replies == asked)
    release()
  }

  @Test("The last state that anybody hears is busy as long as a cell runs, and idle after it")
  func lastState() async {
    let (talk, cell, release) = await talkWithHeldCell()
    func states() -> [Conversation.Sent] { talk.sent.filter { $0.message.type == "status" } }
    for channel in [Channel.shell, .control] {
      _ = await talk.transcript(talk.ask(KernelInfoRequest(), on: channel))
      await talk.wait { $0.last { $0.message.type == "status" }?.line == "busy" }
      // A cell is busy once, in its own name: what front ends note of its time stays.
      #expect(states().last?.parent == nil)
    }
    release()
    #expect(await talk.transcript(cell).filter { $0 == "busy" }.count == 1)
    #expect(states().last?.line == "idle" && states().last?.parent == cell)
  }

  @Test("Where no cell runs, no state is told in nobody's name: nothing might take it back")
  func statesOfQuestions() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    _ = await talk.transcript(talk.execute("a"))
    let slow = talk.ask(InspectRequest(code: "held", cursorPosition: 0))
    await talk.wait { $0.contains { $0.parent == slow } }
    for channel in [Channel.shell, .control] {
      _ = await talk.transcript(talk.ask(KernelInfoRequest(), on: channel))
    }
    interpreter.inspections.open()
    _ = await talk.transcript(slow)
    #expect(!talk.sent.contains { $0.line == "busy" && $0.parent == nil })
  }

  @Test("Cells that come on control run in the one queue, and are answered on control")
  func cellsOnControl() async {
    let gate = Gate()
    let interpreter = EchoInterpreter([
      "held": { _, _ in
        await gate.wait()
        return .ok
      }
    ])
    let talk = Conversation(interpreter)
    talk.execute("held")
    let second = talk.ask(ExecuteRequest(code: "second"), on: .control)
    _ = await talk.transcript(talk.ask(KernelInfoRequest(), on: .control))
    #expect(!interpreter.log.contains("execute 2 second"))
    gate.open()
    #expect(await talk.transcript(second).contains("control execute_reply ok 2"))
  }

  @Test("Many requests in a burst keep their order")
  func burst() async {
    let talk = Conversation()
    let requests = (0..<200).map { talk.execute("cell \($0)") }
    _ = await talk.transcript(requests[199])
    let inputs = talk.sent.filter { $0.message.type == "execute_input" }.map(\.line)
    #expect(inputs == (0..<200).map { "execute_input \($0 + 1): cell \($0)" })
  }
}
