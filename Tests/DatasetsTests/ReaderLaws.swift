// SPDX-License-Identifier: MIT

import Display
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite("Readers of file formats") struct ReaderLaws {
  @Test("NumPy's arrays of any type, order and byte order are read") func numpy() throws {
    let floats = try NPYFile(ReferenceFiles.npyFloat, path: "a")
    #expect(floats.tensor == Tensor([[1.5, -2], [3, 4.25], [0, 1e-3]]))
    let fortran = try NPYFile(ReferenceFiles.npyFortran, path: "a")
    #expect(fortran.tensor == Tensor([[1, 2, 3], [4, 5, 6]]))
    let big = try NPYFile(ReferenceFiles.npyBig, path: "a")
    #expect(big.tensor == Tensor([-1, 256, -32_768] as [Float]))
    let scalar = try NPYFile(ReferenceFiles.npyDouble, path: "a")
    #expect(scalar.tensor == Tensor(2.5))
  }

  @Test("NumPy's archives are read, packed or stored") func archives() throws {
    let packed = try ZIPFile(ReferenceFiles.npz, path: "a")
    #expect(packed.entries.map(\.name) == ["train.npy", "flag.npy"])
    let train = try #require(try packed.content(of: "train.npy"))
    #expect(try NPYFile(train, path: "a").tensor == Tensor([[0, 1], [1, 1]]))
    let flag = try #require(try packed.content(of: "flag.npy"))
    #expect(try NPYFile(flag, path: "a").values == [1, 0])
    let stored = try ZIPFile(ReferenceFiles.npzStored, path: "a")
    let content = try #require(try stored.content(of: "a.npy"))
    #expect(try NPYFile(content, path: "a").values == [0, 1, 2])
    #expect(try stored.content(of: "b.npy") == nil)
  }

  @Test("MATLAB's numbers, texts and cells are read, others passed over") func matlab() throws {
    let file = try MATFile(ReferenceFiles.matPacked, path: "a")
    #expect(Array(try file.bytes("bytes", sizes: [2, 3])) == [0, 3, 1, 4, 2, 5])
    #expect(try file.variable("doubles").values.numbers == [1.5, 3.25, -2, 1e10])
    #expect(try file.variable("ints").values.integers == [-3, 300])
    #expect(try file.variable("long").values.numbers == [-5])
    #expect(try file.variable("single").values.numbers == [0.5])
    #expect(try file.variable("name").text == "moon")
    #expect(try file.variable("cells").cells.map(\.text) == ["ab", "é"])
    #expect(file.variables["complex"] == nil && file.variables["st"] == nil)
    let plain = try MATFile(ReferenceFiles.matPlain, path: "a")
    #expect(Array(try plain.bytes("bytes", sizes: [2, 3])) == [0, 3, 1, 4, 2, 5])
    #expect(throws: DatasetError.self) { try plain.variable("none") }
    #expect(throws: DatasetError.self) { try plain.bytes("bytes", sizes: [3, 2]) }
    #expect(throws: DatasetError.self) { try file.bytes("doubles", sizes: [2, 2]) }
  }

  @Test(
    "Samples of 8, 16, 24 and 32 bits lie in −1…1",
    arguments: [
      (ReferenceFiles.wav8, [0, 127.0 / 128, -1, 0.5]),
      (ReferenceFiles.wav16, [0, 32_767.0 / 32_768, -1, 0.5]),
      (ReferenceFiles.wav24, [0, 8_388_607.0 / 8_388_608, -1, 0.5]),
      (ReferenceFiles.wav32, [0, 1, -1, 0.5]), (ReferenceFiles.wavFloat, [0, 0.5, -1, 0.25]),
      (ReferenceFiles.wavDouble, [0, 0.5, -1, 0.25]),
    ] as [([UInt8], [Float])])
  func samples(_ bytes: [UInt8], _ samples: [Float]) throws {
    #expect(try WAVFile(bytes, path: "a").samples == samples)
  }

  @Test("Two channels become two rows") func stereo() throws {
    let sound = try Sound(ReferenceFiles.wavStereo, path: "a")
    #expect(sound.samples * 32_768 == Tensor([[1, 2, 3], [-1, -2, -3]]))
    #expect(sound.sampleRate == 44_100)
    #expect(sound.description == "Sound: 0.00 s at 44100 samples per second, 2 channels")
  }

  @Test("A sound that is written and read again is the same to a step of 16 bits") func written()
    throws
  {
    let sound = Sound(Tensor([[0, 0.5, -1, 2], [0.1, 0.2, 0.3, -2]]), sampleRate: 8000)
    let again = try Sound(sound.wavBytes, path: "a")
    let known = Tensor([[0, 0.5, -1, 1], [0.1, 0.2, 0.3, -1]])
    #expect(again.sampleRate == 8000 && again.samples.shape == [2, 4])
    #expect((again.samples - known).scalars.allSatisfy { abs($0) < 1e-4 })
  }

  @Test("A sound shows a player that holds the bytes of its file") func player() {
    let sound = Sound(Tensor([0, 1] as [Float]), sampleRate: 8000)
    #expect(sound.wavBytes.count == 44 + 4)
    #expect(
      sound.html
        == "<audio controls src=\"data:audio/wav;base64,\(Base64.encode(sound.wavBytes))\"></audio>"
    )
    #expect(Base64.encode(Array(sound.wavBytes[..<12])) == "UklGRigAAABXQVZF")
  }

  @Test("Tables have quotes, empty lines and any separator") func csv() throws {
    let text = "a;b\r\n\"x;\"\"y\"\"\";1.5\r\n\n\"\n\";-2e3"
    let file = try CSVFile(Array(text.utf8), path: "a", separator: ";", hasHeader: true)
    #expect(file.header == ["a", "b"])
    #expect(try file.texts(column: 0) == ["x;\"y\"", "\n"])
    #expect(try file.numbers(columns: [1]) == [1.5, -2000])
    #expect(throws: DatasetError.self) { try file.numbers(columns: [0]) }
    #expect(throws: DatasetError.self) { try file.texts(column: 2) }
  }

  @Test("Rows of other lengths and open quotes are errors", arguments: ["1,2\n3", "1,\"2\n3,4"])
  func wrongCSV(_ text: String) {
    #expect(throws: DatasetError.self) {
      try CSVFile(Array(text.utf8), path: "a", hasHeader: false)
    }
  }

  @Test("Counts of words are read, and wrong ones are errors") func words() throws {
    let file = try WordCountFile(Array("2 0:1 3:20\n0\n1 2:4\n".utf8), vocabularySize: 4, path: "a")
    let counts = WordCounts(file, vocabularySize: 4)
    #expect(counts.count == 3 && counts.tokenCount == 25)
    #expect(counts.counts(of: 0..<3) == Tensor([[1, 0, 0, 20], [0, 0, 0, 0], [0, 0, 4, 0]]))
    var rng = PCG32(seed: 1)
    #expect(counts.words(of: 0, using: &rng).sorted() == [0] + [Int](repeating: 3, count: 20))
    for text in ["2 0:1", "1 4:1", "1 0:0", "1 0", "1 :1", "x 0:1", "1 0:-1", "1 0:99999999999"] {
      #expect(throws: DatasetError.self) {
        try WordCountFile(Array(text.utf8), vocabularySize: 4, path: "a")
      }
    }
  }

  @Test("Files of a tar archive are found by name") func tar() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(ReferenceFiles.tar, to: "a.tar.gz")
    let found = try TARFile.contents(of: ["a.bin": 10, "b.bin": 600], path: path)
    #expect(found["a.bin"] == Array(0..<10))
    #expect(found["b.bin"] == [UInt8](repeating: 1, count: 600))
    #expect(try TARFile.contents(of: ["c.bin": 1], path: path).isEmpty)
    #expect(throws: DatasetError.self) { try TARFile.contents(of: ["a.bin": 11], path: path) }
  }

  @Test("Zeros and ones as text are read, and other digits are errors") func binaryText() throws {
    let file = try BinaryTextFile(Array("0 1 1\n1 0 0\n".utf8), path: "a")
    #expect(try file.tensor(shape: [2, 3]) == Tensor([[0, 1, 1], [1, 0, 0]]))
    #expect(throws: DatasetError.self) { try file.tensor(shape: [2, 2]) }
    #expect(throws: DatasetError.self) { try BinaryTextFile(Array("0 2".utf8), path: "a") }
  }

  @Test("Text in base 64 and back is the same", arguments: 0..<7) func base64(_ count: Int) {
    let bytes = (0..<count).map { UInt8((37 * $0 + 200) & 255) }
    let text = Base64.encode(bytes)
    #expect(text.count == (count + 2) / 3 * 4)
    let codes: [Int: String] = [0: "", 1: "yA==", 2: "yO0=", 3: "yO0S"]
    if let known = codes[count] { #expect(text == known) }
  }
}

/// Where files are written that a reader wants to open itself.
private enum Scratch {
  static let folder: Result<TemporaryFolder, any Error> = Result {
    atexit { Scratch.remove() }
    return try TemporaryFolder()
  }

  /// A global lives to the end of the process and is not torn down.
  static func remove() {
    if let path = try? folder.get().path { try? FileManager.default.removeItem(atPath: path) }
  }

  static func write(_ bytes: [UInt8], to name: String) throws -> String {
    try folder.get().write(bytes, to: name)
  }
}

/// A decoder and a file that it reads.
struct ReaderCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  let decode: @Sendable (_ bytes: [UInt8]) throws -> Void

  static let all: [ReaderCase] =
    [
      ReferenceFiles.npyFloat, ReferenceFiles.npyFortran, ReferenceFiles.npyBig,
      ReferenceFiles.npyDouble,
    ].enumerated().map { number, bytes in
      ReaderCase(testDescription: "npy \(number)", bytes: bytes) {
        _ = try NPYFile($0, path: "a").tensor
      }
    }
    + [ReferenceFiles.npz, ReferenceFiles.npzStored].enumerated().map { number, bytes in
      ReaderCase(testDescription: "zip \(number)", bytes: bytes) {
        let archive = try ZIPFile($0, path: "a")
        for entry in archive.entries { _ = try archive.content(of: entry) }
      }
    }
    + [ReferenceFiles.matPacked, ReferenceFiles.matPlain].enumerated().map { number, bytes in
      ReaderCase(testDescription: "mat \(number)", bytes: bytes) {
        for variable in try MATFile($0, path: "a").variables.values {
          _ = (variable.values.numbers, variable.values.asBytes, variable.text)
          _ = variable.cells.map(\.text)
        }
      }
    }
    + [
      ReferenceFiles.wav8, ReferenceFiles.wav24, ReferenceFiles.wavStereo, ReferenceFiles.wavDouble,
    ].enumerated().map { number, bytes in
      ReaderCase(testDescription: "wav \(number)", bytes: bytes) { _ = try Sound($0, path: "a") }
    }
    + [
      ReaderCase(testDescription: "idx", bytes: SmallArchive.images) {
        _ = try IDXFile($0, rank: 3, path: "a").greys()
      },
      ReaderCase(testDescription: "csv", bytes: Array("a,b\n1,2\n\"3\",4\n".utf8)) {
        _ = try CSVFile($0, path: "a", hasHeader: true).numbers(columns: [0, 1])
      },
      ReaderCase(testDescription: "words", bytes: Array("2 0:1 3:20\n0\n1 2:4\n".utf8)) {
        let file = try WordCountFile($0, vocabularySize: 4, path: "a")
        _ = WordCounts(file, vocabularySize: 4).tokenCount
      },
      ReaderCase(testDescription: "tar", bytes: ReferenceFiles.tar) {
        let path = try Scratch.write($0, to: "tar")
        _ = try TARFile.contents(of: ["a.bin": 10, "b.bin": 600], path: path)
      },
      ReaderCase(testDescription: "gzip", bytes: SmallArchive.gzip(SmallArchive.images)) {
        _ = try GzipFile.content(at: try Scratch.write($0, to: "gz"))
      },
    ]
}

@Suite("Readers and damage", .serialized) struct ReaderDamageLaws {
  /// The damages after which decoding ends otherwise than well or with one of the loaders' own errors.
  private func failures(
    _ test: ReaderCase, _ damages: [(name: String, bytes: [UInt8])]
  ) -> [String] {
    damages.compactMap { name, bytes in
      do {
        try test.decode(bytes)
        return nil
      } catch { return error is DatasetError ? nil : "\(name): \(error)" }
    }
  }

  @Test("No cut makes a reader fail otherwise than by its error", arguments: ReaderCase.all)
  func cuts(_ test: ReaderCase) {
    let step = max(1, test.bytes.count / 200)
    let cuts = stride(from: 0, to: test.bytes.count, by: step).map { length in
      ("cut to \(length)", Array(test.bytes[..<length]))
    }
    #expect(failures(test, cuts).isEmpty)
  }

  @Test(
    "No changed byte makes a reader fail otherwise than by its error", arguments: ReaderCase.all)
  func changes(_ test: ReaderCase) {
    let changes = test.bytes.indices.flatMap { place in
      // Large and small numbers are what sizes and counts go wrong with.
      [0, 1, 127, 255, test.bytes[place] ^ 1].map { value in
        var bytes = test.bytes
        bytes[place] = value
        return ("byte \(place) is \(value)", bytes)
      }
    }
    #expect(failures(test, changes).isEmpty)
  }

  @Test(
    "No four changed bytes make a reader fail otherwise than by its error",
    arguments: ReaderCase.all)
  func wideChanges(_ test: ReaderCase) {
    let places = stride(from: 0, to: max(0, test.bytes.count - 4), by: 2)
    let changes = places.flatMap { place in
      [[255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128]].map { (value: [UInt8]) in
        var bytes = test.bytes
        bytes.replaceSubrange(place..<place + 4, with: value)
        return ("bytes from \(place) are \(value)", bytes)
      }
    }
    #expect(failures(test, changes).isEmpty)
  }

  @Test("A header that claims more than the file holds takes no memory for it") func claims() {
    // 2³¹ × 2³¹ × 2³¹ bytes in each format that has sizes.
    let idx: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 0x7f, count: 12)
    #expect(throws: DatasetError.self) { try IDXFile(idx, rank: 3, path: "a") }
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }\n"
    let npy =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    #expect(throws: DatasetError.self) { try NPYFile(npy, path: "a") }
    let wav = Array("RIFF....WAVEfmt ".utf8) + [255, 255, 255, 127]
    #expect(throws: DatasetError.self) { try WAVFile(wav, path: "a") }
  }
}
