// SPDX-License-Identifier: MIT
import SessionWire

/// Reads what SourceKit knows about a name.
enum InspectionReader {
  /// The declaration and its documentation, or nil where there is no such name.
  static func inspection(_ answer: SourceKitAnswer) -> Inspection? {
    guard let annotated = answer.text("key.annotated_decl") else { return nil }
    let comment = answer.text("key.doc.full_as_xml").map(DocumentationText.markdown) ?? ""
    return Inspection(
      declaration: CellNames.stripped(DocumentationText.plain(annotated)), documentation: comment)
  }
}

/// Turns the compiler's documentation XML into Markdown.
enum DocumentationText {
  /// The text without its tags.
  static func plain(_ xml: String) -> String {
    unescaped(xml.replacing(/<[^>]*>/, with: ""))
  }

  /// Paragraphs, parameters, results and code of a documentation comment.
  static func markdown(_ xml: String) -> String {
    var text = xml
    // The declaration and the name are shown elsewhere.
    text.replace(/<Name>.*?<\/Name>|<USR>.*?<\/USR>|<Declaration>.*?<\/Declaration>/, with: "")
    text.replace(/<CodeListing language="[a-z]*">/, with: "\n```swift\n")
    text.replace("</CodeListing>", with: "```\n\n")
    text.replace(/<zCodeLineNumbered>|<zCodeLineNumbered\/>/, with: "")
    text.replace("</zCodeLineNumbered>", with: "\n")
    text.replace(/<codeVoice>|<\/codeVoice>/, with: "`")
    text.replace(/<emphasis>|<\/emphasis>/, with: "*")
    text.replace(/<strong>|<\/strong>|<bold>|<\/bold>/, with: "**")
    text.replace("<Parameters>", with: "\n**Parameters**\n\n")
    text.replace(/<Parameter><Name>/, with: "- `")
    text.replace(/<Direction[^>]*>.*?<\/Direction>/, with: ": ")
    text.replace("<ResultDiscussion>", with: "\n**Returns**\n\n")
    text.replace("<ThrowsDiscussion>", with: "\n**Throws**\n\n")
    text.replace(/<Item>|<List-Bullet>/, with: "- ")
    text.replace("</Para>", with: "\n\n")
    return tidied(plain(text))
  }

  private static func unescaped(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&apos;", with: "'").replacing("&amp;", with: "&")
  }

  /// No more than one blank line at a time, none around.
  private static func tidied(_ text: String) -> String {
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty && (lines.last?.isEmpty ?? true) { continue }
      lines.append(line)
    }
    while lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
