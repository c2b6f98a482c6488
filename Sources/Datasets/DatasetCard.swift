// SPDX-License-Identifier: MIT

public import Display
import Tensors

/// What a data set is, where it comes from, and what may be done with it.
public struct DatasetCard: Sendable, Equatable {
  /// A part of the set, such as the examples to learn from.
  public struct Part: Sendable, Equatable {
    /// What the part is for.
    public let name: String
    /// Its size along each axis, the examples first.
    public let shape: [Int]

    init(_ name: String, _ shape: [Int]) { (self.name, self.shape) = (name, shape) }

    init(_ name: String, _ tensor: Tensor) { self.init(name, tensor.shape.sizes) }
  }

  /// A file of the set.
  public struct File: Sendable, Equatable {
    /// The file's name, with its folder.
    public let name: String
    /// The checksum of the published file, in hexadecimal digits.
    public let sha256: String
  }

  /// The set's name.
  public let name: String
  /// What it holds, in one sentence.
  public let summary: String
  /// What its numbers mean.
  public let values: String
  /// Who made it, and where it is published.
  public let source: String
  /// What may be done with it.
  public let licence: String
  /// The paper to cite, where there is one.
  public let paper: String?
  /// The files and their checksums; a set that is part of the library or drawn by it has none.
  public let files: [File]
  /// The parts and their sizes.
  public internal(set) var parts: [Part] = []

  init(
    name: String, summary: String, values: String, source: String, licence: String,
    paper: String? = nil, folder: String = "", files: [DataFile] = []
  ) {
    (self.name, self.summary, self.values, self.source) = (name, summary, values, source)
    (self.licence, self.paper) = (licence, paper)
    self.files = files.compactMap { file in
      file.sha256.map { File(name: "\(folder)/\(file.name)", sha256: $0) }
    }
  }

  /// The card of the set with these parts.
  func with(_ parts: [Part]) -> DatasetCard {
    var card = self
    card.parts = parts.filter { $0.shape.first != 0 }
    return card
  }

  /// The card of a set of the same kind that has another name and origin.
  func renamed(_ name: String, source: String) -> DatasetCard {
    var card = DatasetCard(
      name: name, summary: summary, values: values, source: source, licence: licence, paper: paper)
    card.parts = parts
    return card
  }

  /// What is known, line by line.
  fileprivate var lines: [(name: String, text: String)] {
    [("what", summary)]
      + parts.map { ($0.name, $0.shape.map { NumberText.grouped($0) }.joined(separator: " × ")) }
      + [("values", values), ("source", source), ("licence", licence)]
      + (paper.map { [("paper", $0)] } ?? [])
      + files.enumerated().map { number, file in
        (number == 0 ? "files" : "", "\(file.name), SHA-256 \(file.sha256)")
      }
  }
}

extension DatasetCard: CustomStringConvertible {
  /// The card as lines of text.
  public var description: String {
    let width = lines.map(\.name.count).max() ?? 0
    let text = lines.map { name, text in
      name + String(repeating: " ", count: width - name.count + 2) + text
    }
    return ([name] + text).joined(separator: "\n")
  }
}

extension DatasetCard: RichDisplay {
  /// The card as a table and as text.
  public var mimeBundle: MIMEBundle {
    MIMEBundle([
      "text/html": .text(html), "text/markdown": .text(markdown), "text/plain": .text(description),
    ])
  }

  var html: String {
    let rows = lines.map { name, text in
      "<tr><th style=\"text-align:left\">\(name.htmlEscaped)</th>"
        + "<td style=\"text-align:left\">\(text.htmlEscaped)</td></tr>"
    }
    let caption = "<caption><b>\(name.htmlEscaped)</b></caption>"
    return "<table>\(caption)\n\(rows.joined(separator: "\n"))\n</table>"
  }

  var markdown: String {
    let escape = { (text: String) in text.replacing("|", with: "\\|").htmlEscaped }
    let rows = lines.map { "| \(escape($0.name)) | \(escape($0.text)) |" }
    return (["| **\(escape(name))** | |", "|:--|:--|"] + rows).joined(separator: "\n")
  }
}

/// A set of data that can say what it is.
public protocol DescribedDataset: Sendable {
  /// What the set is, where it comes from, and how large its parts are.
  var card: DatasetCard { get }
}

extension DescribedDataset {
  /// Says what the set is: its parts, the meaning of its numbers, its source, licence and checksums.
  public func describe() -> DatasetCard { card }
}
