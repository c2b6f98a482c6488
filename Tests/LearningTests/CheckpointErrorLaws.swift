// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Checkpoints that do not fit") struct CheckpointErrorLaws {
  typealias Small = CheckpointLaws.Small

  /// What loading says; the model must be as before.
  private func error(loading bytes: [UInt8], into model: Small = Small()) -> CheckpointError? {
    var caught: CheckpointError?
    let before = model.values
    TemporaryFile.with { path in
      TemporaryFile.write(bytes, to: path)
      do throws(CheckpointError) { try model.load(from: path) } catch { caught = error }
    }
    if caught != nil { #expect(model.values == before) }
    return caught
  }

  private func savedBytes(_ model: Small = Small()) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try TemporaryFile.with { path in
      try model.save(to: path)
      bytes = TemporaryFile.read(path)
    }
    return bytes
  }

  /// The bytes of a file whose header is that text.
  private func error(header: String, numbers: [Float] = [1, 2, 3]) -> CheckpointError? {
    error(loading: CheckpointLaws.file(header, numbers: numbers))
  }

  @Test("A file that is not there")
  func missing() {
    let path = "/nowhere/model.safetensors"
    #expect(throws: CheckpointError.missing(path: path)) { try Small().load(from: path) }
  }

  @Test("A folder in place of a file")
  func folder() {
    #expect(throws: CheckpointError.unreadable(path: "/tmp", reason: "not a file")) {
      try Small().load(from: "/tmp")
    }
  }

  @Test("Cut off at any byte, a file loads nothing")
  func truncations() throws {
    let bytes = try savedBytes()
    #expect(error(loading: bytes) == nil)
    for count in bytes.indices {
      guard case .truncated(_, let expected, count)? = error(loading: Array(bytes[..<count])) else {
        Issue.record("\(count) bytes of \(bytes.count)")
        return
      }
      #expect(expected > count && expected <= bytes.count)
    }
  }

  @Test("With any byte of length or header wrong, a file is refused")
  func flippedBits() throws {
    let bytes = try savedBytes()
    let model = Small(seed: 2)
    let numberCount = model.values.values.reduce(0) { $0 + $1.count }
    for index in 0..<bytes.count - 4 * numberCount {
      var damaged = bytes
      damaged[index] ^= 1 << UInt8(index % 8)
      #expect(error(loading: damaged, into: model) != nil, "byte \(index)")
    }
  }

  @Test("A length that no header has")
  func headerTooLong() {
    for length in [[0, 0, 0, 0, 0, 0, 0, 0x80], [1, 0xE1, 0xF5, 0x05, 0, 0, 0, 0]] as [[UInt8]] {
      guard case .headerTooLong? = error(loading: length + [0x7B, 0x7D]) else {
        Issue.record("\(length)")
        return
      }
    }
  }

  @Test(
    "A header that is no sound JSON",
    arguments: [
      "", " {}", "[]", "{", "{}}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":-1}", "{\"a\":01}",
      "{\"a\":1.5}", "{\"a\":null}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12G4\"}",
      "{\"a\":\"\\ud800\"}",
      "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"", "{\"a\":\"\n\"}", "{\"a\":99999999999999999999}",
      "{\"a\":1,\"a\":2}", "{\"a\":[1}", "{\"a\":\"\\",
      "{\"a\":[[[[[[[[[[[]]]]]]]]]]]}", "{\"a\":1}", "{\"a\":{\"dtype\":\"F32\"}}",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
      "{\"__metadata__\":1}", "{\"__metadata__\":{\"a\":1}}",
    ])
  func malformed(header: String) {
    guard case .notSafetensors(_, let reason)? = error(header: header, numbers: []) else {
      Issue.record("\(header)")
      return
    }
    #expect(reason.hasPrefix("its header") || reason.hasPrefix("its metadata"))
  }

  @Test("A header that is no valid text")
  func invalidText() {
    var bytes = CheckpointLaws.file("{\"aaaa\":1}")
    bytes[11] = 0xFF
    guard case .notSafetensors? = error(loading: bytes) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("Tensors that overlap, leave a gap or do not fit their place")
  func offsets() {
    func entry(_ name: String, _ shape: String, _ start: Int, _ end: Int) -> String {
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}"
    }
    let headers = [
      "overlap": [entry("a", "2", 0, 8), entry("b", "2", 4, 12)],
      "gap": [entry("a", "1", 0, 4), entry("b", "1", 8, 12)],
      "late": [entry("a", "2", 4, 12)],
      "small": [entry("a", "3", 0, 8)],
      "reversed": [entry("a", "1", 4, 0)],
      "huge": [entry("a", "4611686018427387904,4611686018427387904", 0, 12)],
    ]
    for (name, entries) in headers {
      let caught = error(header: "{\(entries.joined(separator: ","))}")
      guard case .invalidOffsets? = caught else {
        Issue.record("\(name): \(String(describing: caught))")
        continue
      }
    }
  }

  @Test("Sizes larger than any file")
  func largeSizes() {
    let header =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2305843009213693951],"
      + "\"data_offsets\":[0,9223372036854775804]}}"
    guard case .truncated? = error(header: header) else {
      Issue.record("accepted")
      return
    }
  }

  @Test("Bytes after the last tensor")
  func trailing() throws {
    guard case .notSafetensors(_, let reason)? = error(loading: try savedBytes() + [0]) else {
      Issue.record("accepted")
      return
    }
    #expect(reason == "1 bytes follow its last tensor")
  }

  @Test("Numbers of another type")
  func type() {
    let header = "{\"scale\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[0,12]}}"
    guard case .unsupportedType(_, "scale", "F16")? = error(header: header) else {
      Issue.record("accepted")
      return
    }
  }

  /// What loading says of a saved model after a change to what was saved.
  private func error(after change: (inout [String: Tensor]) -> Void) throws -> CheckpointError? {
    var caught: CheckpointError?
    try TemporaryFile.with { path in
      try Small(seed: 2).save(to: path)
      var checkpoint = try Checkpoint(readingFrom: path)
      change(&checkpoint.tensors)
      try checkpoint.write(to: path)
      caught = error(loading: TemporaryFile.read(path))
    }
    return caught
  }

  @Test("A file that lacks a tensor")
  func missingTensor() throws {
    let caught = try error { $0["layers.1.weight"] = nil }
    guard case .missingTensor(_, "layers.1.weight")? = caught else {
      Issue.record("\(String(describing: caught))")
      return
    }
  }

  @Test("A file with a tensor too many")
  func unexpectedTensor() throws {
    let caught = try error { $0["layers.1.bias"] = Tensor([1]) }
    guard case .unexpectedTensor(_, "layers.1.bias")? = caught else {
      Issue.record("\(String(describing: caught))")
      return
    }
  }

  @Test("A tensor of another shape")
  func shape() throws {
    let caught = try error { $0["mean"] = Tensor([1, 2]) }
    guard case .shapeMismatch(_, "mean", [2], [3])? = caught else {
      Issue.record("\(String(describing: caught))")
      return
    }
  }

  @Test("Each error says what happened and what to do, in one line")
  func texts() {
    let errors: [CheckpointError] = [
      .missing(path: "m"), .unreadable(path: "m", reason: "r"), .unwritable(path: "m", reason: "r"),
      .notSafetensors(path: "m", reason: "r"),
      .truncated(path: "m", expectedBytes: 8, actualBytes: 3),
      .headerTooLong(path: "m", byteCount: 1 << 40),
      .invalidOffsets(path: "m", tensor: "t", reason: "r"),
      .unsupportedType(path: "m", tensor: "t", type: "F16"), .missingTensor(path: "m", tensor: "t"),
      .unexpectedTensor(path: "m", tensor: "t"),
      .shapeMismatch(path: "m", tensor: "t", inFile: [1], inModel: [2, 3]),
      .otherState(path: "m", reason: "r"),
    ]
    for error in errors {
      let text = error.description
      #expect(text.contains("m ") || text.contains("m:"))
      #expect(!text.contains("\n"))
      #expect(text.split(separator: ". ").count >= 2, "no remedy: \(text)")
    }
  }
}
