// SPDX-License-Identifier: MIT

public import Tensors

/// Tensors by name, as a safetensors file keeps them, with remarks about them.
///
/// Other programs read and write the same files, such as the `safetensors` package of Python.
public struct Checkpoint: Sendable, Equatable {
  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// The remarks by name.
  public var metadata: [String: String]
  /// Where the checkpoint was read, for what there is to say about it.
  private(set) var path = "the checkpoint"

  /// Puts tensors and remarks together.
  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    (self.tensors, self.metadata) = (tensors, metadata)
  }

  /// Reads a safetensors file whose tensors are of single precision.
  ///
  /// - Throws: A checkpoint error if there is no such file, or if any of its bytes is not as the format wants it.
  public init(readingFrom path: String) throws(CheckpointError) {
    let file = try CheckpointFile.reading(path)
    let size = try file.size()
    let header = try Self.header(of: file, size: size, path: path)
    self.init(metadata: header.places.metadata)
    self.path = path
    for place in header.places.places {
      tensors[place.name] = try Tensor(shape: place.shape) {
        (scalars) throws(CheckpointError) in
        try file.read(
          into: UnsafeMutableRawBufferPointer(scalars), at: header.end + place.bytes.lowerBound)
      }
    }
  }

  /// The header, once the file is known to be as long as it says.
  private static func header(
    of file: borrowing CheckpointFile, size: Int, path: String
  ) throws(CheckpointError) -> (places: SafetensorsHeader, end: Int) {
    if size < 8 { throw .truncated(path: path, expectedBytes: 8, actualBytes: size) }
    let lengthBytes = try file.bytes(count: 8, at: 0)
    let length = lengthBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    if length > SafetensorsHeader.greatestLength {
      throw .headerTooLong(path: path, byteCount: length)
    }
    let end = 8 + Int(length)
    if size < end { throw .truncated(path: path, expectedBytes: end, actualBytes: size) }
    let header = try SafetensorsHeader(
      parsing: file.bytes(count: Int(length), at: 8), path: path)
    let (whole, isTooLarge) = end.addingReportingOverflow(header.dataSize)
    if isTooLarge || size < whole {
      throw .truncated(path: path, expectedBytes: isTooLarge ? .max : whole, actualBytes: size)
    }
    if size > whole {
      throw .notSafetensors(path: path, reason: "\(size - whole) bytes follow its last tensor")
    }
    return (header, end)
  }

  /// Writes a safetensors file; an existing one is replaced at once or, after an error, not at all.
  ///
  /// - Throws: A checkpoint error if the system does not let the file be written.
  public func write(to path: String) throws(CheckpointError) {
    let header = SafetensorsHeader(of: tensors, metadata: metadata)
    try CheckpointFile.replacing(path) { (file) throws(CheckpointError) in
      try file.append(header.encoded)
      for place in header.places {
        guard let tensor = tensors[place.name] else { continue }
        // The machines that Swift runs on are little-endian, as the format is.
        try tensor.withScalars { (scalars) throws(CheckpointError) in
          try file.append(UnsafeRawBufferPointer(scalars))
        }
      }
    }
  }

  /// The tensors whose names begin with a prefix and a dot, under the rest of their names.
  func part(_ prefix: String) -> Checkpoint {
    var part = self
    part.tensors = Self.part(of: tensors, prefix)
    part.metadata = Self.part(of: metadata, prefix)
    return part
  }

  /// Adds a part under a prefix.
  mutating func add(_ part: Checkpoint, as prefix: String) {
    for (name, tensor) in part.tensors { tensors["\(prefix).\(name)"] = tensor }
    for (name, text) in part.metadata { metadata["\(prefix).\(name)"] = text }
  }

  private static func part<Value>(of all: [String: Value], _ prefix: String) -> [String: Value] {
    var part: [String: Value] = [:]
    for (name, value) in all where name.hasPrefix("\(prefix).") {
      part[String(name.dropFirst(prefix.count + 1))] = value
    }
    return part
  }

  /// A tensor that must be there, in the shape that it must have.
  func tensor(_ name: String, shape: Shape) throws(CheckpointError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missingTensor(path: path, tensor: name) }
    if tensor.shape != shape {
      throw .shapeMismatch(path: path, tensor: name, inFile: tensor.shape, inModel: shape)
    }
    return tensor
  }

  /// Refuses tensors for which there is no place; the first one in alphabetical order is named.
  func requireOnly(_ names: some Sequence<String>) throws(CheckpointError) {
    if let name = Set(tensors.keys).subtracting(names).min() {
      throw .unexpectedTensor(path: path, tensor: name)
    }
  }

  /// A whole number among the remarks.
  func number(_ name: String) throws(CheckpointError) -> Int {
    guard let number = metadata[name].flatMap(Int.init), number >= 0 else {
      throw .otherState(path: path, reason: "it does not say \(name)")
    }
    return number
  }
}
