// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Testing

@Suite("Comms")
struct CommTests {
  private func comms(_ talk: Conversation, target: String? = nil) async throws -> [String: String] {
    let request = talk.ask(CommInfoRequest(targetName: target))
    let reply = try await talk.reply(to: request, as: CommInfoReply.self)
    return reply?.comms.mapValues(\.targetName) ?? ["no": "reply"]
  }

  @Test("A comm to a target that nobody knows is closed on iopub, before idle")
  func unknownTarget() async throws {
    let talk = Conversation()
    let request = talk.ask(CommOpen(commID: "c", targetName: "nowhere"))
    #expect(await talk.transcript(request) == ["busy", "comm_close c", "idle"])
    #expect(try await comms(talk).isEmpty)
  }

  @Test("A comm that is taken is listed until it is closed")
  func openAndClose() async throws {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    #expect(
      await talk.transcript(talk.ask(CommOpen(commID: "c", targetName: "echo"))) == [
        "busy", "idle",
      ])
    #expect(try await comms(talk) == ["c": "echo"])
    #expect(try await comms(talk, target: "echo") == ["c": "echo"])
    #expect(try await comms(talk, target: "other").isEmpty)
    _ = await talk.transcript(talk.ask(CommClose(commID: "c")))
    #expect(try await comms(talk).isEmpty)
    #expect(interpreter.log == ["comm open c", "comm close c"])
  }

  @Test("An answer on a comm carries data, metadata and buffers, in the name of its message")
  func answer() async throws {
    let talk = Conversation()
    _ = await talk.transcript(talk.execute("x"))
    _ = await talk.transcript(talk.ask(CommOpen(commID: "c", targetName: "echo")))
    let request = talk.ask(
      CommMsg(commID: "c", data: ["b": [1.5, nil]]), metadata: ["version": "2.1.0"],
      buffers: [[0, 1], []])
    #expect(
      await talk.transcript(request) == ["busy", "comm_msg c", "comm_msg handler", "idle"])
    let answer = talk.messages(of: request)[1].message
    #expect(
      try answer.content()
        == CommMsg(commID: "c", data: ["heard": ["b": [1.5, nil]]]))
    #expect(answer.metadata == ["version": "2.1.0"] && answer.buffers == [[0, 1], []])
  }

  @Test("A message for a comm that is not open reaches no code, and closes it at the other end")
  func notOpen() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    #expect(
      await talk.transcript(talk.ask(CommMsg(commID: "nobody"))) == [
        "busy", "comm_close nobody", "idle",
      ])
    #expect(await talk.transcript(talk.ask(CommClose(commID: "nobody"))) == ["busy", "idle"])
    #expect(interpreter.log.isEmpty)
  }

  @Test("A cell opens, uses and closes comms in its own name, also a silent one")
  func fromCode() async throws {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.comm(
            CommMessage(kind: .open, id: "a", target: "t", metadata: ["version": "2.1.0"]))
          output.comm(CommMessage(kind: .message, id: "a"))
          output.comm(CommMessage(kind: .open, id: "b", target: "t"))
          output.comm(CommMessage(kind: .close, id: "b"))
          return .ok
        }
      ]))
    let request = talk.execute("cell", silent: true)
    #expect(
      await talk.transcript(request) == [
        "busy", "comm_open a", "comm_msg a", "comm_open b", "comm_close b",
        "shell execute_reply ok 0", "idle",
      ])
    #expect(talk.messages(of: request)[1].message.metadata == ["version": "2.1.0"])
    #expect(try await comms(talk) == ["a": "t"])
  }

  @Test(
    "While a cell runs, an answer is in the message's name, and what handlers send in the cell's")
  func duringACell() async {
    let talk = Conversation()
    _ = await talk.transcript(talk.ask(CommOpen(commID: "c", targetName: "echo")))
    let cell = talk.execute("wait")
    await talk.wait { $0.contains { $0.parent == cell && $0.message.type == "execute_input" } }
    let request = talk.ask(CommMsg(commID: "c"))
    #expect(await talk.transcript(request) == ["busy", "comm_msg c", "idle"])
    #expect(talk.messages(of: cell).map(\.line).contains("comm_msg handler"))
    await talk.kernel.interrupt()
    #expect(await talk.transcript(cell).last == "idle")
  }

  @Test("A cell sees the messages on comms that came before it, and a message the comms before it")
  func order() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    var last = ""
    for number in 0..<20 {
      talk.ask(CommOpen(commID: "c\(number)", targetName: "echo"))
      talk.ask(CommMsg(commID: "c\(number)"))
      last = talk.execute("cell \(number)")
    }
    _ = await talk.transcript(last)
    let expected = (0..<20).flatMap {
      ["comm open c\($0)", "comm message c\($0)", "execute \($0 + 1) cell \($0)"]
    }
    #expect(interpreter.log == expected)
  }
}
