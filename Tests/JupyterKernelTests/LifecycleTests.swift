// SPDX-License-Identifier: MIT
import Display
import JupyterKernel
import JupyterProtocol
import Testing

@Suite("Beginning and end")
struct LifecycleTests {
  @Test("Starting is published once, first, without a parent")
  func starting() async {
    let talk = Conversation()
    _ = await talk.transcript(talk.execute("x"))
    #expect(talk.sent.first?.line == "starting")
    #expect(talk.sent.first?.message.parentHeaderBytes == JSONCoding.emptyObject)
    #expect(talk.sent.count { $0.line == "starting" } == 1)
  }

  @Test(
    "A shutdown is answered where it came, published to all, and then carried out",
    arguments: [Channel.shell, .control], [true, false])
  func shutdown(channel: Channel, restart: Bool) async throws {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    let request = talk.ask(ShutdownRequest(restart: restart), on: channel)
    await talk.end()
    let messages = talk.messages(of: request)
    #expect(
      messages.map(\.line) == [
        "busy", "\(channel.rawValue) shutdown_reply ok", "shutdown_reply ok", "idle",
      ])
    #expect(try messages[1].message.content() == ShutdownReply(restart: restart))
    #expect(try messages[2].message.content() == ShutdownReply(restart: restart))
    #expect(Set(messages.map(\.message.header.messageID)).count == messages.count)
    #expect(interpreter.log == ["shutdown"])
  }

  @Test("A shutdown does not wait for the cell that runs, and its end is nobody's business")
  func shutdownOfRunningCell() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    let cell = talk.execute("wait")
    await interpreter.waits.wait()
    talk.ask(ShutdownRequest(restart: false), on: .control)
    await talk.end()
    #expect(talk.messages(of: cell).map(\.line) == ["busy", "execute_input 1: wait"])
    #expect(talk.sent.last?.line == "idle")
  }

  @Test("The kernel can be ended without a request, and ends once")
  func end() async {
    let interpreter = EchoInterpreter()
    let talk = Conversation(interpreter)
    _ = await talk.transcript(talk.execute("x"))
    await talk.kernel.shutdown()
    await talk.kernel.shutdown()
    await talk.end()
    #expect(interpreter.log == ["execute 1 x", "shutdown"])
  }
}
