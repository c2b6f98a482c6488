// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Testing

@Suite("Wire format")
struct WireFormatTests {
  private let session = Session(id: "kernel")

  private func format(key: String = "secret") throws -> WireFormat {
    try WireFormat(key: key, signatureScheme: "hmac-sha256")
  }

  private func request(buffers: [Bytes] = []) -> Message {
    session.message(
      ExecuteRequest(code: "1 + 1"), identities: [[1, 2], []], metadata: ["cellId": "a"],
      buffers: buffers)
  }

  @Test("A message comes back from its frames as it was")
  func roundTrip() throws {
    let message = request(buffers: [[0, 255], []])
    let frames = try format().frames(of: message)
    #expect(try format().message(from: frames).message == message)
  }

  @Test("Frames are identities, delimiter, signature, four parts, buffers")
  func frameOrder() throws {
    let message = request(buffers: [[7]])
    let frames = try format().frames(of: message)
    #expect(frames.count == 2 + 2 + 4 + 1)
    #expect(frames[2] == Bytes("<IDS|MSG>".utf8))
    #expect(frames[3].count == 64)
    #expect(
      Array(frames[4..<8]) == [
        message.headerBytes, message.parentHeaderBytes, message.metadataBytes,
        message.contentBytes,
      ])
    #expect(frames[8] == [7])
  }

  @Test("Buffers are not signed")
  func buffersAreNotSigned() throws {
    let format = try format()
    let message = request(buffers: [[7]])
    var frames = format.frames(of: message)
    frames[8] = [8, 9]
    #expect(try format.message(from: frames).message.buffers == [[8, 9]])
  }

  @Test("A changed part makes the signature wrong", arguments: 4..<8)
  func tampering(part: Int) throws {
    let format = try format()
    var frames = format.frames(of: request())
    frames[part].append(UInt8(ascii: " "))
    #expect(throws: FramingError.wrongSignature) { try format.message(from: frames) }
  }

  @Test("Another key makes the signature wrong")
  func otherKey() throws {
    let frames = try format(key: "other").frames(of: request())
    #expect(throws: FramingError.wrongSignature) { try format().message(from: frames) }
  }

  @Test("The signature covers the bytes as they came, however the JSON is spaced")
  func spacedParts() throws {
    let parts = [#"{ "msg_id" : "1", "msg_type":"x" }"#, "{ }", "{\n}", " {}"].map {
      Bytes($0.utf8)
    }
    let signature = Signature(key: Bytes("secret".utf8), parts: parts).hexadecimal
    let message = try format().message(from: [WireFormat.delimiter, signature] + parts).message
    #expect(message.headerBytes == parts[0])
    #expect(message.header.messageID == "1")
  }

  @Test("Without a key nothing is signed or checked")
  func noKey() throws {
    let format = try format(key: "")
    var frames = format.frames(of: request())
    #expect(frames[3] == [])
    frames[3] = Bytes("anything".utf8)
    #expect(try format.message(from: frames).signature == nil)
  }

  @Test("A scheme other than HMAC-SHA256 is named in the error")
  func unknownScheme() {
    #expect(throws: FramingError.unknownScheme("hmac-md5")) {
      try WireFormat(key: "secret", signatureScheme: "hmac-md5")
    }
  }

  @Test("Frames that are no message are refused, each for its reason")
  func malformed() throws {
    let format = try format(key: "")
    let delimiter = WireFormat.delimiter
    let object = Bytes("{}".utf8)
    let header = Bytes(#"{"msg_id": "1", "msg_type": "x"}"#.utf8)
    let cases: [([Bytes], FramingError)] = [
      ([], .noDelimiter),
      ([[], [1], [2]], .noDelimiter),
      ([delimiter], .missingParts(found: 0)),
      ([delimiter, [], header, object, object], .missingParts(found: 4)),
      ([delimiter, [], [], [], [], []], .noObject),
      ([delimiter, [], header, object, object, Bytes("[]".utf8)], .noObject),
      ([delimiter, [], Bytes("[1]".utf8), object, object, object], .noObject),
      ([delimiter, [], Bytes("{".utf8), object, object, object], .noObject),
      ([delimiter, [], Bytes("{}".utf8), object, object, object], .malformedHeader),
      ([delimiter, [], Bytes(#"{"msg_id": }"#.utf8), object, object, object], .malformedHeader),
    ]
    for (frames, error) in cases {
      #expect(throws: error) { try format.message(from: frames) }
    }
  }

  @Test("Content that is no JSON is told from content that lacks a field")
  func contentErrors() throws {
    func content(_ text: String) throws -> ExecuteRequest {
      let message = Message(
        identities: [], header: request().header, headerBytes: [], parentHeaderBytes: [],
        metadataBytes: [], contentBytes: Bytes(text.utf8), buffers: [])
      return try message.content()
    }
    #expect(throws: ContentError.invalid("the content has no 'code'")) { try content("{}") }
    #expect(throws: ContentError.invalid("the content's 'code' has the wrong type")) {
      try content(#"{"code": 1}"#)
    }
    #expect {
      try content("{nonsense}")
    } throws: { error in
      guard case ContentError.malformed = error else { return false }
      return true
    }
  }
}
