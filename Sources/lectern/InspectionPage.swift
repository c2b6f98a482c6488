// SPDX-License-Identifier: MIT
import Display
import SessionWire

/// What is known about a name, for a tooltip (Markdown) and for consoles (plain text).
struct InspectionPage {
  let inspection: Inspection
  let showsSource: Bool

  var bundle: MIMEBundle {
    let source = showsSource ? inspection.source : nil
    let markdown = [fenced(inspection.declaration), inspection.documentation, fenced(source)]
    let plain = [
      inspection.declaration, PlainMarkdown(inspection.documentation).text, source ?? "",
    ]
    return MIMEBundle([
      "text/markdown": .text(joined(markdown)), "text/plain": .text(joined(plain)),
    ])
  }

  private func fenced(_ code: String?) -> String {
    guard let code, !code.isEmpty else { return "" }
    return "```swift\n\(code)\n```"
  }

  private func joined(_ parts: [String]) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

/// Markdown as a console shows it: without the marks of emphasis, code and lists.
struct PlainMarkdown {
  /// The text.
  let text: String

  /// Takes the marks out; code blocks stay as they are.
  init(_ markdown: String) {
    var isInCode = false
    var lines: [String] = []
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInCode.toggle()
      } else {
        lines.append(isInCode ? "  \(line)" : Self.plain(line))
      }
    }
    text = lines.joined(separator: "\n").replacing("Parameters\n\n", with: "Parameters\n")
  }

  private static func plain(_ line: Substring) -> String {
    var text = line.replacing(#/^\#+ /#, with: "")
    text = text.replacing(#/\[([^\]]+)\]\([^)]*\)/#) { $0.output.1 }
    text = text.replacing(#/\*\*(.+?)\*\*/#) { $0.output.1 }
    text = text.replacing(#/(^|\s)[*_]([^*_\s][^*_]*)[*_]/#) { $0.output.1 + $0.output.2 }
    text = text.replacing(#/`([^`]+)`/#) { $0.output.1 }
    return String(text.hasPrefix("- ") ? "  \(text.dropFirst(2))" : text)
  }
}
