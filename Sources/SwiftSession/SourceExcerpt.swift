// SPDX-License-Identifier: MIT

/// A source line under its place, with a caret below the column.
///
/// ```
/// In[4]:2:9
///   let y = x + 1
///           ^
/// ```
struct SourceExcerpt {
  let label: String
  let line: Int
  var column = 0
  var length = 1
  var text: String?

  /// The place, as `In[4]:2:9`.
  var place: String { column > 0 ? "\(label):\(line):\(column)" : "\(label):\(line)" }

  /// The excerpt's lines, coloured.
  var lines: [String] {
    guard let text else { return [Style.blue(place)] }
    let numbered = "\(line) | "
    var lines = [Style.blue(place), "  " + Style.blue(numbered) + text]
    if column > 0 {
      lines.append("  " + padding(numbered.count, before: text) + Style.green(underline(in: text)))
    }
    return lines
  }

  private func padding(_ count: Int, before text: String) -> String {
    // Tabs stay tabs, so that the caret stands below its column whatever their width is.
    String(repeating: " ", count: count) + text.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }
  }

  private func underline(in text: String) -> String {
    let room = max(text.count - column, 0)
    return "^" + String(repeating: "~", count: min(max(length - 1, 0), room))
  }
}
