// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Testing

@Suite("Contents of messages")
struct ContentTests {
  private func json(_ content: some MessageContent) throws -> JSON {
    try JSONCoding.decode(JSON.self, from: JSONCoding.encode(content))
  }

  private func read<Content: MessageContent>(_ text: String) throws -> Content {
    try JSONCoding.decode(Content.self, from: Bytes(text.utf8))
  }

  @Test("An execute request needs only its code; errors stop the queue by default")
  func executeDefaults() throws {
    let request: ExecuteRequest = try read(#"{"code": "x", "future": {"key": [1]}}"#)
    #expect(request == ExecuteRequest(code: "x"))
    #expect(!request.silent && request.storeHistory && request.stopOnError && !request.allowStdin)
  }

  @Test("An execute reply has the fields of its outcome, and always a count")
  func executeReply() throws {
    let error = ErrorOutput(name: "E", value: "v", traceback: ["t"])
    #expect(
      try json(ExecuteReply(.ok(userExpressions: [:], payload: []), executionCount: 1)) == [
        "status": "ok", "execution_count": 1, "user_expressions": [:], "payload": [],
      ])
    #expect(
      try json(ExecuteReply(.error(error), executionCount: 2)) == [
        "status": "error", "execution_count": 2, "ename": "E", "evalue": "v", "traceback": ["t"],
      ])
    #expect(
      try json(ExecuteReply(.aborted, executionCount: 3)) == [
        "status": "aborted", "execution_count": 3,
      ])
  }

  @Test("What is written is read again")
  func roundTrips() throws {
    func check<Content: MessageContent>(_ content: Content) throws {
      #expect(try JSONCoding.decode(Content.self, from: JSONCoding.encode(content)) == content)
    }
    let error = ErrorOutput(name: "E", value: "v", traceback: [])
    let expressions: [String: UserExpression] = [
      "a": .value(data: ["text/plain": "1"], metadata: [:]), "b": .error(error),
    ]
    let payload = [Payload(page: MIMEBundle(text: "page"))]
    try check(
      ExecuteReply(.ok(userExpressions: expressions, payload: payload), executionCount: 1))
    try check(ExecuteReply(.error(error), executionCount: 1))
    try check(ExecuteReply(.aborted, executionCount: 1))
    try check(
      HistoryReply(history: [
        .init(session: 1, line: 2, input: "a", output: nil, hasOutput: false),
        .init(session: 1, line: 3, input: "b", output: nil, hasOutput: true),
        .init(session: 1, line: 4, input: "c", output: "d", hasOutput: true),
      ]))
    try check(IsCompleteReply(.incomplete, indent: "  "))
    try check(CommOpen(commID: "c", targetName: "t", data: ["x": [1, 2.5, nil]]))
    try check(DisplayData(MIMEBundle(text: "x"), id: "d"))
    try check(ConnectReply(ports: [.shell: 1, .heartbeat: 2]))
  }

  @Test("Transient is an object, with an identifier or without, and metadata is one too")
  func transient() throws {
    let bundle = MIMEBundle(text: "x")
    #expect(try json(DisplayData(bundle, id: nil))["transient"] == [:])
    #expect(try json(DisplayData(bundle, id: nil))["metadata"] == [:])
    #expect(try json(UpdateDisplayData(bundle, id: "d"))["transient"] == ["display_id": "d"])
  }

  @Test("An indent goes only with an incomplete text")
  func indent() throws {
    #expect(try json(IsCompleteReply(.complete)) == ["status": "complete"])
    #expect(
      try json(IsCompleteReply(.incomplete, indent: "")) == [
        "status": "incomplete", "indent": "",
      ])
  }

  @Test("A completion has its types beside its matches, with the same range")
  func completion() throws {
    let match = CompleteReply.TypedMatch(
      text: "print", type: "function", signature: "(Any...)", start: 0, end: 3)
    let reply = try json(CompleteReply(matches: [match], cursorStart: 0, cursorEnd: 3))
    #expect(reply["matches"] == ["print"])
    #expect(
      reply["metadata"]?["_jupyter_types_experimental"] == [
        ["text": "print", "type": "function", "signature": "(Any...)", "start": 0, "end": 3]
      ])
  }

  @Test("Bytes become base64 without line breaks, structured data stays structured")
  func formats() {
    let png = [UInt8](repeating: 251, count: 200)
    let data = MIMEBundle([
      "image/png": .binary(png), "image/svg+xml": .text("<svg/>"),
      "application/json": .text(#"{"a": [1]}"#), "application/geo+json": .json(["b": 2]),
      "application/x+json": .text("{broken"),
    ]).json
    #expect(data["image/png"]?.stringValue?.hasPrefix("+/v7+/v7") == true)
    #expect(data["image/png"]?.stringValue?.count == 268)
    #expect(data["image/png"]?.stringValue?.contains("\n") == false)
    #expect(data["image/svg+xml"] == "<svg/>")
    #expect(data["application/json"] == ["a": [1]])
    #expect(data["application/geo+json"] == ["b": 2])
    #expect(data["application/x+json"] == "{broken")
  }

  @Test("A result has plain text among its formats, whatever it was given")
  func plainText() {
    let result = ExecuteResult(MIMEBundle(["text/html": .text("<b>x</b>")]), executionCount: 1)
    #expect(result.data["text/plain"] == "<text/html>")
    #expect(ExecuteResult(MIMEBundle(text: "2"), executionCount: 1).data == ["text/plain": "2"])
  }
}
