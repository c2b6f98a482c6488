// SPDX-License-Identifier: MIT

extension Tensor {
  /// Independent numbers, equally likely anywhere in a range.
  ///
  /// - Requires: A range that is not empty.
  public static func uniform(
    _ shape: Shape, in range: Range<Float> = 0..<1, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if range.isEmpty { fail("uniform: the range \(range) is empty") }
    let (low, width) = (range.lowerBound, range.upperBound - range.lowerBound)
    return Tensor(shape: shape) {
      RandomKernel.fillUniform(
        $0, low: low, width: width, largest: range.upperBound.nextDown, using: &rng)
    }
  }

  /// Independent numbers from a normal distribution.
  public static func normal(
    _ shape: Shape, mean: Float = 0, standardDeviation: Float = 1,
    using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    Tensor(shape: shape) {
      RandomKernel.fillNormal($0, mean: mean, standardDeviation: standardDeviation, using: &rng)
    }
  }
}

/// The numbers `0 ..< count` in random order, each order equally likely.
///
/// - Requires: A count that is not negative.
public func permutation(_ count: Int, using rng: inout some RandomNumberGenerator) -> [Int] {
  if count < 0 { fail("permutation: \(count) numbers") }
  var order = Array(0..<count)
  RandomKernel.shuffle(&order, using: &rng)
  return order
}
