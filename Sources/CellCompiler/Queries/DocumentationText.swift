// SPDX-License-Identifier: MIT

/// A documentation comment as Markdown that reads well: its fields become headed paragraphs and lists.
struct DocumentationText {
  private var paragraphs: [String] = []
  private var parameters: [Parameter] = []
  private var fields: [Field] = []

  private struct Parameter {
    let name: String
    var text: String
  }

  private struct Field {
    let name: String
    var text: String
  }

  /// Reads a comment without its marks.
  init(_ comment: String) {
    var reader = FieldReader()
    for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
      reader.read(String(line))
    }
    paragraphs = [reader.body.joined(separator: "\n").trimmingSpaces].filter { !$0.isEmpty }
    parameters = reader.parameters.map { Parameter(name: $0.name, text: $0.text.trimmingSpaces) }
    fields = reader.fields.map { Field(name: $0.name, text: $0.text.trimmingSpaces) }
  }

  /// The whole as Markdown.
  var markdown: String {
    var parts = paragraphs
    if !parameters.isEmpty {
      let list = parameters.map { "- `\($0.name)`: \($0.text)" }
      parts.append("**Parameters**\n\n" + list.joined(separator: "\n"))
    }
    parts += fields.map { "**\($0.name)**: \($0.text)" }
    return parts.joined(separator: "\n\n")
  }

  /// What is said of a parameter, or nil.
  func text(ofParameter name: String) -> String? {
    parameters.first { $0.name == name }?.text
  }
}

/// Sorts the lines of a comment into its text and its fields.
private struct FieldReader {
  var body: [String] = []
  var parameters: [(name: String, text: String)] = []
  var fields: [(name: String, text: String)] = []

  private enum Place {
    case body, parameterList, parameter, field
  }

  private var place = Place.body
  private var isInCode = false

  mutating func read(_ line: String) {
    if line.trimmingSpaces.hasPrefix("```") { isInCode.toggle() }
    if !isInCode, let item = Item(line), take(item) { return }
    let text = line.trimmingSpaces
    // A field goes on as long as its lines are indented.
    let isContinued = line.hasPrefix(" ") && !text.isEmpty
    switch place {
    case .parameter where isContinued: parameters[parameters.count - 1].text += " " + text
    case .field where isContinued: fields[fields.count - 1].text += " " + text
    case .body: body.append(line)
    default:
      if !text.isEmpty {
        place = .body
        body.append(line)
      }
    }
  }

  /// Takes a list item if it is a field; other lists are text.
  private mutating func take(_ item: Item) -> Bool {
    if item.isIndented {
      guard place == .parameterList || place == .parameter else { return false }
      parameters.append((item.name, item.text))
      place = .parameter
    } else if item.name == "Parameters" {
      place = .parameterList
    } else if item.name.hasPrefix("Parameter ") {
      parameters.append((String(item.name.dropFirst(10)).trimmingSpaces, item.text))
      place = .parameter
    } else {
      guard item.name.first?.isUppercase == true, !item.name.contains(" ") else { return false }
      fields.append((item.name, item.text))
      place = .field
    }
    return true
  }

  /// A line `- name: text`.
  private struct Item {
    let isIndented: Bool
    let name: String
    let text: String

    init?(_ line: String) {
      let content = line.drop { $0 == " " }
      guard content.hasPrefix("- "), let colon = content.firstIndex(of: ":") else { return nil }
      isIndented = content.startIndex > line.startIndex
      name = String(content[content.index(content.startIndex, offsetBy: 2)..<colon])
        .trimmingSpaces.replacing("`", with: "")
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " || $0 == "_" })
      else { return nil }
      text = String(content[content.index(after: colon)...]).trimmingSpaces
    }
  }
}
