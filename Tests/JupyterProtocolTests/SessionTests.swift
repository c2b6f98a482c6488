// SPDX-License-Identifier: MIT
import Display
import JupyterProtocol
import Testing

@Suite("Headers")
struct SessionTests {
  @Test("Each message has an identifier of its own, and the session's")
  func identifiers() {
    let session = Session()
    let messages = (0..<100).map { _ in session.message(Status(.busy)) }
    #expect(Set(messages.map(\.header.messageID)).count == 100)
    #expect(Set(messages.map(\.header.session)) == [session.id])
    #expect(Session().id != session.id)
  }

  @Test("Dates are ISO 8601, in UTC, with parts of a second")
  func date() {
    let date = Session().message(Status(.idle)).header.date
    let form = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/
    #expect(date.wholeMatch(of: form) != nil)
  }

  @Test("The header says its version and its type, and its user is a text")
  func header() throws {
    let message = Session().message(Status(.idle))
    let header = try JSONCoding.decode(JSON.self, from: message.headerBytes)
    #expect(header["version"]?.stringValue == "5.6")
    #expect(header["msg_type"]?.stringValue == "status")
    #expect(header["username"]?.stringValue != nil)
  }

  @Test("Without a parent the parent header is an empty object")
  func noParent() {
    #expect(Session().message(Status(.starting)).parentHeaderBytes == Bytes("{}".utf8))
  }

  @Test("The parent header is the request's, byte for byte")
  func parent() {
    let parent = Bytes(#"{ "msg_id":"1", "number": 1e-7, "date": "x" , "ü": null}"#.utf8)
    #expect(Session().message(Status(.busy), parent: parent).parentHeaderBytes == parent)
  }

  @Test("A message on iopub has one topic, which names session and type")
  func topic() {
    let message = Session(id: "s").publication(Status(.busy))
    #expect(message.identities == [Bytes("kernel.s.status".utf8)])
  }

  @Test("Numbers that JSON lacks become texts, in content and metadata")
  func notANumber() {
    let bundle = MIMEBundle(
      ["application/json": .json(["nan": .double(.nan)])], metadata: ["x": .double(.infinity)])
    let text = String(
      decoding: Session().message(DisplayData(bundle, id: nil)).contentBytes, as: UTF8.self)
    #expect(text.contains(#""nan":"nan""#) && text.contains(#""x":"inf""#))
  }
}
