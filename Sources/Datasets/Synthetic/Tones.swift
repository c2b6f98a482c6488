// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Short tones of known pitch, for models that write sound sample by sample.
///
/// `x(t) = a Σ_k sin(2π k f t + φ_k) / k + noise`, f one of the pitches, the greatest value below 1.
public struct Tones: DescribedDataset, Equatable {
  /// Waves with the pitch of each.
  public struct Waves: Sendable, Equatable {
    /// The samples in −1…1, `[count, length]`.
    public let samples: Tensor
    /// The number of each wave's pitch.
    public let labels: [Int]
    /// The frequency of each wave in cycles per second.
    public let frequencies: [Float]
    /// How many samples there are in a second.
    public let sampleRate: Int

    /// A wave as a sound that can be played.
    ///
    /// - Requires: A wave of the set.
    public func sound(_ wave: Int) -> Sound { Sound(samples[wave], sampleRate: sampleRate) }
  }

  /// Five tones of the pentatonic scale from A.
  public static let pentatonic: [Float] = [220, 247.5, 275, 330, 366.67]

  private let pitches: [Float]
  private let harmonicCount: Int
  private let length: Int
  private let sampleRate: Int
  private let noise: Float

  /// Makes a source of tones.
  ///
  /// - Requires: Positive pitches whose harmonics all lie below half the sample rate, and a positive length.
  public init(
    pitches: [Float] = Tones.pentatonic, harmonicCount: Int = 3, length: Int = 1024,
    sampleRate: Int = 8000, noise: Float = 0.01
  ) {
    let highest = (pitches.max() ?? 0) * Float(max(harmonicCount, 1))
    if pitches.isEmpty || pitches.contains(where: { !($0 > 0) }) || harmonicCount < 1
      || highest >= Float(sampleRate) / 2
    {
      fail(
        "Tones: \(harmonicCount) harmonics of \(pitches) do not fit \(sampleRate) samples per second"
      )
    }
    if length < 1 || noise < 0 { fail("Tones: \(length) samples with noise \(noise)") }
    (self.pitches, self.harmonicCount, self.length) = (pitches, harmonicCount, length)
    (self.sampleRate, self.noise) = (sampleRate, noise)
  }

  /// Draws tones of random pitch, loudness and phase.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Waves {
    Points.require(count, in: "Tones")
    let greatest = (1...harmonicCount).reduce(0) { $0 + 1 / Double($1) }
    var (samples, labels) = ([Float](), [Int]())
    for _ in 0..<count {
      let label = Int.random(in: pitches.indices, using: &rng)
      let loudness = Double.random(in: 0.4...0.9, using: &rng) / greatest
      let phases = (0..<harmonicCount).map { _ in 2 * .pi * Draw.uniform(using: &rng) }
      let moves = Draw.normals(length, using: &rng)
      labels.append(label)
      samples += (0..<length).map { time in
        let turn = 2 * .pi * Double(pitches[label]) * Double(time) / Double(sampleRate)
        let wave = phases.enumerated().reduce(0) { sum, harmonic in
          let number = Double(harmonic.offset + 1)
          return sum + sin(number * turn + harmonic.element) / number
        }
        return Float(min(max(loudness * wave + Double(noise) * moves[time], -1), 1))
      }
    }
    return Waves(
      samples: Tensor(samples, shape: [count, length]), labels: labels,
      frequencies: labels.map { pitches[$0] }, sampleRate: sampleRate)
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Tones", "Tones of \(pitches.count) pitches with \(harmonicCount) harmonics.",
      values: "samples in −1…1, \(sampleRate) in a second")
  }
}
