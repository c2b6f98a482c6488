// SPDX-License-Identifier: MIT

import Tensors
import Testing

@testable import Datasets

@Suite("Image archives") struct ImageArchiveLaws {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func library(_ network: FakeNetwork = FakeNetwork([:])) -> DataLibrary {
    DataLibrary(
      dataFolder: "\(folder.path)/data", cacheFolder: "\(folder.path)/cache/datasets",
      fetch: network.fetch)
  }

  private func fill(_ place: String, changing changes: [String: [UInt8]] = [:]) throws {
    for (name, bytes) in SmallArchive.files.merging(changes, uniquingKeysWith: { $1 }) {
      try folder.write(bytes, to: "\(place)/\(name)")
    }
  }

  @Test("Bytes become greys from 0 to 1 and labels integers") func decoding() throws {
    try folder.write([], to: "data/empty")
    try fill("data/small")
    let network = FakeNetwork([:])
    let set = try SmallArchive.archive.load(from: library(network))
    #expect(set.train.images.shape == [3, 2, 2])
    #expect(set.train.images[0].scalars == [0, 0.2, 0.4, 0.6])
    #expect(set.train.images[1, 0].scalars == [0.8, 1])
    #expect(set.train.labels == [9, 0, 4])
    #expect(
      set.description == "Small: 3 training and 3 test images of 2 × 2 pixels in 10 classes")
    #expect(network.addresses.isEmpty, "files that are here are not downloaded")
  }

  @Test("Files that are not compressed are read too") func plainFiles() throws {
    try folder.write([], to: "data/empty")
    try fill("data/small")
    try folder.write(SmallArchive.labels, to: "plain-labels")
    #expect(try IDXFile.labels(path: "\(folder.path)/plain-labels", classCount: 10) == [9, 0, 4])
  }

  @Test(
    "A damaged file is an error that says what is wrong",
    arguments: [
      (
        "train-images-idx3-ubyte.gz", Array(SmallArchive.gzip(SmallArchive.images).dropLast(12)),
        "too early"
      ),
      (
        "train-images-idx3-ubyte.gz", Array(SmallArchive.gzip(SmallArchive.images).dropLast(3)),
        "too early"
      ),
      (
        "train-images-idx3-ubyte.gz", SmallArchive.gzip(SmallArchive.images.dropLast()), "too early"
      ),
      ("train-images-idx3-ubyte.gz", SmallArchive.gzip(SmallArchive.images + [1]), "longer than"),
      ("train-images-idx3-ubyte.gz", SmallArchive.gzip(SmallArchive.labels), "3 axes"),
      ("train-images-idx3-ubyte.gz", [], "too early"),
      ("train-images-idx3-ubyte.gz", Array("<html>not found</html>".utf8), "idx"),
      (
        "train-images-idx3-ubyte.gz",
        SmallArchive.gzip([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)), "too short"
      ),
      (
        "t10k-labels-idx1-ubyte.gz", SmallArchive.gzip([0, 0, 8, 1, 0, 0, 0, 2, 9, 0]),
        "2 labels for 3"
      ),
      (
        "t10k-labels-idx1-ubyte.gz", SmallArchive.gzip([0, 0, 8, 1, 0, 0, 0, 3, 9, 10, 0]),
        "label 10"
      ),
    ] as [(String, [UInt8], String)])
  func damage(_ name: String, _ bytes: [UInt8], _ words: String) throws {
    try folder.write([], to: "data/empty")
    try fill("data/small", changing: [name: bytes])
    let error = #expect(throws: DatasetError.self) {
      try SmallArchive.archive.load(from: library())
    }
    guard case .corrupt(let path, let reason) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(path.hasSuffix(name))
    #expect(reason.contains(words))
  }

  @Test("A changed byte is noticed by the checksum") func changedByte() throws {
    let noise = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    var bytes = SmallArchive.gzip([0, 0, 8, 1, 0, 0, 0x13, 0x88] + noise)
    bytes[bytes.count - 6] ^= 1
    let path = try folder.write(bytes, to: "changed")
    #expect(throws: DatasetError.self) { try IDXFile.labels(path: path, classCount: 256) }
  }

  @Test("What is nowhere else is downloaded once, from the first mirror that has it")
  func download() throws {
    let second = Dictionary(
      uniqueKeysWithValues: SmallArchive.files.map { ("second/\($0)", $1) })
    let network = FakeNetwork(second)
    let set = try SmallArchive.archive.load(from: library(network))
    #expect(set.test.labels == [9, 0, 4])
    #expect(network.addresses.count == 8)
    #expect(folder.names(in: "cache/datasets/small") == SmallArchive.files.keys.sorted())
    #expect(try SmallArchive.archive.load(from: library(network)) == set)
    #expect(network.addresses.count == 8, "the second time nothing is asked for")
  }

  @Test("A download with another checksum is refused and leaves no file") func wrongDownload()
    throws
  {
    let wrong = Dictionary(
      uniqueKeysWithValues: SmallArchive.files.keys.map { ("first/\($0)", [UInt8](1...9)) })
    let error = #expect(throws: DatasetError.self) {
      try SmallArchive.archive.load(from: library(FakeNetwork(wrong)))
    }
    #expect("\(error as Any)".contains("first gave a file with another checksum"))
    #expect(folder.names(in: "cache/datasets/small").isEmpty)
  }

  @Test("Where nothing helps, the error names every remedy") func missing() throws {
    let error = #expect(throws: DatasetError.self) {
      try SmallArchive.archive.load(from: library())
    }
    let text = error?.description ?? ""
    for remedy in ["LECTERN_DATA", "cache/datasets/small", "connect to the network"] {
      #expect(text.contains(remedy))
    }
  }

  @Test("Where the cache cannot be written, the error says so") func unwritable() throws {
    try folder.write([], to: "cache")
    let network = FakeNetwork([:])
    let error = #expect(throws: DatasetError.self) {
      try SmallArchive.archive.load(from: library(network))
    }
    #expect(error?.description.contains("cannot be written") == true)
    #expect(network.addresses.isEmpty)
  }

  @Test("The labs' digits are the embedded ones where the large set is not to be had")
  func fallback() throws {
    #expect(try HandwrittenDigits.load(from: library()) == OpticalDigits.load())
  }

  @Test("The labs' digits are not replaced silently where the large set is damaged")
  func noSilentFallback() throws {
    try folder.write([], to: "data/empty")
    for name in SmallArchive.files.keys { try folder.write([1, 2, 3], to: "data/mnist/\(name)") }
    #expect(throws: DatasetError.self) { try HandwrittenDigits.load(from: library()) }
  }
}
