// SPDX-License-Identifier: MIT

/// A piece of HTML that is shown as a web page shows it.
public struct HTML: RichDisplay, Sendable, Equatable {
  /// The markup.
  public let markup: String
  /// What is shown where HTML cannot be.
  public let text: String

  /// Makes a piece of HTML; without a text of its own it is the markup without its tags.
  public init(_ markup: String, text: String? = nil) {
    self.markup = markup
    self.text = text ?? Self.withoutTags(markup)
  }

  /// The HTML and its text.
  public var mimeBundle: MIMEBundle {
    MIMEBundle(["text/html": .text(markup), "text/plain": .text(text)])
  }

  private static func withoutTags(_ markup: String) -> String {
    var text = ""
    var isInTag = false
    for character in markup {
      if character == "<" { isInTag = true }
      if !isInTag { text.append(character) }
      if character == ">" { isInTag = false }
    }
    return text.htmlUnescaped
  }
}

/// A text in Markdown, with formulas between dollar signs.
public struct Markdown: RichDisplay, Sendable, Equatable {
  /// The text.
  public let source: String

  /// Makes a text in Markdown.
  public init(_ source: String) { self.source = source }

  /// The Markdown, which is also its own plain text.
  public var mimeBundle: MIMEBundle {
    MIMEBundle(["text/markdown": .text(source), "text/plain": .text(source)])
  }
}

/// A formula, set as in a book.
public struct LaTeX: RichDisplay, Sendable, Equatable {
  /// The formula's source.
  public let source: String

  /// Makes a formula; one without delimiters is set on a line of its own.
  public init(_ source: String) { self.source = source }

  /// The formula between delimiters, and its source as plain text.
  public var mimeBundle: MIMEBundle {
    let isDelimited = source.contains("$") || source.contains("\\begin{") || source.contains("\\[")
    let formula = isDelimited ? source : "$\\displaystyle \(source)$"
    return MIMEBundle(["text/latex": .text(formula), "text/plain": .text(source)])
  }
}

extension String {
  /// The text with `&`, `<`, `>` and quotes written so that HTML shows them.
  public var htmlEscaped: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The text with the five escapes of HTML's reserved characters resolved.
  var htmlUnescaped: String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    return entities.reduce(self) { $0.replacing($1.0, with: $1.1) }
  }
}
