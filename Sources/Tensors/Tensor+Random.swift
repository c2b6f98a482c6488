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
    return Tensor(shape: shape) { result in
      RandomKernel.fillUniform(result, using: &rng)
      // Rounding may reach the end of the range, which does not belong to it.
      for index in result.indices {
        result[index] = Swift.min(low + width * result[index], range.upperBound.nextDown)
      }
    }
  }

  /// Independent numbers from a normal distribution.
  public static func normal(
    _ shape: Shape, mean: Float = 0, standardDeviation: Float = 1,
    using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    Tensor(shape: shape) { result in
      RandomKernel.fillNormal(result, using: &rng)
      for index in result.indices { result[index] = mean + standardDeviation * result[index] }
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
