// SPDX-License-Identifier: MIT

public import Tensors

/// Documents as the numbers of times that words of a vocabulary occur in them.
public struct WordCounts: Sendable, Equatable {
  /// How many words the vocabulary has.
  public let vocabularySize: Int
  private let words: [Int]
  private let times: [Int]
  private let starts: [Int]

  init(_ file: WordCountFile, vocabularySize: Int) {
    self.vocabularySize = vocabularySize
    (words, times, starts) = (file.words, file.counts, file.starts)
  }

  /// How many documents there are.
  public var count: Int { starts.count - 1 }

  /// How many words all documents have together, repetitions counted.
  public var tokenCount: Int { times.reduce(0, +) }

  /// The words of a document that occur in it, and how often.
  ///
  /// - Requires: A document of the set.
  public subscript(document: Int) -> [(word: Int, count: Int)] {
    if document < 0 || document >= count { fail("documents: there is no \(document) of \(count)") }
    return (starts[document]..<starts[document + 1]).map { (words[$0], times[$0]) }
  }

  /// The counts of all words in some documents.
  ///
  /// - Shapes: `documents` → `[documents, vocabularySize]`.
  /// - Requires: Documents of the set.
  public func counts(of documents: some Collection<Int>) -> Tensor {
    let rows = documents.map { self[$0] }
    return Tensor(shape: [rows.count, vocabularySize]) { result in
      result.initialize(repeating: 0)
      for (row, entries) in rows.enumerated() {
        for (word, count) in entries { result[row * vocabularySize + word] += Float(count) }
      }
    }
  }

  /// The words of a document in random order, each as often as it occurs.
  ///
  /// - Requires: A document of the set.
  public func words(
    of document: Int, using rng: inout some RandomNumberGenerator
  ) -> [Int] {
    let list = self[document].flatMap { [Int](repeating: $0.word, count: $0.count) }
    return permutation(list.count, using: &rng).map { list[$0] }
  }
}

/// Messages of twenty newsgroups as counts of words, for models of documents.
///
/// 11,214 training, 100 validation and 7,531 test documents over 3,072 words, without the newsgroups' names.
///
/// Source: K. Lang's 20 Newsgroups, sorted by date, prepared for topic models. Licence: UCI copy CC BY 4.0,
/// preparation MIT.
/// - Paper: Lang (1995), *NewsWeeder: Learning to Filter Netnews*; preparation of Dieng, Ruiz & Blei (2019), *Topic
///   Modeling in Embedding Spaces*, arXiv:1907.04907.
public struct TwentyNewsgroups: DescribedDataset, Equatable {
  private static let folder = "text"
  private static let vocabularySize = 3072
  private static let counts = [11_214, 100, 7531]

  static let vocabularyFile = DataFile(
    name: "20newsgroups_vocab.txt",
    sha256: "ed4fb65fe79ef116084e4128d831312075beebbc58036184293b42d755015bd7",
    content: Fingerprint(byteCount: 21_997, crc32: 0x2079_2b23))
  static let files = [
    DataFile(
      name: "20newsgroups_bow_train.ldac.gz",
      sha256: "a08e029215c599dba297feb61a3579ec27dfc706bf19762ab753d1fefc425d45",
      content: Fingerprint(byteCount: 4_061_345, crc32: 0xa851_24a9)),
    DataFile(
      name: "20newsgroups_bow_valid.ldac.gz",
      sha256: "aa9520b5d6ddd6296ba0f63f530a20367584616312cf30cb15631507636c44f3",
      content: Fingerprint(byteCount: 34_558, crc32: 0x1eec_2d56)),
    DataFile(
      name: "20newsgroups_bow_test.ldac.gz",
      sha256: "30fc3badfd25de9e4d5c9278b9879706f1d84c5fd84e5bbde062924c7e7a5a4a",
      content: Fingerprint(byteCount: 2_679_530, crc32: 0x599f_3b3e)),
  ]

  private static let origin = DatasetCard(
    name: "20 Newsgroups", summary: "Messages of newsgroups as counts of 3,072 words.",
    values: "how often a word occurs in a message",
    source: "K. Lang's 20 Newsgroups by date, as prepared for the embedded topic model",
    licence: "UCI copy CC BY 4.0, preparation MIT",
    paper: "Dieng, Ruiz & Blei (2019), Topic Modeling in Embedding Spaces, arXiv:1907.04907",
    folder: folder, files: files + [vocabularyFile])

  /// The words; a word's number is its place here.
  public let vocabulary: [String]
  /// The documents to learn from.
  public let train: WordCounts
  /// The documents to choose by, such as when to stop.
  public let validation: WordCounts
  /// The documents to test with.
  public let test: WordCounts

  /// Loads the set from the folder that `LECTERN_DATA` names, or from the cache.
  ///
  /// - Throws: `DatasetError` where the files are not to be had or not what they should be.
  public static func load() throws(DatasetError) -> TwentyNewsgroups { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> TwentyNewsgroups {
    let paths = try library.paths(
      of: files + [vocabularyFile], dataset: origin.name, folder: folder)
    let words = String(
      decoding: try vocabularyFile.content(at: paths[files.count]), as: UTF8.self
    ).split(separator: "\n").map(String.init)
    if words.count != vocabularySize {
      throw .wrongSize(
        path: paths[files.count], found: "\(words.count) words", expected: "\(vocabularySize)")
    }
    var parts: [WordCounts] = []
    for (index, file) in files.enumerated() {
      let documents = try WordCountFile(
        file.content(at: paths[index]), vocabularySize: vocabularySize, path: paths[index])
      let part = WordCounts(documents, vocabularySize: vocabularySize)
      if part.count != counts[index] {
        throw .wrongSize(
          path: paths[index], found: "\(part.count) documents", expected: "\(counts[index])")
      }
      parts.append(part)
    }
    return TwentyNewsgroups(
      vocabulary: words, train: parts[0], validation: parts[1], test: parts[2])
  }

  /// What the set is and where it comes from.
  public var card: DatasetCard {
    Self.origin.with(
      zip(["training", "validation", "test"], [train, validation, test]).map {
        .init($0, [$1.count, $1.vocabularySize])
      })
  }
}
