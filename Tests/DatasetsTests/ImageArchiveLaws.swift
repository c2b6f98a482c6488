// SPDX-License-Identifier: MIT

import Tensors
import Testing

@testable import Datasets

private func gzip(_ bytes: some Sequence<UInt8>) -> [UInt8] { SmallArchive.gzip(Array(bytes)) }

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
    try folder.remove("data/small/train-labels-idx1-ubyte.gz")
    try folder.write(SmallArchive.labels, to: "data/small/train-labels-idx1-ubyte")
    #expect(try SmallArchive.archive.load(from: library()).train.labels == [9, 0, 4])
  }

  @Test(
    "A damaged file is an error that says what is wrong",
    arguments: [
      ("train-images-idx3-ubyte.gz", Array(gzip(SmallArchive.images).dropLast(12)), "too early"),
      ("train-images-idx3-ubyte.gz", Array(gzip(SmallArchive.images).dropLast(3)), "too early"),
      ("train-images-idx3-ubyte.gz", gzip(SmallArchive.images.dropLast()), "27 bytes where"),
      ("train-images-idx3-ubyte.gz", gzip(SmallArchive.images + [1]), "more than 28 bytes"),
      ("train-images-idx3-ubyte.gz", gzip(SmallArchive.labels), "11 bytes where"),
      ("train-images-idx3-ubyte.gz", [], "0 bytes where"),
      ("t10k-labels-idx1-ubyte.gz", gzip([0, 0, 8, 1, 0, 0, 0, 3, 9, 1, 4]), "checksum"),
    ] as [(String, [UInt8], String)])
  func damage(_ name: String, _ bytes: [UInt8], _ words: String) throws {
    try folder.write([], to: "data/empty")
    try fill("data/small", changing: [name: bytes])
    let error = #expect(throws: DatasetError.self) {
      try SmallArchive.archive.load(from: library())
    }
    let text = error?.description ?? ""
    #expect(text.contains(name) && text.contains(words) && text.contains("Delete it"))
  }

  @Test(
    "A file that is not an idx file of its sizes is an error that says why",
    arguments: [
      (SmallArchive.labels, "3 axes"),
      (Array("<html>not found</html>".utf8), "3 axes"),
      ([0, 0, 8, 3] + [UInt8](repeating: 255, count: 12), "too short"),
      ([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1], "too early"),
      (SmallArchive.images + [1], "longer than"),
    ] as [([UInt8], String)])
  func notIDX(_ bytes: [UInt8], _ words: String) throws {
    let error = #expect(throws: DatasetError.self) { try IDXFile(bytes, rank: 3, path: "a") }
    #expect(error?.description.contains(words) == true)
  }

  @Test("A label beyond the classes is an error that names it") func wrongLabel() throws {
    let file = try IDXFile([0, 0, 8, 1, 0, 0, 0, 2, 9, 10], rank: 1, path: "a")
    let error = #expect(throws: DatasetError.self) { try file.labels(classCount: 10) }
    #expect(error?.description.contains("label 10") == true)
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
      uniqueKeysWithValues: SmallArchive.files.map {
        ("first/\($0)", [UInt8](repeating: 1, count: $1.count))
      })
    let error = #expect(throws: DatasetError.self) {
      try SmallArchive.archive.load(from: library(FakeNetwork(wrong)))
    }
    #expect("\(error as Any)".contains("is not the published one: it has another checksum"))
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
