// SPDX-License-Identifier: MIT
import FoundationEssentials

/// Bytes as they are on the wire.
package typealias Bytes = [UInt8]

/// Values to and from the JSON text that Jupyter exchanges.
package enum JSONCoding {
  /// The text of an empty object: no parent, no metadata, no content.
  package static let emptyObject = Bytes("{}".utf8)

  /// Writes a value; keys are sorted, so that equal values give equal bytes.
  package static func encode(_ value: some Encodable) -> Bytes {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Message contents hold no number that JSON lacks, so encoding them never fails.
    return (try? encoder.encode(value)).map { Bytes($0) } ?? emptyObject
  }

  /// Reads a value.
  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: Bytes) throws
    -> Value
  {
    try JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Whether the text has the outer form of an object; what is inside shows when it is read.
  static func looksLikeObject(_ bytes: Bytes) -> Bool {
    let whitespace: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = bytes.firstIndex(where: { !whitespace.contains($0) }),
      let last = bytes.lastIndex(where: { !whitespace.contains($0) })
    else { return false }
    return first < last && bytes[first] == UInt8(ascii: "{") && bytes[last] == UInt8(ascii: "}")
  }
}

extension KeyedDecodingContainer {
  /// Reads a member, or takes the default where it is missing or null.
  func value<Value: Decodable>(_ key: Key, default other: Value) throws -> Value {
    try decodeIfPresent(Value.self, forKey: key) ?? other
  }
}
