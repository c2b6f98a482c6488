// SPDX-License-Identifier: MIT

import Display

/// What is wrong with a header, in words.
struct HeaderFault: Error {
  let reason: String
}

/// Reads the JSON of a safetensors header: objects, arrays, texts and whole numbers, nothing else.
///
/// It refuses names that occur twice and deep nesting, so that no file can make it guess or run out of stack.
struct HeaderParser {
  private static let greatestDepth = 8
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The header's members.
  static func members(of bytes: [UInt8]) throws(HeaderFault) -> [String: JSON] {
    var parser = HeaderParser(bytes)
    guard bytes.first == UInt8(ascii: "{"), case .object(let members) = try parser.value(depth: 0)
    else { throw HeaderFault(reason: "its header is not a JSON object") }
    parser.skipSpace()
    if parser.position < bytes.count { throw parser.fault("nothing more") }
    return members
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ expected: String) -> HeaderFault {
    HeaderFault(reason: "its header has no \(expected) at byte \(position)")
  }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  /// Whether the next character is that one; then it is behind.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(HeaderFault) -> JSON {
    if depth > Self.greatestDepth { throw fault("simple value") }
    if take("{") { return try object(depth: depth) }
    if take("[") { return try array(depth: depth) }
    if take("\"") { return .string(try text()) }
    return .int(try wholeNumber())
  }

  private mutating func object(depth: Int) throws(HeaderFault) -> JSON {
    var members: [String: JSON] = [:]
    if take("}") { return .object(members) }
    repeat {
      if !take("\"") { throw fault("name") }
      let name = try text()
      if !take(":") { throw fault("colon") }
      if members.updateValue(try value(depth: depth + 1), forKey: name) != nil {
        throw HeaderFault(reason: "its header names \(name) twice")
      }
    } while take(",")
    if !take("}") { throw fault("closing brace") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(HeaderFault) -> JSON {
    var elements: [JSON] = []
    if take("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    if !take("]") { throw fault("closing bracket") }
    return .array(elements)
  }

  private mutating func wholeNumber() throws(HeaderFault) -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Int(digits), digits == "0" || digits.first != "0" else {
      position = start
      throw fault("sound value")
    }
    return number
  }

  /// The text up to its closing quotation mark.
  private mutating func text() throws(HeaderFault) -> String {
    var units: [UInt8] = []
    while let byte = next, byte >= 0x20 {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else {
          throw fault("valid UTF-8 text")
        }
        return text
      case UInt8(ascii: "\\"): units += Array(String(try escape()).utf8)
      default: units.append(byte)
      }
    }
    throw fault("closing quotation mark")
  }

  /// The character behind a backslash.
  private mutating func escape() throws(HeaderFault) -> Unicode.Scalar {
    guard let byte = next else { throw fault("escaped character") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default: throw fault("known escape")
    }
  }

  /// The character of `\uXXXX`, or of two such that form a surrogate pair.
  private mutating func codePoint() throws(HeaderFault) -> Unicode.Scalar {
    let high = try hexadecimal()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard (0xD800...0xDBFF).contains(high),
      bytes.dropFirst(position).starts(with: Array("\\u".utf8))
    else { throw fault("second half of a character") }
    position += 2
    let low = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault("second half of a character") }
    return scalar
  }

  private mutating func hexadecimal() throws(HeaderFault) -> UInt32 {
    let digits = bytes.dropFirst(position).prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits") }
    position += 4
    return number
  }
}
