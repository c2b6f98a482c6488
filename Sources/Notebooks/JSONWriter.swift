// SPDX-License-Identifier: MIT

/// Writes JSON text, on one line or indented by one space for each level as notebooks are.
struct JSONWriter {
  private let isIndented: Bool
  private var bytes: [UInt8] = []
  private var level = 0

  private init(isIndented: Bool) { self.isIndented = isIndented }

  /// The text of a value.
  static func bytes(of value: JSONValue, isIndented: Bool) -> [UInt8] {
    var writer = JSONWriter(isIndented: isIndented)
    writer.write(value)
    return writer.bytes
  }

  private mutating func write(_ value: JSONValue) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let text): bytes += text.utf8
    case .string(let text): write(text)
    case .array(let values):
      writeList(values, open: "[", close: "]") { writer, value in writer.write(value) }
    case .object(let members):
      writeList(Array(members), open: "{", close: "}") { writer, member in
        writer.write(member.key)
        writer.bytes += ": ".utf8
        writer.write(member.value)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], open: Unicode.Scalar, close: Unicode.Scalar,
    _ writeElement: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    level += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes += (isIndented ? "," : ", ").utf8 }
      breakLine()
      writeElement(&self, element)
    }
    level -= 1
    if !elements.isEmpty { breakLine() }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: level)
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case 0x22: bytes += "\\\"".utf8
      case 0x5C: bytes += "\\\\".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x08: bytes += "\\b".utf8
      case 0x0C: bytes += "\\f".utf8
      case ..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as JSON text on one line.
  package var description: String { String(decoding: bytes(isIndented: false), as: UTF8.self) }

  /// The value as JSON text.
  package func bytes(isIndented: Bool) -> [UInt8] {
    JSONWriter.bytes(of: self, isIndented: isIndented)
  }
}
