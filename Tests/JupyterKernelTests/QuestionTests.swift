// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Testing

@Suite("Questions about code and kernel")
struct QuestionTests {
  @Test(
    "Every request is framed by busy and idle, and answered where it came",
    arguments: [Channel.shell, .control])
  func framing(channel: Channel) async {
    let talk = Conversation()
    let requests: [(any MessageContent, String)] = [
      (KernelInfoRequest(), "kernel_info_reply ok"),
      (IsCompleteRequest(code: "whole"), "is_complete_reply complete"),
      (CompleteRequest(code: "x", cursorPosition: nil), "complete_reply ok"),
      (InspectRequest(code: "x", cursorPosition: nil), "inspect_reply ok"),
      (HistoryRequest(access: .tail), "history_reply ok"),
      (CommInfoRequest(), "comm_info_reply ok"),
      (ConnectRequest(), "connect_reply ok"),
      (InterruptRequest(), "interrupt_reply ok"),
    ]
    for (content, reply) in requests {
      #expect(
        await talk.transcript(talk.ask(content, on: channel)) == [
          "busy", "\(channel.rawValue) \(reply)", "idle",
        ])
    }
  }

  @Test("The kernel says what it is, and what its language is called by highlighters")
  func kernelInfo() async throws {
    let configuration = KernelConfiguration(
      implementationVersion: "1.2", helpLinks: [.init(text: "Help", url: "https://example.org")])
    let talk = Conversation(configuration: configuration)
    let reply = try await talk.reply(to: talk.ask(KernelInfoRequest()), as: KernelInfoReply.self)
    #expect(reply?.implementation == "lectern" && reply?.implementationVersion == "1.2")
    #expect(reply?.protocolVersion == "5.6" && reply?.banner == "Echo")
    #expect(reply?.languageInfo.fileExtension == ".echo")
    #expect(reply?.languageInfo.pygmentsLexer == "text")
    #expect(
      reply?.helpLinks == configuration.helpLinks
        && reply?.supportedFeatures == ["kernel subshells"])
  }

  @Test("The kernel says where it listens")
  func connect() async throws {
    let ports: [Channel: Int] = [.shell: 1, .iopub: 2, .stdin: 3, .control: 4, .heartbeat: 5]
    let talk = Conversation(
      configuration: KernelConfiguration(implementationVersion: "1", ports: ports))
    #expect(try await talk.reply(to: talk.ask(ConnectRequest())) == ConnectReply(ports: ports))
  }

  @Test("An unknown request gets busy and idle only", arguments: ["debug_request", "future"])
  func unknown(type: String) async {
    let talk = Conversation()
    #expect(await talk.transcript(talk.ask(type: type, content: #"{"a": 1}"#)) == ["busy", "idle"])
  }

  @Test("A request that lacks a field is answered with an error that names it")
  func missingField() async throws {
    let talk = Conversation()
    let request = talk.ask(type: "complete_request", content: "{}")
    #expect(
      await talk.transcript(request) == ["busy", "shell complete_reply error", "idle"])
    let error: ErrorReply? = try talk.messages(of: request)[1].message.content()
    #expect(error?.value == "the content has no 'code'")
    let comm = talk.ask(type: "comm_open", content: "{}")
    #expect(await talk.transcript(comm) == ["busy", "idle"])
  }

  @Test("Content that is no JSON is logged and dropped, and the kernel lives")
  func malformed() async {
    let talk = Conversation()
    let request = talk.ask(type: "execute_request", content: "{nonsense}")
    #expect(await talk.transcript(talk.execute("x")).last == "idle")
    #expect(talk.messages(of: request).isEmpty)
    #expect(talk.log.count == 1 && talk.log[0].contains("shell"))
  }

  @Test(
    "A cursor is counted in code points and kept within the text",
    arguments: [(nil, 5), (-7, 0), (3, 3), (5, 5), (1000, 5)] as [(Int?, Int)])
  func cursor(claimed: Int?, position: Int) async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    // One character of three code points, one of one, one of one; in UTF-16 it would be seven.
    let code = "👩‍👧🎲x"
    _ = await talk.transcript(talk.ask(CompleteRequest(code: code, cursorPosition: claimed)))
    _ = await talk.transcript(
      talk.ask(InspectRequest(code: code, cursorPosition: claimed, detailLevel: 1)))
    #expect(
      interpreter.log == ["complete at \(position)", "inspect at \(position) detail 1"])
  }

  @Test(
    "The range of a completion lies within the text, whatever the interpreter says",
    arguments: [("0 2", 0, 2), ("-5 99", 0, 5), ("2 1", 2, 2), ("99 99", 4, 5)])
  func completionRange(code: String, start: Int, end: Int) async throws {
    let talk = Conversation()
    let text = String((code + "     ").prefix(5))
    let request = CompleteRequest(code: text, cursorPosition: 4)
    let reply = try await talk.reply(to: talk.ask(request), as: CompleteReply.self)
    #expect(reply?.cursorStart == start && reply?.cursorEnd == max(end, start))
    #expect(reply?.matches == ["echo"])
    #expect(
      reply?.metadata.types == [
        .init(text: "echo", type: "function", signature: "()", start: start, end: max(end, start))
      ])
  }

  @Test("An inspection has text for consoles, and all its fields when nothing was found")
  func inspect() async throws {
    let talk = Conversation()
    let found = try await talk.reply(
      to: talk.ask(InspectRequest(code: "x", cursorPosition: 0)), as: InspectReply.self)
    #expect(found?.found == true && found?.data["text/markdown"] == "x")
    #expect(found?.data["text/plain"] != nil)
    let nothing = try await talk.reply(
      to: talk.ask(InspectRequest(code: "nothing", cursorPosition: 0)), as: InspectReply.self)
    #expect(nothing == InspectReply(nil))
  }

  @Test(
    "Only an unfinished text has an indent",
    arguments: [
      ("whole", IsCompleteReply(.complete)), ("begun", IsCompleteReply(.incomplete, indent: "  ")),
      ("wrong", IsCompleteReply(.invalid)), ("else", IsCompleteReply(.unknown)),
    ])
  func completeness(code: String, expected: IsCompleteReply) async throws {
    let talk = Conversation()
    #expect(try await talk.reply(to: talk.ask(IsCompleteRequest(code: code))) == expected)
  }
}
