// SPDX-License-Identifier: MIT

/// Writes any value as one readable text, in the way of `debugPrint`, within bounds.
///
/// Strings are quoted and types bear the names that the student gave them. A collection is cut after its first
/// elements and the whole text after some kilobytes, so that a value of any size shows at once.
package struct ValueText {
  /// How many elements of a collection are written.
  package static let elementLimit = 1_000
  /// How many bytes of text are written.
  package static let byteLimit = 20_000
  private static let depthLimit = 32

  private var text = ""
  private var depth = 0
  /// How many bytes are wanted.
  private var room = ValueText.byteLimit
  /// Whether types may use fewer words than in their descriptions.
  private var isBrief = false

  private init() {}

  /// The first part of the value's text.
  static func start(of value: Any, bytes: Int) -> String {
    var writer = ValueText()
    writer.room = bytes
    writer.isBrief = true
    writer.write(value)
    return writer.text
  }

  /// The value's text.
  package static func describe(_ value: Any) -> String {
    var writer = ValueText()
    writer.write(value)
    return writer.text.utf8.count > byteLimit ? cut(writer.text) : writer.text
  }

  /// The name of a type as the student wrote it: without the module of the cell or of the standard library.
  package static func typeName<T: ~Copyable & ~Escapable>(_ type: T.Type) -> String {
    CellNames.strip(String(reflecting: type), libraries: true)
  }

  private static func cut(_ text: String) -> String {
    let start = String(decoding: text.utf8.prefix(byteLimit), as: UTF8.self)
    return start + "… (\(text.utf8.count - byteLimit) more bytes)"
  }

  /// Whether no more text is wanted.
  private var isFull: Bool { text.utf8.count > room }

  private mutating func write(_ value: Any) {
    guard depth < Self.depthLimit else {
      text += "…"
      return
    }
    depth += 1
    defer { depth -= 1 }
    if isBrief, let short = shortText(of: value) {
      text += short
      return
    }
    switch value {
    case let container as any BoundedText: write(container)
    case let type as any Any.Type: text += CellNames.strip(_typeName(type), libraries: true)
    case let value as any CustomDebugStringConvertible: text += Self.ownText(value)
    case let value as any CustomStringConvertible: text += CellNames.strip(value.description)
    case let value as any TextOutputStreamable: text += String(reflecting: value)
    default: writeMembers(of: value)
    }
  }

  /// The words of a type that has fewer for a table, and those of a string that may be long.
  private func shortText(of value: Any) -> String? {
    switch value {
    case let value as any BriefText: value.briefText
    case let value as String where value.utf8.count > room:
      String(reflecting: String(value.prefix(room))).dropLast() + "…\""
    default: nil
    }
  }

  /// A type's own words, except that ranges read as they are written.
  private static func ownText(_ value: any CustomDebugStringConvertible) -> String {
    switch value {
    case let value as any StringProtocol: String(reflecting: value)
    case let value as any (RangeExpression & CustomStringConvertible): value.description
    default: CellNames.strip(value.debugDescription)
    }
  }

  private mutating func write(_ container: any BoundedText) {
    let (open, close) = container.brackets
    text += open
    var count = 0
    container.visitElements { key, element in
      guard count < Self.elementLimit, !isFull else { return false }
      if count > 0 { text += ", " }
      if let key {
        write(key)
        text += ": "
      }
      write(element)
      count += 1
      return true
    }
    if count < container.elementCount { text += ", … (\(container.elementCount) in all)" }
    text += container.elementCount == 0 ? container.emptyText + close : close
  }

  private mutating func writeMembers(of value: Any) {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .struct: write(mirror.children, after: name(of: value))
    case .tuple: write(mirror.children, after: "")
    case .enum: writeCase(value, mirror)
    case .optional:
      guard let wrapped = mirror.children.first else {
        text += "nil"
        return
      }
      write([(nil, wrapped.value)], after: "Optional")
    default: text += functionType(of: value) ?? CellNames.strip(String(reflecting: value))
    }
  }

  private mutating func writeCase(_ value: Any, _ mirror: Mirror) {
    guard let payload = mirror.children.first, let label = payload.label else {
      text += CellNames.strip(String(reflecting: value))
      return
    }
    let members = Mirror(reflecting: payload.value)
    let isTuple = members.displayStyle == .tuple
    let fields = isTuple ? Array(members.children) : [(nil, payload.value)]
    write(fields, after: name(of: value) + "." + label)
  }

  private mutating func write(_ fields: some Sequence<Mirror.Child>, after name: String) {
    text += name + "("
    var isFirst = true
    for field in fields {
      if !isFirst { text += ", " }
      isFirst = false
      if isFull {
        text += "…"
        break
      }
      if let label = field.label, !label.hasPrefix(".") { text += label + ": " }
      write(field.value)
    }
    text += ")"
  }

  private func name(of value: Any) -> String {
    CellNames.strip(_typeName(type(of: value)), libraries: true)
  }

  /// The type of a function, which has nothing else to say.
  private func functionType(of value: Any) -> String? {
    let name = name(of: value)
    return String(reflecting: value) == "(Function)" && name.contains("->") ? name : nil
  }
}

/// The value inside any number of optionals, or the innermost nil.
package func unwrapped(_ value: Any) -> Any {
  var value = value
  while let optional = value as? any Wrapping {
    guard let wrapped = optional.wrapped else { return Nothing() }
    value = wrapped
  }
  return value
}

/// What stands for nil once its type does not matter.
struct Nothing: CustomStringConvertible {
  var description: String { "nil" }
}

private protocol Wrapping {
  var wrapped: Any? { get }
}

extension Optional: Wrapping {
  fileprivate var wrapped: Any? { map { $0 as Any } }
}
