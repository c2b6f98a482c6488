// SPDX-License-Identifier: MIT
import JupyterProtocol
import Testing

@Suite("Signatures")
struct SignatureTests {
  /// Test case 2 and 6 of RFC 4231: a short key, and one longer than a block.
  @Test("HMAC-SHA256 is that of RFC 4231, whichever way the text is cut into parts")
  func reference() {
    let short = Signature(
      key: Bytes("Jefe".utf8), parts: [Bytes("what do ya want ".utf8), Bytes("for nothing?".utf8)])
    #expect(
      String(decoding: short.hexadecimal, as: UTF8.self)
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = Signature(
      key: Bytes(repeating: 0xAA, count: 131),
      parts: [Bytes("Test Using Larger Than Block-Size Key - Hash Key First".utf8), []])
    #expect(
      String(decoding: long.hexadecimal, as: UTF8.self)
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test("Digits of either case are read, anything else is no signature")
  func hexadecimal() throws {
    let signature = Signature(key: [1], parts: [[2]])
    let upper = Bytes(String(decoding: signature.hexadecimal, as: UTF8.self).uppercased().utf8)
    let read = try #require(Signature(hexadecimal: upper))
    #expect(read.matches(signature) && read == signature)
    #expect(Signature(hexadecimal: []) == nil)
    #expect(Signature(hexadecimal: Bytes(repeating: UInt8(ascii: "g"), count: 64)) == nil)
    #expect(Signature(hexadecimal: Bytes(repeating: UInt8(ascii: "0"), count: 65)) == nil)
  }

  @Test("Two different signatures do not match")
  func difference() {
    #expect(!Signature(key: [1], parts: [[2]]).matches(Signature(key: [1], parts: [[3]])))
  }

  private func signature(_ number: Int) -> Signature {
    Signature(key: [1], parts: [withUnsafeBytes(of: number) { Bytes($0) }])
  }

  @Test("A signature is new once")
  func memory() {
    var memory = SignatureMemory()
    let isNew = [1, 2, 1].map { memory.insert(signature($0)) }
    #expect(isNew == [true, true, false])
  }

  @Test("A full memory forgets its oldest tenth and keeps the rest")
  func forgetting() {
    var memory = SignatureMemory()
    for number in 0...SignatureMemory.capacity { _ = memory.insert(signature(number)) }
    let capacity = SignatureMemory.capacity
    let isNew = [0, capacity / 10, capacity].map { memory.insert(signature($0)) }
    #expect(isNew == [true, false, false])
  }
}
