// SPDX-License-Identifier: MIT
import Dispatch
import Display
import JupyterProtocol
import Testing

@testable import JupyterKernel

@Suite("Output")
struct OutputTests {
  private func texts(_ sent: [Conversation.Sent], _ name: String = "stdout") -> [String] {
    sent.compactMap { try? $0.message.content(as: JupyterProtocol.Stream.self) }
      .filter { $0.name == name }.map(\.text)
  }

  @Test("What is printed at once is one message, and text and figures keep their order")
  func order() async {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          for number in 0..<20 {
            output.write(Array("text ".utf8), to: .stdout)
            output.write(Array("\(number)".utf8), to: .stdout)
            output.display(MIMEBundle(text: "figure \(number)"), id: nil)
          }
          return .ok
        }
      ]))
    let lines = await talk.transcript(talk.execute("cell"))
    let expected = (0..<20).flatMap { ["stream stdout: text \($0)", "display_data figure \($0)"] }
    #expect(Array(lines[2..<42]) == expected)
  }

  @Test("Text goes out while the cell still runs")
  func live() async {
    let gate = Gate()
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.write(Array("live".utf8), to: .stdout)
          await gate.wait()
          return .ok
        }
      ]))
    let cell = talk.execute("cell")
    await talk.wait { $0.contains { $0.line == "stream stdout: live" } }
    #expect(!talk.messages(of: cell).contains { $0.channel == .shell })
    gate.open()
    _ = await talk.transcript(cell)
  }

  @Test("Ten thousand lines come whole, in few messages")
  func manyLines() async {
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          for number in 0..<10_000 { output.write(Array("line \(number)\n".utf8), to: .stdout) }
          return .ok
        }
      ]))
    _ = await talk.transcript(talk.execute("cell"))
    let pieces = texts(talk.sent)
    #expect(pieces.joined() == (0..<10_000).map { "line \($0)\n" }.joined())
    #expect(pieces.count < 200)
  }

  @Test("A long text is cut between characters into pieces that servers take")
  func longText() async {
    let text = String(repeating: "ü🎲x", count: 300_000)
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          output.write(Array(text.utf8), to: .stdout)
          return .ok
        }
      ]))
    _ = await talk.transcript(talk.execute("cell"))
    let pieces = texts(talk.sent)
    #expect(pieces.joined() == text)
    #expect(pieces.allSatisfy { $0.utf8.count <= 500_000 })
  }

  @Test("A character that comes in parts stays whole; what is none is replaced")
  func characters() {
    var text = StreamText()
    var taken = ""
    for byte in Array("aü🎲".utf8) {
      text.append([byte], to: .stdout)
      taken += text.take(isEnd: false).map(\.text).joined()
    }
    #expect(taken == "aü🎲" && text.byteCount == 0)
    text.append([0xFF, 0x41, 0x80, 0xF0, 0x9F], to: .stdout)
    let whole = text.take(isEnd: false).map(\.text)
    let end = text.take(isEnd: true).map(\.text)
    let rest = text.take(isEnd: true).map(\.text)
    #expect((whole, end) == (["\u{FFFD}A\u{FFFD}"], ["\u{FFFD}"]))
    #expect(rest.isEmpty)
  }

  @Test("Bytes without any character boundary are still cut and lose nothing")
  func noBoundary() {
    var text = StreamText()
    text.append([UInt8](repeating: 0x80, count: 1_200_000), to: .stderr)
    let pieces = text.take(isEnd: true)
    #expect(pieces.map(\.text.unicodeScalars.count).reduce(0, +) == 1_200_000)
    #expect(pieces.allSatisfy { $0.stream == .stderr })
  }

  @Test("Streams that alternate become one message each, in the order in which they began")
  func alternation() {
    var text = StreamText()
    for number in 0..<3 {
      text.append(Array("e\(number)".utf8), to: .stderr)
      text.append(Array("o\(number)".utf8), to: .stdout)
    }
    let pieces = text.take(isEnd: false)
    #expect(pieces.map(\.text) == ["e0e1e2", "o0o1o2"])
    #expect(pieces.map(\.stream) == [.stderr, .stdout])
  }

  @Test("The size of text is that of its JSON")
  func encodedSize() {
    let written = "tab\t quote\" back\\ line\n bell\u{7} ü🎲"
    var text = StreamText()
    text.append(Array(written.utf8), to: .stdout)
    #expect(text.encodedByteCount == JSONCoding.encode(written).count - 2)
  }
}

@Suite("The pace of output")
struct OutputPaceTests {
  private let start = OutputPace.Instant.now
  private let limit = OutputLimit(bytes: 1000, messages: 10)

  private func at(_ milliseconds: Int) -> OutputPace.Instant { start + .milliseconds(milliseconds) }

  @Test("The first text waits a moment, the next so long that twenty go in a second")
  func interval() {
    var pace = OutputPace(limit: limit)
    #expect(pace.collectingDelay(at: at(0)) == .milliseconds(8))
    pace.record(bytes: 1, messages: 1, at: at(0))
    #expect(pace.collectingDelay(at: at(10)) == .milliseconds(40))
    pace.record(bytes: 2, messages: 2, at: at(100))
    #expect(pace.collectingDelay(at: at(120)) == .milliseconds(80))
    #expect(pace.collectingDelay(at: at(5000)) == .milliseconds(8))
  }

  @Test("Text above the limit waits until so much of the last three seconds is over")
  func bytes() {
    var pace = OutputPace(limit: limit)
    pace.record(bytes: 600, messages: 1, at: at(0))
    pace.record(bytes: 300, messages: 1, at: at(1000))
    #expect(pace.delay(bytes: 100, messages: 1, at: at(1500)) == .zero)
    #expect(pace.delay(bytes: 101, messages: 1, at: at(1500)) == .milliseconds(1500))
    #expect(pace.delay(bytes: 701, messages: 1, at: at(1500)) == .milliseconds(2500))
    #expect(pace.delay(bytes: 700, messages: 1, at: at(3000)) == .zero)
  }

  @Test("Messages above the limit wait, whatever their size")
  func messages() {
    var pace = OutputPace(limit: limit)
    for number in 0..<10 { pace.record(bytes: 0, messages: 1, at: at(number * 100)) }
    #expect(pace.delay(bytes: 0, messages: 1, at: at(1000)) == .milliseconds(2000))
    #expect(pace.delay(bytes: 0, messages: 1, at: at(3000)) == .zero)
  }

  @Test("A piece that is larger than the limit goes alone")
  func largePiece() {
    var pace = OutputPace(limit: limit)
    #expect(pace.delay(bytes: 5000, messages: 1, at: at(0)) == .zero)
    pace.record(bytes: 5000, messages: 1, at: at(0))
    #expect(pace.delay(bytes: 5000, messages: 1, at: at(0)) == .seconds(3))
    #expect(pace.delay(bytes: 5000, messages: 1, at: at(3001)) == .zero)
  }

  @Test("After a cell the count begins anew")
  func reset() {
    var pace = OutputPace(limit: limit)
    pace.record(bytes: 1000, messages: 10, at: at(0))
    pace.reset()
    #expect(pace.delay(bytes: 1000, messages: 10, at: at(0)) == .zero)
  }

  @Test(
    "A cell that waits for room is let go by an interrupt: nothing is lost, and its error does not wait"
  )
  func hurry() async {
    let count = 1000
    let talk = Conversation(
      EchoInterpreter([
        "cell": { _, output in
          // Displaying waits, so it needs a thread that may.
          await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
              for number in 0..<count { output.display(MIMEBundle(text: "\(number)"), id: nil) }
              continuation.resume()
            }
          }
          return .failed(EchoInterpreter.failure("Interrupted"))
        }
      ]),
      // One message in three seconds: without the interrupt it would take an hour.
      configuration: KernelConfiguration(
        implementationVersion: "1", outputLimit: OutputLimit(bytes: 1, messages: 1)))
    let cell = talk.execute("cell")
    await talk.wait { $0.contains { $0.message.type == "display_data" } }
    #expect(talk.messages(of: cell).count < count)
    await talk.kernel.interrupt()
    let lines = await talk.transcript(cell)
    #expect(lines.dropFirst(2).prefix(count) == (0..<count).map { "display_data \($0)" }[...])
    #expect(lines.suffix(3) == ["error Interrupted", "shell execute_reply error 1", "idle"])
  }
}
