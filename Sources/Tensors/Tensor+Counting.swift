// SPDX-License-Identifier: MIT

extension Tensor {
  /// How many elements lie in each of equally wide bins; the last bin includes the range's end.
  ///
  /// Elements outside the range are not counted.
  /// - Requires: At least one bin and a range of some width.
  public func histogram(binCount: Int, in range: ClosedRange<Float>) -> [Int] {
    if binCount < 1 || range.lowerBound >= range.upperBound {
      fail("histogram: \(binCount) bins over \(range)")
    }
    return withScalars { Counting.histogram($0, binCount: binCount, in: range) }
  }
}

extension Sequence<Int> {
  /// How often each class occurs among labels.
  ///
  /// - Requires: Labels in `0 ..< classCount`.
  public func counts(classCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in self {
      if !counts.indices.contains(label) {
        fail("counts: label \(label) is outside 0 ..< \(classCount)")
      }
      counts[label] += 1
    }
    return counts
  }
}
