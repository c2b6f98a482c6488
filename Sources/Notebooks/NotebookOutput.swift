// SPDX-License-Identifier: MIT
package import Display

/// One output of a code cell.
package struct NotebookOutput: Sendable, Equatable {
  /// What an output is.
  package enum Kind: String, Sendable {
    case stream
    case display = "display_data"
    case result = "execute_result"
    case error
  }

  /// The output as the file holds it.
  package private(set) var object: JSONObject

  /// What the output is.
  package let kind: Kind

  /// Reads an output; nil where its type is unknown.
  package init?(_ object: JSONObject) {
    guard let kind = object["output_type"]?.string.flatMap(Kind.init) else { return nil }
    self.object = object
    self.kind = kind
  }

  /// The name of a stream: `stdout` or `stderr`.
  package var streamName: String? { kind == .stream ? object["name"]?.string : nil }

  /// The text of a stream.
  package var streamText: String? { kind == .stream ? object["text"]?.multilineText : nil }

  /// The name of an error's type.
  package var errorName: String? { kind == .error ? object["ename"]?.string : nil }

  /// What went wrong.
  package var errorValue: String? { kind == .error ? object["evalue"]?.string : nil }

  /// The lines of an error's report.
  package var traceback: [String] { object["traceback"]?.array?.compactMap(\.string) ?? [] }

  /// The formats of a display or a result, by MIME type.
  package var data: JSONObject {
    get { object["data"]?.object ?? JSONObject() }
    set { object["data"] = .object(newValue) }
  }

  /// The notes on a display or a result, such as `filename`.
  package var metadata: JSONObject {
    get { object["metadata"]?.object ?? JSONObject() }
    set { object["metadata"] = .object(newValue) }
  }

  /// The text of a format, such as `text/plain` or `image/svg+xml`.
  package func text(_ mimeType: String) -> String? { data[mimeType]?.multilineText }

  /// The bytes of a format that is held in base64, such as `image/png` or `application/pdf`.
  package func bytes(_ mimeType: String) -> [UInt8]? { text(mimeType).map { Base64.decode($0) } }
}

extension NotebookOutput {
  /// Makes a stream's text.
  package static func stream(_ name: String, _ text: String) -> NotebookOutput {
    NotebookOutput(.stream, ["name": .string(name), "text": .lines(of: text)])
  }

  /// Makes a display.
  package static func display(_ bundle: MIMEBundle) -> NotebookOutput {
    NotebookOutput(.display, ["data": bundle.fileData, "metadata": bundle.fileMetadata])
  }

  /// Makes the value of a cell's last expression.
  package static func result(_ bundle: MIMEBundle, executionCount: Int) -> NotebookOutput {
    NotebookOutput(
      .result,
      [
        "data": bundle.fileData, "execution_count": JSONValue(executionCount),
        "metadata": bundle.fileMetadata,
      ])
  }

  /// Makes an error's report.
  package static func error(name: String, value: String, report: [String]) -> NotebookOutput {
    NotebookOutput(
      .error,
      [
        "ename": .string(name), "evalue": .string(value),
        "traceback": .array(report.map { .string($0) }),
      ])
  }

  private init(_ kind: Kind, _ members: JSONObject) {
    self.kind = kind
    object = members
    object["output_type"] = .string(kind.rawValue)
  }
}

extension MIMEBundle {
  /// The formats as a notebook file holds them: text in lines, bytes in base64.
  fileprivate var fileData: JSONValue {
    .object(
      JSONObject(
        contents.sorted { $0.key < $1.key }.map { type, content in
          switch content {
          case .text(let text): (type, .lines(of: text))
          case .binary(let bytes): (type, .string(Base64.encode(bytes)))
          case .json(let value): (type, JSONValue(value))
          }
        }))
  }

  fileprivate var fileMetadata: JSONValue { JSONValue(.object(metadata)) }
}

extension JSONValue {
  /// Makes the value that a message carries.
  package init(_ value: JSON) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = JSONValue(value)
    case .double(let value): self = JSONValue(value)
    case .string(let text): self = .string(text)
    case .array(let values): self = .array(values.map { JSONValue($0) })
    case .object(let members):
      let sorted = members.sorted { $0.key < $1.key }
      self = .object(JSONObject(sorted.map { ($0.key, JSONValue($0.value)) }))
    }
  }
}
