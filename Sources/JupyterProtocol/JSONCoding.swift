// SPDX-License-Identifier: MIT
import FoundationEssentials

/// JSON as the protocol writes it: UTF-8, no escaped slashes, no NaN.
package enum JSONCoding {
  /// Reads a value; nil where the bytes are not what the type asks for.
  package static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self, from bytes: [UInt8]
  ) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Writes a value; a number that JSON cannot hold becomes its name.
  package static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else { return Array("{}".utf8) }
    return Array(data)
  }
}
