// SPDX-License-Identifier: MIT

/// One cell of a notebook.
package struct NotebookCell: Sendable, Equatable {
  /// What a cell holds.
  package enum Kind: String, Sendable {
    case code
    case markdown
    case raw
  }

  /// The cell as the file holds it.
  package private(set) var object: JSONObject

  /// What the cell holds.
  package let kind: Kind

  /// Reads a cell; nil where its type is unknown or its source is no text.
  init?(_ object: JSONObject) {
    guard let kind = object["cell_type"]?.string.flatMap(Kind.init),
      object["source"]?.multilineText != nil
    else { return nil }
    self.object = object
    self.kind = kind
  }

  /// Makes a cell.
  package init(_ kind: Kind, source: String, id: String, metadata: JSONObject = [:]) {
    self.kind = kind
    object = [
      "cell_type": .string(kind.rawValue), "id": .string(id), "metadata": .object(metadata),
    ]
    if kind == .code {
      object["execution_count"] = .null
      object["outputs"] = []
    }
    object["source"] = .lines(of: source)
  }

  /// The cell's identifier, which notebooks have since format 4.5.
  package var id: String? {
    get { object["id"]?.string }
    set { object["id"] = newValue.map { .string($0) } }
  }

  /// The cell's text.
  package var source: String {
    get { object["source"]?.multilineText ?? "" }
    set { object["source"] = .lines(of: newValue) }
  }

  /// The cell's metadata.
  package var metadata: JSONObject {
    get { object["metadata"]?.object ?? JSONObject() }
    set { object["metadata"] = .object(newValue) }
  }

  /// The cell's tags.
  package var tags: [String] { metadata["tags"]?.array?.compactMap(\.string) ?? [] }

  /// The number of the cell's last execution.
  package var executionCount: Int? {
    get { object["execution_count"]?.int }
    set { object["execution_count"] = newValue.map { JSONValue($0) } ?? .null }
  }

  /// The outputs of a code cell; one without a type is passed over.
  package var outputs: [NotebookOutput] {
    get { object["outputs"]?.array?.compactMap { $0.object.flatMap(NotebookOutput.init) } ?? [] }
    set { object["outputs"] = .array(newValue.map { .object($0.object) }) }
  }
}
