// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

/// Expects samples of a distribution; the error says what is off, such as the mean or the spread, and on which side.
///
/// Right samples fail with at most the stated probability, whatever the distribution: samples are compared along each
/// coordinate, and along seeded directions across coordinates, by Kolmogorov–Smirnov tests that share it. A thousand samples
/// tell means that are half a standard deviation apart, and spreads that differ by half.
///
/// - Parameters:
///   - samples: The answer's samples, at least 30.
///   - distribution: The distribution that they should come from.
///   - falseAlarms: How often right samples may fail.
///   - seed: The seed of the samples to compare with.
/// - Shapes: `[count, …]`, each sample of the distribution's shape, or of as many numbers.
/// - Throws: `CheckFailure` where the samples do not fit.
public func expectDistribution(
  of samples: Tensor, is distribution: some Distribution, falseAlarms: Double = 1e-6,
  seed: UInt64 = 2026, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  var rng = PCG32(seed: seed)
  let size = distribution.shape.elementCount
  let count = samples.rank == 0 ? 0 : samples.shape[0]
  let wanted = min(max(4 * count, 10_000), max(4_000_000 / max(size, 1), 1_000))
  try expectDistribution(
    of: samples, is: distribution.sample(wanted, using: &rng), falseAlarms: falseAlarms, seed: seed,
    hint())
}

/// Expects samples of the distribution that other samples come from.
///
/// - Parameters:
///   - samples: The answer's samples, at least 30.
///   - others: Samples as they should be; the more of them, the finer the comparison.
///   - falseAlarms: How often right samples may fail.
///   - seed: The seed of the directions across coordinates.
/// - Shapes: `[count, …]` both, of as many numbers each.
/// - Throws: `CheckFailure` where the samples do not fit.
public func expectDistribution(
  of samples: Tensor, is others: Tensor, falseAlarms: Double = 1e-6, seed: UInt64 = 2026,
  _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  let fault = try SampleComparison(samples, others, falseAlarms).fault(seed: seed)
  if let fault { throw CheckFailure(fault + asSentence(hint())) }
}

/// Two samples as rows of numbers.
struct SampleComparison {
  private static let fewest = 30
  /// Across coordinates, samples are compared along so many directions.
  private static let directions = 8

  private let actual: Tensor
  private let expected: Tensor
  private let size: Int
  /// The probability below which a single test fails.
  private let level: Double

  init(_ actual: Tensor, _ expected: Tensor, _ falseAlarms: Double) throws(CheckFailure) {
    if expected.rank == 0 || expected.shape[0] < Self.fewest || !(falseAlarms > 0) {
      fail(
        "expectDistribution: \(expected.shape) to compare with, false alarms \(falseAlarms); "
          + "give \(Self.fewest) samples or more and a probability above 0")
    }
    let size = expected.elementCount / expected.shape[0]
    try expect(
      actual.rank > 0 && actual.elementCount == actual.shape[0] * size,
      "the shape is \(actual.shape), it should be [count] samples of \(size) "
        + (size == 1 ? "number" : "numbers"))
    try expect(
      actual.shape[0] >= Self.fewest,
      "there are \(actual.shape[0]) samples; it takes \(Self.fewest) to say anything")
    try expect(
      !actual.scalars.contains { $0.isNaN }, "some samples are not a number (NaN)")
    self.size = size
    self.actual = actual.reshaped(actual.shape[0], size)
    self.expected = expected.reshaped(expected.shape[0], size)
    level = falseAlarms / Double(size + (size > 1 ? Self.directions : 0))
  }

  /// What is off, or nil.
  func fault(seed: UInt64) -> String? {
    if let fault = repetition() { return fault }
    for column in 0..<size {
      let pair = SamplePair(actual[column: column], expected[column: column])
      guard pair.pValue < level else { continue }
      return (size > 1 ? "coordinate \(column): " : "") + pair.fault
    }
    return size > 1 ? dependence(seed: seed) : nil
  }

  /// Copies of one sample are no samples, though each may be right.
  private func repetition() -> String? {
    let (here, there) = (Self.repeats(actual), Self.repeats(expected))
    return here > 0.1 && there < 0.01 ? "the same values come again and again" : nil
  }

  private static func repeats(_ rows: Tensor) -> Double {
    let (count, size, scalars) = (rows.shape[0], rows.shape[1], rows.scalars)
    let distinct = Set((0..<count).map { Array(scalars[$0 * size..<($0 + 1) * size]) })
    return 1 - Double(distinct.count) / Double(count)
  }

  private func dependence(seed: UInt64) -> String? {
    var rng = PCG32(seed: seed, stream: 1)
    // Each coordinate counts alike, whatever its unit.
    let scale = expected.standardDeviation(alongAxis: 0) + .leastNormalMagnitude
    for _ in 0..<Self.directions {
      let direction = Tensor.normal([size], using: &rng) / scale
      let pair = SamplePair(matmul(actual, direction), matmul(expected, direction))
      if pair.pValue < level {
        return "each coordinate fits by itself, but not how they go together"
      }
    }
    return nil
  }
}
