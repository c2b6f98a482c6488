// SPDX-License-Identifier: MIT
import SessionWire

/// The signatures that a call may have, and the argument that the cursor stands at.
struct SignatureHelp {
  private let signatures: [CallSignature]
  private let active: Int

  /// How many overloads a tooltip can show.
  private static let limit = 8

  /// Reads SourceKit's answer; nil where it knows no signature.
  ///
  /// - Parameters:
  ///   - value: The answer.
  ///   - name: What the cell calls, by which initializers are shown.
  ///   - cleaner: Takes the cells' modules out of the types.
  init?(_ value: SourceKitValue, name: String, cleaner: MessageCleaner) {
    signatures = value.elements("key.signatures").map {
      CallSignature($0, name: name, cleaner: cleaner)
    }
    guard !signatures.isEmpty else { return nil }
    active = min(max(value.integer("key.active_signature") ?? 0, 0), signatures.count - 1)
  }

  /// The help as a description of the called function.
  var inspection: Inspection {
    let current = signatures[active]
    let others = signatures.indices.filter { $0 != active }.map { signatures[$0].declaration }
    var lines = [current.declaration] + others.filter { $0 != current.declaration }
    if lines.count > Self.limit {
      lines[Self.limit...] = ["// … and \(lines.count - Self.limit) more"]
    }
    return Inspection(
      declaration: lines.joined(separator: "\n"),
      documentation: [current.argument, current.documentation.markdown]
        .filter { !$0.isEmpty }.joined(separator: "\n\n"))
  }
}

/// One signature of a call.
private struct CallSignature {
  let declaration: String
  let documentation: DocumentationText
  /// What the argument at the cursor is, as Markdown; empty where there is none.
  let argument: String

  init(_ value: SourceKitValue, name: String, cleaner: MessageCleaner) {
    let text = value.text("key.name")
    let isInitializer = text.hasPrefix("init(") || text.hasPrefix("init?(")
    declaration = cleaner.clean(isInitializer ? name + text.dropFirst(4) : text)
    documentation = DocumentationText(value.text("key.doc_comment"))
    let parameters = value.elements("key.parameters")
    guard let active = value.integer("key.active_parameter"), parameters.indices.contains(active)
    else {
      argument = ""
      return
    }
    let parameter = parameters[active]
    let start = parameter.integer("key.nameoffset") ?? 0
    let bytes = text.utf8.dropFirst(start).prefix(parameter.integer("key.namelength") ?? 0)
    let part = cleaner.clean(String(Substring(bytes)))
    let note = documentation.text(ofParameter: parameter.text("key.name")).map { ": \($0)" } ?? ""
    argument =
      parameters.count > 1
      ? "Argument \(active + 1) of \(parameters.count): **`\(part)`**\(note)" : ""
  }
}
