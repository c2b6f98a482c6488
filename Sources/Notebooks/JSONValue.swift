// SPDX-License-Identifier: MIT

/// A JSON value that is written back as it was read: members keep their order, numbers their digits.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A number, as the text that spells it.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The text of a string.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The values of an array.
  package var array: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  /// The members of an object.
  package var object: JSONObject? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The value of a boolean.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The value of a number.
  package var double: Double? {
    guard case .number(let text) = self else { return nil }
    return Double(text)
  }

  /// The value of a whole number.
  package var int: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
  }

  /// A text that a notebook holds as one string or as a list of lines.
  package var multilineText: String? {
    switch self {
    case .string(let text): text
    case .array(let lines):
      lines.allSatisfy { $0.string != nil } ? lines.compactMap(\.string).joined() : nil
    default: nil
    }
  }

  /// A text as a notebook holds it: a list of lines, each with its line end.
  package static func lines(of text: String) -> JSONValue {
    var lines: [JSONValue] = []
    var rest = text.utf8[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(.string(String(rest[...end]) ?? ""))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { lines.append(.string(String(rest) ?? "")) }
    return .array(lines)
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Makes a string.
  package init(stringLiteral value: String) { self = .string(value) }
  /// Makes a whole number.
  package init(integerLiteral value: Int) { self = .number("\(value)") }
  /// Makes a boolean.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Makes null.
  package init(nilLiteral: ()) { self = .null }
  /// Makes an array.
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Makes an object.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }

  /// Makes a number; one that JSON cannot hold (NaN, infinity) becomes null.
  package init(_ value: Double) { self = value.isFinite ? .number("\(value)") : .null }

  /// Makes a whole number.
  package init(_ value: Int) { self = .number("\(value)") }
}

/// The members of a JSON object in their order.
package struct JSONObject: Sendable, Equatable, Sequence {
  private var members: [Member] = []

  private struct Member: Sendable, Equatable {
    let key: String
    var value: JSONValue
  }

  /// Makes an object; of two equal keys the last wins.
  package init(_ elements: some Sequence<(String, JSONValue)> = []) {
    // Looked up by a table, for a hostile file may have a million members.
    var places: [String: Int] = [:]
    for (key, value) in elements {
      if let place = places[key] {
        members[place].value = value
      } else {
        places[key] = members.count
        members.append(Member(key: key, value: value))
      }
    }
  }

  /// The value of a member; setting nil removes it, a new key goes to the end.
  package subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Whether there are no members.
  package var isEmpty: Bool { members.isEmpty }

  /// The keys in their order.
  package var keys: [String] { members.map(\.key) }

  /// Visits the members in their order.
  package func makeIterator() -> AnyIterator<(key: String, value: JSONValue)> {
    var rest = members.makeIterator()
    return AnyIterator { rest.next().map { ($0.key, $0.value) } }
  }
}
