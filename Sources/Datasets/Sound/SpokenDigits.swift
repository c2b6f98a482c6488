// SPDX-License-Identifier: MIT

/// Spoken digits: ten digits, six speakers, five recordings of each.
///
/// 300 recordings of one channel with 8,000 samples in a second: the official test part of the set.
///
/// Source: Z. Jackson et al., *Free Spoken Digit Dataset*, github.com/Jakobovski/free-spoken-digit-dataset. Licence:
/// CC BY-SA 4.0.
public struct SpokenDigits: DescribedDataset, Equatable {
  /// A recording and what is said by whom.
  public struct Recording: Sendable, Equatable {
    /// The sound.
    public let sound: Sound
    /// The digit that is said.
    public let digit: Int
    /// The name of who says it.
    public let speaker: String
    /// Which of the speaker's recordings of the digit it is.
    public let take: Int
  }

  private static let folder = "audio"
  private static let count = 300
  private static let takes = 0..<5
  /// Of the bytes of all recordings, in the order of their names.
  private static let content = Fingerprint(byteCount: 2_081_260, crc32: 0xf4ff_7d86)

  static let file = DataFile(
    name: "fsdd_test_split.zip",
    addresses: [
      "https://github.com/Jakobovski/free-spoken-digit-dataset/archive/refs/heads/master.zip"
    ],
    decode: { path throws(DatasetError) in _ = try decode(GzipFile.content(at: path), path: path) })

  private static let origin = DatasetCard(
    name: "Spoken digits",
    summary: "Ten digits said by six speakers five times each, 8,000 samples in a second.",
    values: "samples in −1…1",
    source: "Z. Jackson et al., Free Spoken Digit Dataset, its official test part",
    licence: "CC BY-SA 4.0", folder: folder,
    files: [
      DataFile(
        name: file.name,
        sha256: "2a7dbfb0e844f3f166e9d6c1ecc3021a0ba4cc6a81044806bd7c73d1c2db9420")
    ])

  /// The recordings, ordered by digit, speaker and take.
  public let recordings: [Recording]

  /// Loads the set from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public static func load() throws(DatasetError) -> SpokenDigits { try load(from: .standard) }

  static func load(from library: DataLibrary) throws(DatasetError) -> SpokenDigits {
    let path = try library.path(of: file, dataset: origin.name, folder: folder)
    return try decode(GzipFile.content(at: path), path: path)
  }

  static func decode(_ bytes: [UInt8], path: String) throws(DatasetError) -> SpokenDigits {
    let archive = try ZIPFile(bytes, path: path)
    // The whole set has the same names, and more takes, in a folder with the repository's name.
    let named = archive.entries.compactMap { entry in name(of: entry).map { (entry, $0) } }
      .sorted { $0.1 < $1.1 }
    if named.count != count {
      throw .wrongSize(path: path, found: "\(named.count) recordings", expected: "\(count)")
    }
    var (recordings, all) = ([Recording](), [UInt8]())
    for (entry, name) in named {
      let content = try archive.content(of: entry)
      let parts = name.dropLast(4).split(separator: "_")
      recordings.append(
        Recording(
          sound: try Sound(content, path: "\(path):\(name)"), digit: Int(parts[0]) ?? 0,
          speaker: String(parts[1]), take: Int(parts[2]) ?? 0))
      all += content
    }
    try content.verify(all, path: path)
    return SpokenDigits(recordings: recordings)
  }

  /// A file's name if it is a recording of the test part: `digit_speaker_take.wav`.
  private static func name(of entry: ZIPFile.Entry) -> String? {
    let path = entry.name.split(separator: "/")
    guard path.count >= 2, path[path.count - 2] == "recordings", let name = path.last,
      name.hasSuffix(".wav")
    else { return nil }
    let parts = name.dropLast(4).split(separator: "_")
    guard parts.count == 3, let digit = Int(parts[0]), (0...9).contains(digit),
      let take = Int(parts[2]), takes.contains(take)
    else { return nil }
    return String(name)
  }

  /// The recordings of one digit.
  public func recordings(of digit: Int) -> [Recording] { recordings.filter { $0.digit == digit } }

  /// What the set is and where it comes from.
  public var card: DatasetCard { Self.origin.with([.init("recordings", [recordings.count])]) }
}

extension SpokenDigits: CustomStringConvertible {
  /// Name and sizes.
  public var description: String {
    let speakers = Set(recordings.map(\.speaker)).count
    return "Spoken digits: \(recordings.count) recordings of ten digits by \(speakers) speakers"
  }
}

/// Short recordings for first looks at sound.
///
/// One channel, 48,000 samples in a second, 16 bits.
///
/// Source: B. Massey, Portland State University, github.com/pdx-cs-sound/wavs. Licence: CC0.
public enum SampleSounds: String, CaseIterable, Sendable {
  /// Speech, 5 seconds.
  case voice = "voice.wav"
  /// A note that is sung, 1.4 seconds.
  case note = "voice-note.wav"
  /// An acoustic guitar, 26 seconds.
  case guitar = "gc.wav"

  var file: DataFile {
    let (byteCount, crc32, sha256): (Int, UInt32, String) =
      switch self {
      case .voice:
        (
          475_180, 0x70a3_c1fe, "2c4b4d9d5f90715fdbf599869a465d521638f40ca978b186df96f1543a4d67dc"
        )
      case .note:
        (
          134_558, 0xe6b6_82a9, "ab9980473882b9542e3e55876d243a98300b177525ae4b7bfbb7c800f3bffba8"
        )
      case .guitar:
        (
          2_497_110, 0x036d_d272,
          "88638e63464f47b57ab3af6f54f105302e122eac484892872ea6f32fb81f1c99"
        )
      }
    return DataFile(
      name: rawValue, byteCount: byteCount, sha256: sha256,
      content: Fingerprint(byteCount: byteCount, crc32: crc32),
      addresses: ["https://github.com/pdx-cs-sound/wavs/raw/main/\(rawValue)"])
  }

  /// Loads a recording from the folder that `LECTERN_DATA` names, from the cache, or from the network.
  ///
  /// - Throws: `DatasetError` where the file is not to be had or not what it should be.
  public func load() throws(DatasetError) -> Sound { try load(from: .standard) }

  func load(from library: DataLibrary) throws(DatasetError) -> Sound {
    let path = try library.path(of: file, dataset: "Sample sounds", folder: "audio")
    return try Sound(file.content(at: path), path: path)
  }

  /// What the recordings are and where they come from.
  public static func describe() -> DatasetCard {
    DatasetCard(
      name: "Sample sounds", summary: "Speech, a note that is sung, and a guitar.",
      values: "samples in −1…1, 48,000 in a second",
      source: "B. Massey, Portland State University, github.com/pdx-cs-sound/wavs",
      licence: "CC0", folder: "audio", files: allCases.map(\.file))
  }
}
