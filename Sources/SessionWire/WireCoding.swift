// SPDX-License-Identifier: MIT

/// A frame that cannot be read: the two ends disagree about its layout.
package enum WireError: Error, Sendable, Equatable {
  case truncated
  case unknownKind(Int)
  case closed
}

/// A value that travels between the kernel, the compiler and the session host.
package protocol WireCodable {
  /// Reads the value's fields in order.
  init(from reader: inout WireReader) throws(WireError)
  /// Appends the value's fields in order.
  func encode(into writer: inout WireWriter)
}

/// The fields of a frame, appended one after the other.
package struct WireWriter {
  /// The bytes so far.
  package private(set) var bytes: [UInt8] = []

  /// Makes an empty frame.
  package init() {}

  /// Appends a value.
  package mutating func append(_ value: some WireCodable) { value.encode(into: &self) }

  /// Appends raw bytes without their count.
  package mutating func appendRaw(_ raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }
}

/// The fields of a frame, taken one after the other.
package struct WireReader {
  private let bytes: [UInt8]
  private var position = 0

  /// Makes a reader at the frame's start.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Takes a value of the type that the context asks for.
  package mutating func next<Value: WireCodable>(
    _ type: Value.Type = Value.self
  ) throws(WireError) -> Value {
    try Value(from: &self)
  }

  /// Takes raw bytes.
  package mutating func takeRaw(_ count: Int) throws(WireError) -> ArraySlice<UInt8> {
    guard count >= 0, bytes.count - position >= count else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }
}

extension UInt64: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let raw = try reader.takeRaw(8)
    self = raw.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
  package func encode(into writer: inout WireWriter) {
    writer.appendRaw((0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) })
  }
}

extension Int: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self = Int(truncatingIfNeeded: try reader.next(UInt64.self))
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(UInt64(truncatingIfNeeded: self))
  }
}

extension Double: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self = Double(bitPattern: try reader.next(UInt64.self))
  }
  package func encode(into writer: inout WireWriter) { writer.append(bitPattern) }
}

extension Bool: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.takeRaw(1).first == 1
  }
  package func encode(into writer: inout WireWriter) { writer.appendRaw([self ? 1 : 0]) }
}

extension String: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let count = try reader.next(Int.self)
    self = String(decoding: try reader.takeRaw(count), as: UTF8.self)
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(utf8.count)
    writer.appendRaw(utf8)
  }
}

extension Array: WireCodable where Element: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let count = try reader.next(Int.self)
    self = []
    for _ in 0..<count { append(try reader.next()) }
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(count)
    for element in self { writer.append(element) }
  }
}

extension Dictionary: WireCodable where Key == String, Value: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let count = try reader.next(Int.self)
    self = [:]
    for _ in 0..<count {
      let key = try reader.next(String.self)
      self[key] = try reader.next(Value.self)
    }
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(count)
    for (key, value) in self {
      writer.append(key)
      writer.append(value)
    }
  }
}

extension Optional: WireCodable where Wrapped: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    self = try reader.next(Bool.self) ? try reader.next(Wrapped.self) : nil
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(self != nil)
    if let self { writer.append(self) }
  }
}

/// Bytes that travel as one block.
package struct Blob: WireCodable, Sendable, Equatable {
  /// The bytes.
  package var bytes: [UInt8]
  /// Wraps the bytes.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package init(from reader: inout WireReader) throws(WireError) {
    let count = try reader.next(Int.self)
    bytes = Array(try reader.takeRaw(count))
  }
  package func encode(into writer: inout WireWriter) {
    writer.append(bytes.count)
    writer.appendRaw(bytes)
  }
}
