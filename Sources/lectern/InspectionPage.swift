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
    let plain = [inspection.declaration, inspection.documentation, source ?? ""]
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
