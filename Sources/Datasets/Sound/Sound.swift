// SPDX-License-Identifier: MIT

public import Display
public import Tensors

/// A recording: samples at equal distances in time, shown as a player.
public struct Sound: Sendable, Equatable {
  /// The samples in −1…1, `[count]` of a single channel or `[channels, count]`.
  public let samples: Tensor
  /// How many samples there are in a second.
  public let sampleRate: Int

  /// Makes a sound of samples.
  ///
  /// - Shapes: `[count]`, or `[channels, count]`.
  /// - Requires: A positive sample rate.
  public init(_ samples: Tensor, sampleRate: Int) {
    if !(1...2).contains(samples.rank) || sampleRate < 1 {
      fail("Sound: samples of shape \(samples.shape) at \(sampleRate) per second")
    }
    (self.samples, self.sampleRate) = (samples, sampleRate)
  }

  /// Reads a file in WAV format with samples of 8, 16, 24 or 32 bits or with a point.
  ///
  /// - Throws: `DatasetError` where the file is not to be read or not such a file.
  public init(contentsOf path: String) throws(DatasetError) {
    try self.init(GzipFile.content(at: path), path: path)
  }

  init(_ content: [UInt8], path: String) throws(DatasetError) {
    let file = try WAVFile(content, path: path)
    let all = Tensor(file.samples)
    let count = file.samples.count / file.channelCount
    self.init(
      file.channelCount == 1 ? all : all.reshaped(count, file.channelCount).transposed(),
      sampleRate: file.sampleRate)
  }

  /// How long the sound lasts, in seconds.
  public var duration: Double {
    Double(samples.shape[samples.rank - 1]) / Double(sampleRate)
  }

  /// The sound as the bytes of a WAV file with samples of 16 bits; samples outside −1…1 are cut.
  public var wavBytes: [UInt8] {
    let channelCount = samples.rank == 1 ? 1 : samples.shape[0]
    let moments = samples.rank == 1 ? samples : samples.transposed()
    let body = moments.scalars.flatMap { sample in
      Self.bytes(
        UInt32(bitPattern: Int32((min(max(sample.isNaN ? 0 : sample, -1), 1) * 32_767).rounded())),
        2)
    }
    let size = UInt32(clamping: body.count)
    let channels = UInt32(clamping: channelCount)
    let rate = UInt32(clamping: sampleRate)
    let format =
      Self.bytes(16, 4) + Self.bytes(1, 2) + Self.bytes(channels, 2) + Self.bytes(rate, 4)
      + Self.bytes(rate &* channels &* 2, 4) + Self.bytes(channels * 2, 2) + Self.bytes(16, 2)
    return Array("RIFF".utf8) + Self.bytes(size &+ 36, 4) + Array("WAVEfmt ".utf8) + format
      + Array("data".utf8) + Self.bytes(size, 4) + body
  }

  private static func bytes(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
  }
}

extension Sound: CustomStringConvertible {
  /// Length, rate and channels.
  public var description: String {
    let channels = samples.rank == 1 ? 1 : samples.shape[0]
    let seconds = NumberText.fixed(duration, decimals: 2)
    return "Sound: \(seconds) s at \(sampleRate) samples per second, "
      + (channels == 1 ? "one channel" : "\(channels) channels")
  }
}

extension Sound: RichDisplay {
  /// A player, and the description as text.
  public var mimeBundle: MIMEBundle {
    MIMEBundle(["text/html": .text(html), "text/plain": .text(description)])
  }

  var html: String {
    "<audio controls src=\"data:audio/wav;base64,\(Base64.encode(wavBytes))\"></audio>"
  }
}
