// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Testing

@Suite("Subshells")
struct SubshellTests {
  private func create(_ talk: Conversation) async throws -> String {
    let request = talk.ask(CreateSubshellRequest(), on: .control)
    let reply = try await talk.reply(to: request, as: CreateSubshellReply.self)
    return try #require(reply?.subshellID)
  }

  private func list(_ talk: Conversation) async throws -> [String]? {
    let request = talk.ask(ListSubshellRequest(), on: .control)
    return try await talk.reply(to: request, as: ListSubshellReply.self)?.subshellIDs
  }

  @Test("A subshell is listed until it is deleted, and each has a name of its own")
  func life() async throws {
    let talk = Conversation()
    #expect(try await list(talk) == [])
    let (first, second) = (try await create(talk), try await create(talk))
    #expect(first != second)
    #expect(try await list(talk) == [first, second])
    let deletion = talk.ask(DeleteSubshellRequest(subshellID: first), on: .control)
    #expect(
      await talk.transcript(deletion) == ["busy", "control delete_subshell_reply ok", "idle"])
    #expect(try await list(talk) == [second])
  }

  @Test("A name that belongs to no subshell is refused in every request, and named in the error")
  func unknown() async throws {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    let cell = talk.ask(ExecuteRequest(code: "x"), subshell: "nowhere")
    #expect(await talk.transcript(cell) == ["busy", "shell execute_reply error -1", "idle"])
    let error: ErrorReply? = try talk.messages(of: cell)[1].message.content()
    #expect(error?.name == "UnknownSubshell" && error?.value.contains("'nowhere'") == true)
    let comm = talk.ask(CommOpen(commID: "c", targetName: "echo"), subshell: "nowhere")
    #expect(await talk.transcript(comm) == ["busy", "idle"])
    let deletion = talk.ask(DeleteSubshellRequest(subshellID: "nowhere"), on: .control)
    #expect(
      await talk.transcript(deletion) == ["busy", "control delete_subshell_reply error", "idle"])
    #expect(interpreter.log.isEmpty)
  }

  @Test("A comm opened over a subshell is taken while a cell runs")
  func comms() async throws {
    let talk = Conversation()
    let subshell = try await create(talk)
    let cell = talk.execute("wait")
    await talk.wait { $0.contains { $0.parent == cell && $0.message.type == "execute_input" } }
    let opening = talk.ask(CommOpen(commID: "c", targetName: "echo"), subshell: subshell)
    #expect(await talk.transcript(opening) == ["busy", "idle"])
    let message = talk.ask(CommMsg(commID: "c"), subshell: subshell)
    #expect(await talk.transcript(message) == ["busy", "comm_msg c", "idle"])
    await talk.kernel.interrupt()
    _ = await talk.transcript(cell)
  }

  @Test("Cells of all shells run in the order in which they came")
  func cells() async throws {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    let subshell = try await create(talk)
    let requests = (0..<20).map {
      talk.ask(
        ExecuteRequest(code: "\($0)"), subshell: $0.isMultiple(of: 3) ? subshell : nil)
    }
    _ = await talk.transcript(requests[19])
    #expect(interpreter.log == (0..<20).map { "execute \($0 + 1) \($0)" })
  }
}
