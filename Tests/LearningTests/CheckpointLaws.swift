// SPDX-License-Identifier: MIT

import Glibc
import Layers
import Learning
import Tensors
import Testing

@Suite("Checkpoints") struct CheckpointLaws {
  /// A model with parameters in several depths, and a buffer.
  struct Small: Module {
    @Parameter var scale = Tensor(2)
    let layers: [Linear]
    @Buffer var mean = Tensor([1, 2, 3])

    init(seed: UInt64 = 1, hiddenSize: Int = 2) {
      var rng = PCG32(seed: seed)
      layers = [
        Linear(3, hiddenSize, using: &rng), Linear(hiddenSize, 1, hasBias: false, using: &rng),
      ]
    }

    /// All numbers by path.
    var values: [String: [UInt32]] {
      var values: [String: [UInt32]] = [:]
      for named in parameters {
        values[named.path] = named.parameter.wrappedValue.scalars.map(\.bitPattern)
      }
      for named in buffers {
        values[named.path] = named.buffer.wrappedValue.scalars.map(\.bitPattern)
      }
      return values
    }
  }

  @Test("What is saved is loaded, bit for bit")
  func roundTrip() throws {
    try TemporaryFile.with { path in
      let (saved, loaded) = (Small(seed: 1), Small(seed: 2))
      saved.mean = Tensor([.infinity, -0.0, Float.leastNonzeroMagnitude])
      saved.scale = Tensor(.nan)
      try saved.save(to: path)
      #expect(saved.values != loaded.values)
      try loaded.load(from: path)
      #expect(saved.values == loaded.values)
    }
  }

  @Test("Tensors are kept under the paths of parameters and buffers, remarks beside them")
  func names() throws {
    try TemporaryFile.with { path in
      try Small().save(to: path, metadata: ["epochs": "20"])
      let checkpoint = try Checkpoint(readingFrom: path)
      #expect(
        checkpoint.tensors.keys.sorted() == [
          "layers.0.bias", "layers.0.weight", "layers.1.weight", "mean", "scale",
        ])
      #expect(checkpoint.tensors["scale"]?.shape == [])
      #expect(checkpoint.metadata == ["epochs": "20"])
    }
  }

  /// What `safetensors.numpy.save` of safetensors wrote for a matrix, a vector and a remark.
  static let fromPython: [UInt8] = {
    let header =
      #"{"__metadata__":{"by":"né"},"#
      + #""bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""weight":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]}}"#
    return file(header, numbers: [7, 1, 2, 3, -0.5])
  }()

  @Test("A file that Python wrote is read")
  func python() throws {
    try TemporaryFile.with { path in
      TemporaryFile.write(Self.fromPython, to: path)
      let checkpoint = try Checkpoint(readingFrom: path)
      #expect(checkpoint.tensors["weight"] == Tensor([[1, 2], [3, -0.5]]))
      #expect(checkpoint.tensors["bias"] == Tensor([7]))
      #expect(checkpoint.metadata == ["by": "né"])
    }
  }

  @Test("A file is its header's length, the header in order of the names, and the numbers")
  func bytes() throws {
    try TemporaryFile.with { path in
      try Checkpoint(tensors: ["b": Tensor([1]), "a": Tensor([[2, 3]])]).write(to: path)
      let bytes = TemporaryFile.read(path)
      let header =
        #"{"a": {"data_offsets": [0, 8], "dtype": "F32", "shape": [1, 2]}, "#
        + #""b": {"data_offsets": [8, 12], "dtype": "F32", "shape": [1]}}"#
      #expect(bytes == Self.file(header, numbers: [2, 3, 1]))
      #expect((bytes.count - 12) % 8 == 0)
    }
  }

  @Test("Names and remarks in any script and with any character come back")
  func scripts() throws {
    try TemporaryFile.with { path in
      let name = "λ \"quoted\" \\ \u{1} \n 👩‍👩‍👧 /"
      let checkpoint = Checkpoint(tensors: [name: Tensor([1])], metadata: [name: name])
      try checkpoint.write(to: path)
      let read = try Checkpoint(readingFrom: path)
      #expect(read.tensors == checkpoint.tensors)
      #expect(read.metadata == checkpoint.metadata)
    }
  }

  @Test("Empty tensors and an empty checkpoint come back")
  func empty() throws {
    try TemporaryFile.with { path in
      for tensors in [[:], ["a": Tensor.zeros([0, 3]), "b": Tensor([1]), "c": .zeros([0])]] {
        try Checkpoint(tensors: tensors).write(to: path)
        #expect(try Checkpoint(readingFrom: path).tensors == tensors)
      }
    }
  }

  @Test("A checkpoint that cannot be written leaves the old one and no other file")
  func atomic() throws {
    try TemporaryFile.with { path in
      try Small(seed: 1).save(to: path)
      let before = TemporaryFile.read(path)
      let inside = "\(path)/model"
      #expect(throws: CheckpointError.unwritable(path: inside, reason: "Not a directory")) {
        try Small(seed: 2).save(to: inside)
      }
      #expect(TemporaryFile.read(path) == before)
      try Small(seed: 2).save(to: path)
      #expect(TemporaryFile.read(path) != before)
      #expect(TemporaryFile.neighbours(of: path).count == 1)
    }
  }

  /// A safetensors file with a header as given, padded as the format wants it.
  static func file(_ header: String, numbers: [Float] = []) -> [UInt8] {
    var text = Array(header.utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    let data = numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt32($0))) }
    }
    return length + text + data
  }
}

/// Files that a test may write.
enum TemporaryFile {
  /// Gives a body the path of a file that does not exist yet, in a folder of its own.
  static func with(_ body: (String) throws -> Void) rethrows {
    var template = Array("/tmp/checkpoint-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      Issue.record("no temporary folder: \(String(cString: strerror(errno)))")
      return
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      for name in neighbours(of: "\(folder)/") { unlink("\(folder)/\(name)") }
      rmdir(folder)
    }
    try body("\(folder)/model.safetensors")
  }

  /// The names in the folder of a file.
  static func neighbours(of path: String) -> [String] {
    let folder = path.split(separator: "/").dropLast(path.hasSuffix("/") ? 0 : 1)
    guard let stream = opendir("/" + folder.joined(separator: "/")) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "wb") else {
      Issue.record("cannot write \(path)")
      return
    }
    defer { fclose(file) }
    #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
