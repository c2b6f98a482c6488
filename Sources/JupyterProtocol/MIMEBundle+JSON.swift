// SPDX-License-Identifier: MIT
package import Display
import FoundationEssentials

extension MIMEBundle {
  /// The formats as messages carry them: bytes in base64 without line breaks, structured data unpacked.
  package var json: [String: JSON] {
    var data: [String: JSON] = [:]
    for (type, content) in contents { data[type] = Self.json(content, type: type) }
    return data
  }

  /// The bundle with plain text among its formats, which consoles show and graders demand.
  package var withPlainText: MIMEBundle {
    guard contents["text/plain"] == nil else { return self }
    var bundle = self
    let types = contents.keys.sorted().joined(separator: ", ")
    bundle.contents["text/plain"] = .text("<\(types.isEmpty ? "nothing" : types)>")
    return bundle
  }

  private static func json(_ content: Content, type: String) -> JSON {
    switch content {
    case .binary(let bytes): .string(Data(bytes).base64EncodedString())
    case .json(let value): value
    case .text(let text) where type == "application/json" || type.hasSuffix("+json"):
      (try? JSONCoding.decode(JSON.self, from: Bytes(text.utf8))) ?? .string(text)
    case .text(let text): .string(text)
    }
  }
}
