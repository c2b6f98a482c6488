// SPDX-License-Identifier: MIT

public import Tensors

/// A text as numbers, one for each character, divided into parts to learn from, to choose by, and to test with.
public struct TextDataset: DescribedDataset, Equatable {
  /// The name that titles of figures show.
  public let name: String
  /// The characters that occur, in their order; a character's number is its place here.
  public let alphabet: [Character]
  /// The numbers of the characters to learn from.
  public let train: [Int]
  /// The numbers of the characters to choose by, such as when to stop.
  public let validation: [Int]
  /// The numbers of the characters to test with.
  public let test: [Int]
  private let origin: DatasetCard

  /// Numbers the characters of a text of ASCII; nine tenths are for training, a twentieth each for the other parts.
  init(_ origin: DatasetCard, ascii: [UInt8]) {
    let known = Set(ascii).sorted()
    var numbers = [Int](repeating: 0, count: 256)
    for (number, byte) in known.enumerated() { numbers[Int(byte)] = number }
    let codes = ascii.map { numbers[Int($0)] }
    let (first, second) = (codes.count * 18 / 20, codes.count * 19 / 20)
    (name, self.origin) = (origin.name, origin)
    alphabet = known.map { Character(Unicode.Scalar($0)) }
    train = Array(codes[..<first])
    validation = Array(codes[first..<second])
    test = Array(codes[second...])
  }

  /// The text that belongs to numbers of characters.
  ///
  /// - Requires: Numbers of characters of the alphabet.
  public func decode(_ codes: some Sequence<Int>) -> String {
    String(
      codes.map { code in
        if !alphabet.indices.contains(code) {
          fail("decode: \(code) is not the number of one of \(alphabet.count) characters")
        }
        return alphabet[code]
      })
  }

  /// The numbers of a text's characters.
  ///
  /// - Requires: Characters of the alphabet.
  public func encode(_ text: String) -> [Int] {
    text.map { character in
      guard let code = alphabet.firstIndex(of: character) else {
        fail("encode: the alphabet of \(name) has no \(character)")
      }
      return code
    }
  }

  /// Stretches of the training text from random places, each with the character after it at its end.
  ///
  /// - Shapes: `count` stretches → `[count, length + 1]`.
  /// - Requires: A length shorter than the text.
  public func windows(
    _ count: Int, length: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if count < 0 || length < 1 || length >= train.count {
      fail("windows: \(count) stretches of \(length) characters of \(train.count)")
    }
    let starts = (0..<count).map { _ in Int.random(in: 0..<train.count - length, using: &rng) }
    return Tensor(shape: [count, length + 1]) { result in
      for (row, start) in starts.enumerated() {
        for place in 0...length {
          result[row * (length + 1) + place] = Float(train[start + place])
        }
      }
    }
  }

  /// What the set is and where it comes from.
  public var card: DatasetCard {
    origin.with([
      .init("training", [train.count]), .init("validation", [validation.count]),
      .init("test", [test.count]), .init("alphabet", [alphabet.count]),
    ])
  }
}

extension TextDataset: CustomStringConvertible {
  /// Name and sizes.
  public var description: String {
    let counts = [train, validation, test].map(\.count.description).joined(separator: " + ")
    return "\(name): \(counts) characters of an alphabet of \(alphabet.count)"
  }
}

/// Passages of Shakespeare's plays, for models that write one character after another.
///
/// 1,115,394 characters, 65 of them different.
///
/// Source: A. Karpathy, github.com/karpathy/char-rnn. Licence: public domain.
public enum TinyShakespeare {
  private static let folder = "text"

  static let file = DataFile(
    name: "tinyshakespeare.txt", byteCount: 1_115_394,
    sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    content: Fingerprint(byteCount: 1_115_394, crc32: 0xdf61_3551),
    addresses: [
      "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"
    ])

  private static let card = DatasetCard(
    name: "Tiny Shakespeare", summary: "Passages of Shakespeare's plays, in ASCII.",
    values: "numbers of characters in the alphabet",
    source: "A. Karpathy, github.com/karpathy/char-rnn", licence: "public domain",
    folder: folder, files: [file])

  /// Loads the text from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> TextDataset { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> TextDataset {
    let path = try library.path(of: file, dataset: card.name, folder: folder)
    return TextDataset(card, ascii: try file.content(at: path))
  }
}
