// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import JupyterTransport
import Testing

@Suite("Sockets")
struct TransportTests {
  @Test(
    "A request is answered on its channel, to its sender, with its buffers",
    arguments: Endpoint.Way.allCases, [Channel.shell, .control, .stdin])
  func answer(way: Endpoint.Way, channel: Channel) throws {
    let endpoint = try Endpoint(way)
    endpoint.start()
    defer { endpoint.transport.close() }
    let first = Client(.dealer(identity: "one"), endpoint.connection, channel)
    let second = Client(.dealer(identity: "two"), endpoint.connection, channel)
    first.send(endpoint.request("a", buffers: [[1], []]))
    second.send(endpoint.request("b"))
    let reply = first.receive()
    #expect(try endpoint.read(reply) == "a")
    #expect(reply.suffix(2) == [[1], []])
    #expect(try endpoint.read(second.receive()) == "b")
  }

  @Test("Identities before the delimiter come back in their order")
  func identities() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    let client = Client(.dealer(identity: "one"), endpoint.connection, .shell)
    client.send([Bytes("route".utf8), []] + endpoint.request("a"))
    #expect(client.receive().prefix(3) == [Bytes("route".utf8), [], WireFormat.delimiter])
  }

  @Test("What is no message is logged in one line and dropped, and the next one is answered")
  func malformed() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    let client = Client(.dealer(identity: "one"), endpoint.connection, .shell)
    let good = endpoint.request("a")
    var forged = good
    forged[1] = Bytes(repeating: UInt8(ascii: "0"), count: 64)
    let bad: [[Bytes]] = [
      [[]], [[1], [2]], [WireFormat.delimiter], Array(good.prefix(4)), forged,
      [[0, 255], WireFormat.delimiter] + [Bytes](repeating: [0xFE], count: 5),
    ]
    for frames in bad { client.send(frames) }
    client.send(good)
    #expect(try endpoint.read(client.receive()) == "a")
    #expect(endpoint.log.count == bad.count)
    #expect(endpoint.log.allSatisfy { $0.hasPrefix("a message on shell is dropped: ") })
  }

  @Test("A message that is played again is answered once, on whatever channel")
  func replay() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    let shell = Client(.dealer(identity: "one"), endpoint.connection, .shell)
    let control = Client(.dealer(identity: "one"), endpoint.connection, .control)
    let frames = endpoint.request("once")
    shell.send(frames)
    #expect(try endpoint.read(shell.receive()) == "once")
    shell.send(frames)
    control.send(frames)
    shell.send(endpoint.request("next"))
    control.send(endpoint.request("next"))
    #expect(try endpoint.read(shell.receive()) == "next")
    #expect(try endpoint.read(control.receive()) == "next")
  }

  @Test("Without a key nothing is signed, and equal messages are no repetition")
  func noKey() throws {
    let endpoint = try Endpoint(.tcp, key: "")
    endpoint.start()
    defer { endpoint.transport.close() }
    let client = Client(.dealer(identity: "one"), endpoint.connection, .shell)
    let frames = endpoint.request("a")
    client.send(frames)
    client.send(frames)
    #expect(client.receive()[1] == [])
    #expect(try endpoint.read(client.receive()) == "a")
  }

  @Test(
    "A listener's first message is its welcome, under its own topic",
    arguments: Endpoint.Way.allCases)
  func welcome(way: Endpoint.Way) throws {
    let endpoint = try Endpoint(way)
    endpoint.start()
    defer { endpoint.transport.close() }
    for topic in ["", "", "kernel.kernel.stream"] {
      let listener = Client(.subscriber, endpoint.connection, .iopub)
      listener.subscribe(topic)
      let frames = listener.receive()
      let message = try endpoint.format.message(from: frames).message
      #expect(frames.first == Bytes(topic.utf8))
      #expect(message.parentHeaderBytes == JSONCoding.emptyObject)
      #expect(try message.content() == IOPubWelcome(subscription: topic))
    }
  }

  @Test("While messages stream out, a listener still hears its welcome first")
  func welcomeInTheMiddle() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    for round in 0..<20 {
      let listener = Client(.subscriber, endpoint.connection, .iopub)
      listener.subscribe("")
      for number in 0..<200 { endpoint.publish("\(round) \(number)") }
      let message = try endpoint.format.message(from: listener.receive()).message
      #expect(message.type == "iopub_welcome")
    }
  }

  @Test("The end of a subscription, or a topic that is no text, is no listener")
  func noListener() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    let listener = Client(.subscriber, endpoint.connection, .iopub)
    listener.subscribe("a")
    #expect(!listener.receive().isEmpty)
    listener.unsubscribe("a")
    listener.subscribe("b")
    #expect(listener.receive().first == Bytes("b".utf8))
  }

  @Test("Ten thousand messages arrive, all and in order, however slow the listener is")
  func noLoss() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    let listener = Client(.subscriber, endpoint.connection, .iopub)
    listener.subscribe("")
    _ = listener.receive()
    for number in 0..<10_000 { endpoint.publish("\(number)") }
    let numbers = try (0..<10_000).map { _ in
      try endpoint.format.message(from: listener.receive()).message.content(as: Stream.self).text
    }
    #expect(numbers == (0..<10_000).map { "\($0)" })
  }

  @Test("Messages of several threads keep each thread's order")
  func threads() async throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    let listener = Client(.subscriber, endpoint.connection, .iopub)
    listener.subscribe("")
    _ = listener.receive()
    await withTaskGroup(of: Void.self) { group in
      for letter in ["a", "b", "c", "d"] {
        group.addTask { for number in 0..<500 { endpoint.publish("\(letter) \(number)") } }
      }
    }
    var next: [String: Int] = [:]
    for _ in 0..<2000 {
      let message = try endpoint.format.message(from: listener.receive()).message
      let words = try message.content(as: Stream.self).text.split(separator: " ").map(String.init)
      #expect(Int(words[1]) == next[words[0], default: 0])
      next[words[0], default: 0] += 1
    }
    endpoint.transport.close()
  }

  @Test("The heartbeat gives back any bytes", arguments: Endpoint.Way.allCases)
  func heartbeat(way: Endpoint.Way) throws {
    let endpoint = try Endpoint(way)
    defer { endpoint.transport.close() }
    // Not even started: the heart beats on its own.
    let heart = Client(.requester, endpoint.connection, .heartbeat)
    for beat in [Bytes("ping".utf8), [], Bytes(repeating: 255, count: 3000)] {
      heart.send([beat])
      #expect(heart.receive() == [beat])
    }
    let second = Client(.requester, endpoint.connection, .heartbeat)
    second.send([[1], [2]])
    #expect(second.receive() == [[1], [2]])
  }

  @Test("A client that comes back under its old identity is served")
  func handover() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    defer { endpoint.transport.close() }
    let lost = Client(.dealer(identity: "one"), endpoint.connection, .shell)
    lost.send(endpoint.request("a"))
    #expect(try endpoint.read(lost.receive()) == "a")
    // The old connection is still open, as after a network that broke.
    let back = Client(.dealer(identity: "one"), endpoint.connection, .shell)
    back.send(endpoint.request("b"))
    #expect(try endpoint.read(back.receive()) == "b")
  }

  @Test(
    "Ports that are chosen by the system are told, and all different",
    arguments: Endpoint.Way.allCases)
  func chosenPorts(way: Endpoint.Way) throws {
    let endpoint = try Endpoint(way)
    endpoint.start()
    defer { endpoint.transport.close() }
    #expect(Set(endpoint.connection.ports.values).count == 5)
    #expect(endpoint.connection.ports.values.allSatisfy { $0 > 0 })
  }

  @Test("What was sent just before the end still arrives")
  func linger() throws {
    let endpoint = try Endpoint(.tcp)
    endpoint.start()
    let listener = Client(.subscriber, endpoint.connection, .iopub)
    listener.subscribe("")
    _ = listener.receive()
    let text = String(repeating: "x", count: 4_000_000)
    endpoint.publish(text)
    endpoint.transport.close()
    let message = try endpoint.format.message(from: listener.receive()).message
    #expect(try message.content() == Stream(name: "stdout", text: text))
  }

  @Test("A port that is taken is named in the error")
  func takenPort() throws {
    let endpoint = try Endpoint(.tcp)
    defer { endpoint.transport.close() }
    endpoint.start()
    #expect {
      try Transport(endpoint.connection, session: Session(), log: { _ in })
    } throws: { error in
      "\(error)".contains(endpoint.connection.address(of: .control))
    }
  }

  @Test("Another signature scheme is refused before anything is bound")
  func scheme() throws {
    let file = try ConnectionFile(
      json: Bytes(#"{"key": "k", "signature_scheme": "hmac-md5"}"#.utf8))
    #expect {
      try Transport(file, session: Session(), log: { _ in })
    } throws: { error in
      "\(error)".contains("hmac-md5")
    }
  }

  @Test("An encrypted connection is served to those who know the server's key")
  func encryption() throws {
    let keys = CurveKeys()
    let file = try ConnectionFile(
      json: JSONCoding.encode(
        [
          "key": "k", "curve_publickey": .string(keys.public),
          "curve_secretkey": .string(keys.secret),
        ] as JSON))
    let transport = try Transport(file, session: Session(), log: { _ in })
    transport.start { message, channel in
      transport.send(
        Session().message(Status(.idle), identities: message.identities), on: channel)
    }
    defer { transport.close() }
    let client = Client(.dealer(identity: "one"), transport.connection, .shell, keys: keys)
    let format = try WireFormat(key: "k", signatureScheme: "hmac-sha256")
    client.send(format.frames(of: Session().message(KernelInfoRequest())))
    #expect(try format.message(from: client.receive()).message.type == "status")
  }
}
