// SPDX-License-Identifier: MIT

import Tensors

/// A sound in the RIFF format: linear samples of 8, 16, 24 or 32 bits, or numbers with a point.
struct WAVFile {
  private static let linear = 1
  private static let floating = 3
  private static let extensible = 0xfffe

  let sampleRate: Int
  let channelCount: Int
  /// The samples in −1…1, the channels of a moment beside each other.
  let samples: [Float]

  /// Decodes a file's content.
  init(_ content: [UInt8], path: String) throws(DatasetError) {
    var reader = ByteReader(content, path: path)
    try reader.expect("RIFF".utf8, "a sound in RIFF format")
    reader.skip(4)
    try reader.expect("WAVE".utf8, "a sound in RIFF format")
    var format: WAVFormat?
    while reader.rest >= 8 {
      let name = String(decoding: try reader.take(4), as: UTF8.self)
      let size = try reader.uint32()
      // The program that wrote a stream may not have known its size.
      let isOpen = name == "data" && size == 0xffff_ffff
      let chunk = try reader.take(isOpen ? reader.rest : size)
      reader.skip(size & 1)
      if name == "fmt " { format = try WAVFormat(chunk, path: path) }
      if name == "data" {
        guard let format else { break }
        (sampleRate, channelCount) = (format.sampleRate, format.channelCount)
        samples = try format.decode(chunk, path: path)
        return
      }
    }
    throw .corrupt(path: path, reason: "it has no samples")
  }

  /// How samples are written.
  private struct WAVFormat {
    let code: Int
    let channelCount: Int
    let sampleRate: Int
    let bitCount: Int

    init(_ chunk: ArraySlice<UInt8>, path: String) throws(DatasetError) {
      var reader = ByteReader(chunk, path: path)
      var code = try reader.uint16()
      channelCount = try reader.uint16()
      sampleRate = try reader.uint32()
      reader.skip(6)
      bitCount = try reader.uint16()
      if code == extensible {
        reader.skip(8)
        code = try reader.uint16()
      }
      self.code = code
      let isKnown =
        (code == linear && [8, 16, 24, 32].contains(bitCount))
        || (code == floating && [32, 64].contains(bitCount))
      if !isKnown || channelCount < 1 || sampleRate < 1 {
        throw .corrupt(
          path: path,
          reason: "it has the format \(code) with \(bitCount) bits and \(channelCount) channels")
      }
    }

    func decode(_ bytes: ArraySlice<UInt8>, path: String) throws(DatasetError) -> [Float] {
      let size = bitCount / 8
      if bytes.count % (size * channelCount) != 0 {
        throw .corrupt(path: path, reason: "its last sample is cut off")
      }
      return bytes.withUnsafeBufferPointer { bytes in
        [Float](unsafeUninitializedCapacity: bytes.count / size) { samples, count in
          count = bytes.count / size
          for index in 0..<count {
            var bits: UInt64 = 0
            for place in 0..<size {
              bits |= UInt64(bytes[index * size + place]) << UInt64(8 * place)
            }
            samples[index] = sample(bits)
          }
        }
      }
    }

    private func sample(_ bits: UInt64) -> Float {
      if code == floating {
        return bitCount == 32
          ? Float(bitPattern: UInt32(truncatingIfNeeded: bits)) : Float(Double(bitPattern: bits))
      }
      // Eight bits count from 128, all others have a sign.
      if bitCount == 8 { return (Float(bits) - 128) / 128 }
      let unused = UInt64(64 - bitCount)
      return Float(Int64(bitPattern: bits << unused)) * 0x1p-63
    }
  }
}
