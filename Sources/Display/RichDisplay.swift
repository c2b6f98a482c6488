// SPDX-License-Identifier: MIT

/// A type whose values show themselves in a notebook, as a figure, a table or a formula.
///
/// A value that is a cell's last expression, or is passed to `display`, is shown in the formats of its bundle.
/// Where the bundle holds no `text/plain`, the value's description is added.
public protocol RichDisplay {
  /// The value in each format in which it can be shown.
  var mimeBundle: MIMEBundle { get }
}

extension MIMEBundle: RichDisplay {
  /// The bundle itself.
  public var mimeBundle: MIMEBundle { self }
}

extension MIMEBundle {
  /// The formats in which any value is shown: its own, else a table, always plain text.
  package init(showing value: Any) {
    let value = unwrapped(value)
    guard let rich = (value as? any RichDisplay) ?? Table.automatic(value) else {
      self.init(value: ValueText.describe(value))
      return
    }
    self = rich.mimeBundle
    guard contents["text/plain"] == nil else { return }
    contents["text/plain"] = .text(
      value is MIMEBundle
        ? contents.keys.sorted().joined(separator: ", ") : ValueText.describe(value))
  }
}
