// SPDX-License-Identifier: MIT
import Display
import Glibc
import Testing

@testable import SessionWire

/// Writes a value and reads it back.
private func roundTrip<Value: WireCodable>(_ value: Value) throws -> Value {
  var writer = WireWriter()
  writer.append(value)
  var reader = WireReader(writer.bytes)
  return try reader.next()
}

private let diagnostic = Diagnostic(
  severity: .error, message: "wrong 🦉", label: "In[1]", line: 2, column: 3, length: 4,
  sourceLine: "let a", fixIts: ["insert 'b'"],
  notes: [Diagnostic(severity: .note, message: "here")])
private let library = CellLibrary(
  cell: 7, label: "In[3]", path: "/a/b.so", entryPoint: "main7", dependencies: ["libx.so"])
private let interface = CellInterface(
  cell: 7, label: "In[3]", module: "M7",
  declarations: DeclarationKind.allCases.map { Declaration(name: "n", kind: $0, line: 1) },
  imports: ["import Foundation"])
private let json: JSON = [
  "null": nil, "bool": true, "int": -3, "double": 0.5, "text": "é", "list": [1, [2]],
]
private let bundle = MIMEBundle(
  ["text/plain": .text("a"), "image/png": .binary([0, 255]), "application/json": .json(json)],
  metadata: ["filename": "a"])
private let frames = [StackFrame(library: "/a.so", offset: .max)]

@Suite("Frames") struct WireTests {
  @Test(
    "A command to the host survives the way",
    arguments: [
      HostCommand.run(library), .interrupt, .displayAcknowledged(3), .input(.text("x")),
      .input(.endOfFile), .input(.unavailable),
      .comm(
        number: 7, CommMessage(kind: .open, id: "i", target: "t", data: json, buffers: [[1], []])),
      .publish(interface), .readVariables(number: 3, [VariableName(name: "x", cell: 7)]),
      .stopReading(number: 3), .shutdown,
    ])
  func hostCommand(_ command: HostCommand) throws { #expect(try roundTrip(command) == command) }

  @Test(
    "An event of the host survives the way",
    arguments: [
      HostEvent.ready, .display(number: 1, cell: 0, action: .display(id: nil), bundle: bundle),
      .display(number: 2, cell: 7, action: .update(id: "a"), bundle: bundle),
      .display(number: 3, cell: 0, action: .clear(wait: true), bundle: MIMEBundle()),
      .inputRequest(prompt: "name? ", isPassword: true), .comm(CommMessage(kind: .close, id: "i")),
      .commDelivered(number: 7, isKnown: true),
      .commAnswer(number: 7, CommMessage(kind: .message, id: "i", data: json)),
      .backgroundTrap(cell: 4, message: "m", frames: frames),
      .variable(number: 3, VariableText(type: "Int")),
      .variable(number: 3, VariableText(type: "Int", value: "5")),
      .variablesRead(number: 3, outcome: .interrupted(frames: frames)),
      .lastWords(cell: 4, outcome: .trapped(signal: 6, message: "free()", frames: frames)),
      .finished(cell: 1, outcome: .completed),
      .finished(cell: 1, outcome: .threw(type: "E", description: "d", frames: frames)),
      .finished(cell: 1, outcome: .trapped(signal: 4, message: "m", frames: [])),
      .finished(cell: 1, outcome: .exited(code: -1)),
      .finished(cell: 1, outcome: .interrupted(frames: frames)),
      .finished(cell: 1, outcome: .notLoaded(reason: "r")),
    ])
  func hostEvent(_ event: HostEvent) throws { #expect(try roundTrip(event) == event) }

  @Test(
    "A command to the compiler survives the way",
    arguments: [
      CompilerCommand.compile(number: 1, CellSource(cell: 2, label: "In[1]", source: "a\nb")),
      .checkCompleteness(number: 2, source: ""), .complete(number: 3, source: "x.", cursor: 2),
      .inspect(number: 4, source: "x", cursor: 0), .publish(interface, source: "s"), .forget,
      .useModules(["-I", "/a b"]), .shutdown,
      .writeScript(number: 5, [.prose("# A\n"), .code("1 + 1", label: "In[1]")]),
    ])
  func compilerCommand(_ command: CompilerCommand) throws {
    #expect(try roundTrip(command) == command)
  }

  @Test(
    "An answer of the compiler survives the way",
    arguments: [
      CompilerEvent.ready, .unavailable(reason: "no toolchain"),
      .compiled(number: 1, .failure([diagnostic])),
      .compiled(number: 1, .success(library: library, interface: interface, warnings: [])),
      .completeness(number: 2, .incomplete(indent: "  ")), .inspection(number: 4, nil),
      .script(number: 5, "let a = 1\n"),
      .completions(
        number: 3,
        Completions(
          items: [CompletionItem(text: "a", kind: "function", signature: "")], start: 0, end: 1)),
      .inspection(
        number: 5, Inspection(declaration: "let a: Int", documentation: "", source: "let a = 1")),
    ])
  func compilerEvent(_ event: CompilerEvent) throws { #expect(try roundTrip(event) == event) }

  @Test("A frame that was cut anywhere is an error, never a crash or a wrong value")
  func truncated() {
    var writer = WireWriter()
    writer.append(HostEvent.display(number: 1, cell: 0, action: .result, bundle: bundle))
    for count in 0..<writer.bytes.count {
      #expect(throws: WireError.self) {
        var reader = WireReader(Array(writer.bytes[..<count]))
        _ = try reader.next(HostEvent.self)
      }
    }
  }

  @Test("Frames larger than the socket's buffer arrive whole and in order, and then the end")
  func channel() throws {
    var pair: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let large = Blob((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) })
    let sender = FrameChannel(descriptor: pair[0])
    let receiver = FrameChannel(descriptor: pair[1])
    let sending = Task.detached {
      for _ in 0..<3 { try sender.send(large) }
      close(sender.descriptor)
    }
    for _ in 0..<3 { #expect(try receiver.receive(Blob.self) == large) }
    #expect(throws: WireError.closed) { try receiver.receive(Blob.self) }
    close(pair[1])
    _ = sending
  }
}
