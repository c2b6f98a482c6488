// SPDX-License-Identifier: MIT

/// The loops that count scalars.
enum Counting {
  static func histogram(
    _ x: UnsafeBufferPointer<Float>, binCount: Int, in range: ClosedRange<Float>
  ) -> [Int] {
    let (low, high) = (range.lowerBound, range.upperBound)
    let scale = Double(binCount) / (Double(high) - Double(low))
    var counts = [Int](repeating: 0, count: binCount)
    counts.withUnsafeMutableBufferPointer { counts in
      for scalar in x where scalar >= low && scalar <= high {
        let bin = Int((Double(scalar) - Double(low)) * scale)
        counts[min(bin, binCount - 1)] += 1
      }
    }
    return counts
  }
}
