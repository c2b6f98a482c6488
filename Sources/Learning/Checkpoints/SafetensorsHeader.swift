// SPDX-License-Identifier: MIT

import Display
import Tensors

/// The header of a safetensors file: which tensors it holds, and where.
///
/// The file is 8 bytes of the header's length (little-endian), the header in JSON, padded with spaces, and the numbers.
struct SafetensorsHeader {
  /// The longest header that readers of the format accept.
  static let greatestLength: UInt64 = 100_000_000
  private static let metadataName = "__metadata__"
  private static let scalarSize = MemoryLayout<Float>.stride

  /// A tensor's place, counted in bytes from the end of the header.
  struct Place {
    let name: String
    let shape: Shape
    let bytes: Range<Int>
  }

  /// The tensors in the order in which their numbers lie in the file.
  private(set) var places: [Place] = []
  private(set) var metadata: [String: String] = [:]

  /// How many bytes follow the header.
  var dataSize: Int { places.last?.bytes.upperBound ?? 0 }

  /// Lays tensors out in the order of their names.
  init(of tensors: [String: Tensor], metadata: [String: String]) {
    self.metadata = metadata
    var end = 0
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      if name == Self.metadataName { fail("checkpoint: no tensor can be named \(name)") }
      let start = end
      end += tensor.elementCount * Self.scalarSize
      places.append(Place(name: name, shape: tensor.shape, bytes: start..<end))
    }
  }

  /// The length and the header, as they begin a file.
  var encoded: [UInt8] {
    var members: [String: JSON] = [:]
    if !metadata.isEmpty { members[Self.metadataName] = .object(metadata.mapValues(JSON.string)) }
    for place in places {
      let bounds = [place.bytes.lowerBound, place.bytes.upperBound]
      members[place.name] = [
        "dtype": "F32", "shape": .array(place.shape.sizes.map(JSON.int)),
        "data_offsets": .array(bounds.map(JSON.int)),
      ]
    }
    var text = Array(JSON.object(members).description.utf8)
    // The numbers begin at a multiple of 8, as readers that map the file into memory want it.
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    let length = UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
  }

  /// Reads a header and checks that the places fill the file without gap or overlap.
  init(parsing bytes: [UInt8], path: String) throws(CheckpointError) {
    let members: [String: JSON]
    do {
      members = try HeaderParser.members(of: bytes)
    } catch {
      throw .notSafetensors(path: path, reason: error.reason)
    }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      if name == Self.metadataName {
        metadata = try Self.metadata(value, path: path)
      } else {
        places.append(try Self.place(name, value, path: path))
      }
    }
    // Empty tensors stand before the one that begins where they do.
    places.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    for place in places {
      if place.bytes.lowerBound != end {
        let reason = "it begins at byte \(place.bytes.lowerBound), the one before it ends at \(end)"
        throw .invalidOffsets(path: path, tensor: place.name, reason: reason)
      }
      end = place.bytes.upperBound
    }
  }

  private static func metadata(
    _ value: JSON, path: String
  ) throws(CheckpointError) -> [String: String] {
    var metadata: [String: String] = [:]
    guard case .object(let members) = value else {
      throw .notSafetensors(path: path, reason: "its metadata is not a JSON object")
    }
    for (name, member) in members {
      guard let text = member.stringValue else {
        throw .notSafetensors(path: path, reason: "its metadata \(name) is not a text")
      }
      metadata[name] = text
    }
    return metadata
  }

  private static func place(
    _ name: String, _ value: JSON, path: String
  ) throws(CheckpointError) -> Place {
    guard let type = value["dtype"]?.stringValue, let sizes = wholeNumbers(value["shape"]),
      let offsets = wholeNumbers(value["data_offsets"]), offsets.count == 2
    else {
      throw .notSafetensors(
        path: path, reason: "its header lacks the type, shape or place of \(name)")
    }
    if type != "F32" { throw .unsupportedType(path: path, tensor: name, type: type) }
    guard let size = byteCount(of: sizes), offsets[0] <= offsets[1], offsets[1] - offsets[0] == size
    else {
      let reason = "bytes \(offsets[0]) to \(offsets[1]) for a tensor of shape \(sizes)"
      throw .invalidOffsets(path: path, tensor: name, reason: reason)
    }
    return Place(name: name, shape: Shape(sizes), bytes: offsets[0]..<offsets[1])
  }

  private static func wholeNumbers(_ value: JSON?) -> [Int]? {
    guard case .array(let elements)? = value else { return nil }
    let numbers = elements.compactMap(\.intValue)
    return numbers.count == elements.count ? numbers : nil
  }

  /// The size of a tensor, unless it is more than any file can hold.
  private static func byteCount(of sizes: [Int]) -> Int? {
    var count = scalarSize
    for size in sizes {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      if isTooLarge { return nil }
      count = product
    }
    return count
  }
}
