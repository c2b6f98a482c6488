// SPDX-License-Identifier: MIT

/// A long text of which a page shows the beginning until somebody opens it.
struct CollapsedText {
  /// Up to this many characters a text is shown as it is.
  static let limit = 1_500
  private static let previewLength = 80

  let text: String

  /// The text where it is long enough to be collapsed.
  init?(_ text: String) {
    // The bytes are counted faster, and are at least as many.
    guard text.utf8.count > Self.limit, text.count > Self.limit else { return nil }
    self.text = text
  }

  var html: String {
    let preview = text.prefix(Self.previewLength).map { $0.isNewline ? " " : $0 }
    return """
      <details><summary><code>\(String(preview).htmlEscaped)…</code> \
      (\(text.count) characters)</summary>
      <pre style="white-space:pre-wrap;overflow-wrap:anywhere">\(text.htmlEscaped)</pre></details>
      """
  }
}

extension MIMEBundle {
  /// A value's text; pages show a long one collapsed, everything else shows it whole.
  init(value text: String) {
    self.init(text: text)
    if let collapsed = CollapsedText(text) { contents["text/html"] = .text(collapsed.html) }
  }
}
