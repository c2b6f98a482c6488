// SPDX-License-Identifier: MIT

/// A cell of a notebook that becomes a script.
package enum ScriptPart: Sendable, Equatable {
  /// Text for readers, which the script holds as a comment.
  case prose(String)
  /// Code; the label heads it in the script.
  case code(String, label: String)
}

extension ScriptPart: WireCodable {
  package init(from reader: inout WireReader) throws(WireError) {
    let kind = try reader.next(Int.self)
    switch kind {
    case 0: self = .prose(try reader.next())
    case 1: self = .code(try reader.next(), label: try reader.next())
    default: throw .unknownKind(kind)
    }
  }
  package func encode(into writer: inout WireWriter) {
    switch self {
    case .prose(let text):
      writer.append(0)
      writer.append(text)
    case .code(let source, let label):
      writer.append(1)
      writer.append(source)
      writer.append(label)
    }
  }
}
