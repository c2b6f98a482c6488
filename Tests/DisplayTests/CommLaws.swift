// SPDX-License-Identifier: MIT

import Display
import TestSupport
import Testing

@Suite("Comms") struct CommLaws {
  @Test("Opening, sending and closing reach the front end in order, and nothing after the closing")
  func order() {
    var id = ""
    let events = RecordingFrontEnd.events {
      let comm = Comm(target: "slider", Comm.Message(["value": 1], metadata: ["version": "2.1.0"]))
      id = comm.id
      comm.send(Comm.Message(["value": 2], buffers: [[1, 2]]))
      comm.close()
      comm.send(Comm.Message(["value": 3]))
      comm.close()
    }
    #expect(
      events == [
        .comm(
          CommMessage(
            kind: .open, id: id, target: "slider", data: ["value": 1],
            metadata: ["version": "2.1.0"])),
        .comm(CommMessage(kind: .message, id: id, data: ["value": 2], buffers: [[1, 2]])),
        .comm(CommMessage(kind: .close, id: id)),
      ])
  }

  @Test("A message from the front end reaches the handler of its comm")
  func delivery() {
    var received: [JSON] = []
    _ = RecordingFrontEnd.events {
      let comm = Comm(target: "slider")
      comm.onMessage { received.append($0.data) }
      #expect(Comm.deliver(CommMessage(kind: .message, id: comm.id, data: ["value": 7])))
      #expect(Comm.deliver(CommMessage(kind: .close, id: comm.id)))
      #expect(!comm.isOpen)
      #expect(!Comm.deliver(CommMessage(kind: .message, id: comm.id, data: ["value": 8])))
    }
    #expect(received == [["value": 7]])
  }

  @Test("The front end opens a comm to a registered target only")
  func opening() {
    var opened: [String] = []
    Comm.register(target: "comm laws: echo") { comm, message in
      opened.append(message.data["hello"]?.stringValue ?? "")
      comm.onMessage { comm.send($0) }
    }
    let events = RecordingFrontEnd.events {
      #expect(
        Comm.deliver(
          CommMessage(kind: .open, id: "c1", target: "comm laws: echo", data: ["hello": "world"])))
      #expect(Comm.deliver(CommMessage(kind: .message, id: "c1", data: [1])))
      #expect(!Comm.deliver(CommMessage(kind: .open, id: "c2", target: "comm laws: unknown")))
    }
    #expect(opened == ["world"])
    #expect(events == [.comm(CommMessage(kind: .message, id: "c1", data: [1]))])
  }

  @Test("User code waits for its time: what opens a comm, what hears its messages and its end")
  func waitingHandlers() {
    var heard: [String] = []
    Comm.register(target: "comm laws: waiting") { comm, _ in
      heard.append("open")
      comm.onMessage { _ in heard.append("message") }
      comm.onClose { _ in heard.append("close") }
    }
    let kinds: [CommMessage.Kind] = [.open, .message, .close]
    let arrivals = kinds.map {
      CommRegistry.take(CommMessage(kind: $0, id: "w1", target: "comm laws: waiting"))
    }
    #expect(heard.isEmpty)
    for case .pending(let handler) in arrivals { handler() }
    #expect(heard == ["open", "message", "close"])
    guard case .unknown = CommRegistry.take(CommMessage(kind: .message, id: "w1")) else {
      Issue.record("the comm is closed")
      return
    }
  }
}
