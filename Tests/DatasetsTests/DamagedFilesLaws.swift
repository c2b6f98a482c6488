// SPDX-License-Identifier: MIT

import Glibc
import Tensors
import Testing

@testable import Datasets

/// A file of the data folder and what reads it.
struct PublishedFile: Sendable, CustomTestStringConvertible {
  let folder: String
  let name: String
  /// What the file's bytes say, in short.
  let read: @Sendable (_ bytes: [UInt8], _ path: String) throws -> Fingerprint

  var testDescription: String { "\(folder)/\(name)" }

  /// A file whose content has a published checksum.
  init(_ folder: String, _ file: DataFile) {
    (self.folder, name) = (folder, file.name)
    read = { _, path in Fingerprint(of: try file.content(at: path)) }
  }

  /// A file that is decoded.
  init(
    _ folder: String, _ name: String,
    _ decode: @escaping @Sendable (_ bytes: [UInt8], _ path: String) throws -> [Tensor]
  ) {
    (self.folder, self.name) = (folder, name)
    read = { bytes, path in
      let numbers = try decode(bytes, path).flatMap { [$0.sum().scalar, $0.mean().scalar] }
      return Fingerprint(of: Array(numbers.map(\.description).joined().utf8))
    }
  }

  private static let tables = [
    OldFaithful.table.file, Ionosphere.table.file, HouseholdPower.table.file,
    WineQuality.table(.red).file, WineQuality.table(.white).file,
  ]

  static let all: [PublishedFile] =
    MNIST.archive.files.map { Self("mnist", $0) }
    + FashionMNIST.archive.files.map { Self("fashion-mnist", $0) }
    + BinarizedMNIST.packedFiles.map { Self("binarized-mnist", $0) }
    + tables.map { Self("tabular", $0) }
    + (TwentyNewsgroups.files + [TwentyNewsgroups.vocabularyFile]).map { Self("text", $0) }
    + SampleSounds.allCases.map { Self("audio", $0.file) }
    + [
      Self("text", TinyShakespeare.file), Self("cifar10", CIFAR10.beginning),
      Self("caltech101-silhouettes", Silhouettes.file.name) {
        let set = try Silhouettes.decode($0, path: $1)
        return [set.train.images, set.test.images]
      },
      Self("faces", FreyFaces.file.name) { [try FreyFaces.decode($0, path: $1).train] },
      Self("faces", OlivettiFaces.file.name) {
        [try OlivettiFaces.decode($0, path: $1).train.images]
      },
      Self("tabular", Mushrooms.vectors.file.name) {
        [try Mushrooms.vectors.decode($0, path: $1).train]
      },
      Self("tabular", DNA.vectors.file.name) { [try DNA.vectors.decode($0, path: $1).train] },
      Self("tabular", NIPSPapers.vectors.file.name) {
        [try NIPSPapers.vectors.decode($0, path: $1).train]
      },
      Self("audio", SpokenDigits.file.name) {
        try SpokenDigits.decode($0, path: $1).recordings.prefix(3).map(\.sound.samples)
      },
    ]
}

@Suite("Damaged files", .enabled(if: hasData, noData), .serialized)
struct DamagedFilesLaws {
  private static let large = 4_000_000

  private func original(_ file: PublishedFile) throws -> (path: String, bytes: [UInt8]) {
    let path = "\(String(cString: getenv("LECTERN_DATA")))/\(file.folder)/\(file.name)"
    let handle = try #require(fopen(path, "rb"))
    defer { fclose(handle) }
    var bytes = [UInt8](repeating: 0, count: FileSystem.size(of: path))
    fread(&bytes, 1, bytes.count, handle)
    return (path, bytes)
  }

  /// Reads damaged bytes: an error of the loaders, or what the whole file says.
  private func expectErrorOrSame(
    _ file: PublishedFile, _ bytes: [UInt8], _ whole: Fingerprint, in folder: TemporaryFolder,
    _ damage: String
  ) throws {
    let path = try folder.write(bytes, to: file.name)
    do {
      #expect(try file.read(bytes, path) == whole, "\(damage)")
    } catch {
      #expect(error is DatasetError, "\(damage): \(error)")
    }
  }

  @Test("A file that is cut off anywhere is an error", arguments: PublishedFile.all)
  func cuts(_ file: PublishedFile) throws {
    let folder = try TemporaryFolder()
    let (path, bytes) = try original(file)
    _ = try file.read(bytes, path)
    var lengths = [0, 10, 129, bytes.count / 2, bytes.count - 8, bytes.count - 1]
    // Large files are mostly one stream of packed bytes, of which a few places tell enough.
    if bytes.count < Self.large {
      lengths += [1, 2, 3, 8, 17, 127, 128, 200, bytes.count / 10, bytes.count / 10 * 9]
      lengths += [2, 4, 9, 22, 30].map { bytes.count - $0 }
    }
    for length in lengths where length >= 0 && length < bytes.count {
      let cut = Array(bytes[..<length])
      let path = try folder.write(cut, to: file.name)
      #expect(throws: DatasetError.self, "cut to \(length) of \(bytes.count)") {
        _ = try file.read(cut, path)
      }
    }
  }

  @Test("A file with flipped bits is an error or says the same", arguments: PublishedFile.all)
  func flips(_ file: PublishedFile) throws {
    let folder = try TemporaryFolder()
    let (path, bytes) = try original(file)
    let whole = try file.read(bytes, path)
    var rng = PCG32(seed: 1)
    // Headers and ends are where formats keep sizes, so they are hit most.
    let margin = min(300, bytes.count)
    var places: [Int] = []
    for _ in 0..<(bytes.count < Self.large ? 10 : 3) {
      places.append(Int.random(in: 0..<margin, using: &rng))
      places.append(bytes.count - Int.random(in: 1...margin, using: &rng))
      places.append(Int.random(in: 0..<bytes.count, using: &rng))
    }
    for place in places {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8.random(in: 0..<8, using: &rng)
      try expectErrorOrSame(file, flipped, whole, in: folder, "a bit of byte \(place)")
    }
  }

  @Test("A file of another kind is an error", arguments: PublishedFile.all)
  func otherKind(_ file: PublishedFile) throws {
    let folder = try TemporaryFolder()
    for bytes in [Array("<html>Sign in to the network</html>".utf8), SmallArchive.gzip([1, 2])] {
      let path = try folder.write(bytes, to: file.name)
      #expect(throws: DatasetError.self) { _ = try file.read(bytes, path) }
    }
  }
}
