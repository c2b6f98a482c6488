// SPDX-License-Identifier: MIT

/// Documents as counts of words: a line for each, `n word:count word:count …`, words numbered from 0.
struct WordCountFile {
  /// The words of all documents, one document after another.
  private(set) var words: [Int] = []
  /// How often each of these words occurs in its document.
  private(set) var counts: [Int] = []
  /// Where each document begins, and where the last one ends.
  private(set) var starts = [0]

  /// Decodes a file's content.
  init(_ content: [UInt8], vocabularySize: Int, path: String) throws(DatasetError) {
    var line = 0
    for text in content.split(separator: UInt8(ascii: "\n")) {
      var parts = text.split(separator: UInt8(ascii: " "))[...]
      let count = parts.popFirst().flatMap { Self.number($0) }
      for part in parts {
        let pair = part.split(separator: UInt8(ascii: ":"), maxSplits: 1)
        guard pair.count == 2, let word = Self.number(pair[0]), let times = Self.number(pair[1]),
          word < vocabularySize, times > 0
        else { throw .corrupt(path: path, reason: "line \(line) is not made of word:count") }
        words.append(word)
        counts.append(times)
      }
      starts.append(words.count)
      if count != parts.count {
        throw .corrupt(path: path, reason: "line \(line) has \(parts.count) words, not as it says")
      }
      line += 1
    }
  }

  /// A number of at most nine digits.
  private static func number(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count < 10 else { return nil }
    var number = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      number = number * 10 + Int(digit) - 48
    }
    return number
  }
}
