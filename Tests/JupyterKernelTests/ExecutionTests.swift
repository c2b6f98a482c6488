// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Testing

@Suite("Running cells")
struct ExecutionTests {
  @Test("Busy, input, outputs, result, reply, idle: in this order")
  func order() async {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.write(Array("text\n".utf8), to: .stdout)
          output.display(MIMEBundle(text: "figure"), id: nil)
          output.write(Array("more\n".utf8), to: .stderr)
          output.result(MIMEBundle(text: "42"))
          output.write(Array("last".utf8), to: .stdout)
          return .ok
        }
      ]))
    #expect(
      await talk.transcript(talk.execute("cell")) == [
        "busy", "execute_input 1: cell", "stream stdout: text\n", "display_data figure",
        "stream stderr: more\n", "execute_result 1: 42", "stream stdout: last",
        "shell execute_reply ok 1", "idle",
      ])
  }

  @Test("A failing cell publishes one error behind its outputs, equal to the one in its reply")
  func failure() async throws {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.write(Array("before".utf8), to: .stdout)
          return .failed(EchoInterpreter.failure("Wrong"))
        }
      ]))
    let request = talk.execute("cell")
    #expect(
      await talk.transcript(request) == [
        "busy", "execute_input 1: cell", "stream stdout: before", "error Wrong",
        "shell execute_reply error 1", "idle",
      ])
    let published: ErrorOutput? = try talk.messages(of: request)
      .first { $0.message.type == "error" }?.message.content()
    let reply: ExecuteReply? = try await talk.reply(to: request)
    let expected = ErrorOutput(name: "Wrong", value: "a value", traceback: ["a", "traceback"])
    #expect(published == expected)
    #expect(reply == ExecuteReply(.error(expected), executionCount: 1))
  }

  @Test("A silent cell publishes nothing and counts nothing, but runs and replies")
  func silent() async {
    let interpreter = EchoInterpreter([
      "cell": { _, output in
        output.write(Array("text".utf8), to: .stdout)
        output.display(MIMEBundle(text: "figure"), id: nil)
        output.clear(wait: false)
        output.result(MIMEBundle(text: "42"))
        return .ok
      }
    ])
    let talk = Conversation(interpreter)
    _ = await talk.transcript(talk.execute("first"))
    #expect(
      await talk.transcript(talk.execute("cell", silent: true)) == [
        "busy", "shell execute_reply ok 1", "idle",
      ])
    #expect(
      await talk.transcript(talk.execute("fail", silent: true)) == [
        "busy", "shell execute_reply error 1", "idle",
      ])
    #expect(
      await talk.transcript(talk.execute("next")).contains("execute_input 2: next"))
    #expect(interpreter.log.contains("execute 1 cell"))
  }

  @Test("A cell that stores no history shows its value and does not count")
  func noHistory() async {
    let talk = Conversation()
    for _ in 0..<2 {
      let request = talk.ask(ExecuteRequest(code: "x", storeHistory: false))
      #expect(
        await talk.transcript(request) == [
          "busy", "execute_input 1: x", "execute_result 1: x", "shell execute_reply ok 1", "idle",
        ])
    }
    #expect(await talk.transcript(talk.execute("x")).contains("shell execute_reply ok 1"))
    #expect(await talk.transcript(talk.execute("x")).contains("shell execute_reply ok 2"))
  }

  @Test("A blank cell succeeds without running or counting", arguments: ["", " \n\t"])
  func blank(code: String) async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    #expect(await talk.transcript(talk.execute(code)).last == "idle")
    #expect(await talk.transcript(talk.execute("x")).contains("shell execute_reply ok 1"))
    #expect(interpreter.log == ["execute 1 x"])
  }

  @Test("User expressions are evaluated after the cell, and fail one by one")
  func userExpressions() async throws {
    let talk = Conversation()
    let request = talk.ask(
      ExecuteRequest(code: "x", userExpressions: ["good": "1 + 1", "bad": "fail here"]))
    let reply: ExecuteReply? = try await talk.reply(to: request)
    let error = ErrorOutput(name: "fail here", value: "a value", traceback: ["a", "traceback"])
    #expect(
      reply?.outcome
        == .ok(
          userExpressions: [
            "good": .value(data: ["text/plain": "1 + 1"], metadata: [:]), "bad": .error(error),
          ], payload: []))
  }

  @Test("Pages go into the reply")
  func pages() async throws {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.page(MIMEBundle(text: "long"))
          return .ok
        }
      ]))
    let reply: ExecuteReply? = try await talk.reply(to: talk.execute("cell"))
    let page = Payload(page: MIMEBundle(text: "long"))
    #expect(page.source == "page" && page.data == ["text/plain": "long"])
    #expect(reply?.outcome == .ok(userExpressions: [:], payload: [page]))
  }

  @Test("Displays carry their identifier, updates name it")
  func displayIdentifiers() async throws {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.display(MIMEBundle(text: "one"), id: "d")
          output.update(MIMEBundle(text: "two"), id: "d")
          output.clear(wait: true)
          return .ok
        }
      ]))
    let request = talk.execute("cell")
    #expect(
      await talk.transcript(request) == [
        "busy", "execute_input 1: cell", "display_data one", "update_display_data two",
        "clear_output", "shell execute_reply ok 1", "idle",
      ])
    let shown: DisplayData = try talk.messages(of: request)[2].message.content()
    let updated: UpdateDisplayData = try talk.messages(of: request)[3].message.content()
    #expect(shown.transient.displayID == "d" && updated.transient.displayID == "d")
  }

  @Test("What comes after a cell's end keeps the cell's header")
  func lateOutput() async {
    let sinks = Kept<any OutputSink>()
    let talk = Conversation(
      EchoInterpreter([
        "early": { _, output in
          sinks.keep(output)
          return .ok
        }
      ]))
    let early = talk.execute("early")
    _ = await talk.transcript(early)
    let later = talk.execute("later")
    _ = await talk.transcript(later)
    sinks.value?.write(Array("late".utf8), to: .stdout)
    await talk.wait { $0.contains { $0.line == "stream stdout: late" } }
    #expect(talk.messages(of: early).last?.line == "stream stdout: late")
    #expect(!talk.messages(of: later).contains { $0.line.hasPrefix("stream") })
  }

  @Test("The parent header is the request's, byte for byte, with all that the client put there")
  func parentHeader() async {
    let talk = Conversation()
    let bytes = Bytes(
      #"{ "msg_id":"odd", "msg_type": "execute_request", "extra": [1e-7, "ü🎲", null] }"#.utf8)
    let header = talk.client.message(Status(.idle), type: "execute_request").header
    talk.kernel.receive(
      Message(
        identities: [], header: header, headerBytes: bytes,
        parentHeaderBytes: JSONCoding.emptyObject, metadataBytes: JSONCoding.emptyObject,
        contentBytes: Bytes(#"{"code": "x"}"#.utf8), buffers: []),
      on: .shell)
    #expect(await talk.transcript("odd").count == 5)
    #expect(talk.messages(of: "odd").allSatisfy { $0.message.parentHeaderBytes == bytes })
  }

  @Test("Replies go back along the identities of the request, outputs go to all under a topic")
  func identities() async {
    let talk = Conversation()
    let way = [Bytes("a".utf8), Bytes("b".utf8)]
    let request = talk.ask(ExecuteRequest(code: "x"), identities: way)
    _ = await talk.transcript(request)
    for sent in talk.messages(of: request) {
      let topic = [Bytes("kernel.kernel.\(sent.message.type)".utf8)]
      #expect(sent.message.identities == (sent.channel == .shell ? way : topic))
    }
  }
}
