// SPDX-License-Identifier: MIT
import Display
import SessionWire

/// What a person can learn of directives: the help page, completion and inspection.
enum DirectiveHelp {
  /// The page that `//% help` shows.
  static var page: MIMEBundle {
    let kinds = Directive.Kind.allCases
    let rows = kinds.map { kind in
      "<tr><td style=\"text-align:left\"><code style=\"white-space:nowrap\">\(kind.line.htmlEscaped)</code></td>"
        + "<td style=\"text-align:left\">\(kind.summary.codeAsHTML)</td></tr>"
    }
    let html =
      "<table><thead><tr><th style=\"text-align:left\">directive</th>"
      + "<th style=\"text-align:left\">what it does</th></tr></thead>\n<tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table>\n<p>\(introduction.codeAsHTML)</p>"
    let text = kinds.map { "\($0.line)\n\($0.summary.wrapped(indent: "    "))" }
    return MIMEBundle([
      "text/html": .text(html),
      "text/plain": .text((text + [introduction.wrapped(indent: "")]).joined(separator: "\n")),
    ])
  }

  private static let introduction =
    "Directives are comments: they stand above a cell's code, one on a line, and are carried out in their order "
    + "before the code runs. A notebook that is exported as a script stays a Swift file."

  /// Proposals, where the cursor stands on a directive; nil elsewhere.
  static func completions(of source: String, at cursor: Int) -> Completions? {
    guard let place = Place(source, cursor) else { return nil }
    let words = place.before.dropFirst(Directive.marker.count).drop { $0 == " " }
    let items: [CompletionItem]
    let typed: Substring
    if let space = words.firstIndex(of: " ") {
      typed = words[space...].drop { $0 == " " }
      items = arguments(of: String(words[..<space]), typed: String(typed))
    } else {
      typed = words
      items = Directive.Kind.allCases.filter { $0.rawValue.hasPrefix(typed) }.map {
        CompletionItem(text: $0.rawValue, kind: "keyword", signature: $0.line)
      }
    }
    return Completions(items: items, start: cursor - typed.unicodeScalars.count, end: cursor)
  }

  private static func arguments(of name: String, typed: String) -> [CompletionItem] {
    switch Directive.Kind(rawValue: name) {
    case .optimize:
      ["on", "off"].filter { $0.hasPrefix(typed) }
        .map { CompletionItem(text: $0, kind: "keyword", signature: "") }
    case .include:
      NotebookFolder.swiftFiles.filter { $0.hasPrefix(typed) }
        .map { CompletionItem(text: $0, kind: "path", signature: "") }
    default: []
    }
  }

  /// What the directive under the cursor does; nil elsewhere.
  static func inspection(of source: String, at cursor: Int) -> Inspection? {
    guard let place = Place(source, cursor) else { return nil }
    let words = place.line.trimmingSpaces.dropFirst(Directive.marker.count).split(separator: " ")
    guard let kind = words.first.flatMap({ Directive.Kind(rawValue: String($0)) }) else {
      let lines = Directive.Kind.allCases.map(\.line).joined(separator: "\n")
      return Inspection(declaration: lines, documentation: introduction)
    }
    return Inspection(declaration: kind.line, documentation: kind.summary)
  }

  /// A cursor on a line with a directive.
  private struct Place {
    let line: Substring
    /// The line's text before the cursor, without indentation.
    let before: Substring

    init?(_ source: String, _ cursor: Int) {
      let scalars = source.unicodeScalars
      let end = scalars.index(scalars.startIndex, offsetBy: min(cursor, scalars.count))
      let start =
        scalars[..<end].lastIndex(of: "\n").map(scalars.index(after:)) ?? scalars.startIndex
      let stop = scalars[end...].firstIndex(of: "\n") ?? scalars.endIndex
      line = Substring(scalars[start..<stop])
      before = Substring(scalars[start..<end]).drop(while: \.isWhitespace)
      guard CellHead.isDirective(line), before.hasPrefix(Directive.marker) else { return nil }
    }
  }
}

extension String {
  /// The text as HTML, with what stands between backticks as code.
  fileprivate var codeAsHTML: String {
    split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      index % 2 == 1 ? "<code>\(String(part).htmlEscaped)</code>" : String(part).htmlEscaped
    }.joined()
  }

  /// The text in lines of readable length.
  fileprivate func wrapped(indent: String) -> String {
    var lines = [indent]
    for word in split(separator: " ") {
      if lines[lines.count - 1].count + word.count > 88 { lines.append(indent) }
      lines[lines.count - 1] += (lines[lines.count - 1] == indent ? "" : " ") + word
    }
    return lines.joined(separator: "\n")
  }
}
