// SPDX-License-Identifier: MIT

/// Texts in documents of LaTeX.
enum LaTeXText {
  /// The text with the signs that LaTeX takes for commands written out.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for sign in text {
      switch sign {
      case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(sign)"
      case "\\": escaped += "\\textbackslash{}"
      case "~": escaped += "\\textasciitilde{}"
      case "^": escaped += "\\textasciicircum{}"
      case "−": escaped += "$-$"
      case "⋮": escaped += "$\\vdots$"
      case "\u{202F}": escaped += "\\,"
      case "\n": escaped += " "
      default: escaped.append(sign)
      }
    }
    return escaped
  }
}
