// SPDX-License-Identifier: MIT

/// The places, among all scalars of a tensor, from which another one takes its own.
struct Places: Sendable {
  let indices: [Int32]

  /// The places of the first greatest elements in ranges of the middle one of three axes; NaN is greater than all.
  init(
    ofMaxima source: UnsafeBufferPointer<Float>, in ranges: [Range<Int>], outer: Int, size: Int,
    inner: Int
  ) {
    let plane = ranges.count * inner
    indices = [Int32](unsafeUninitializedCapacity: outer * plane) { result, count in
      let target = result
      Elementwise.forEachRange(
        of: outer, blockSize: max(1, Elementwise.blockSize / max(1, plane))
      ) { blocks in
        for index in blocks.lowerBound * plane..<blocks.upperBound * plane {
          let range = ranges[index / inner % ranges.count]
          let start = index / plane * size * inner + index % inner
          var best = start + range.lowerBound * inner
          for place in range.dropFirst() {
            let (value, greatest) = (source[start + place * inner], source[best])
            if value > greatest || value.isNaN && !greatest.isNaN { best = start + place * inner }
          }
          target[index] = Int32(best)
        }
      }
      count = outer * plane
    }
  }

  /// Takes the scalars at the places.
  func take(
    from source: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    for (index, place) in indices.enumerated() { result[index] = source[Int(place)] }
  }

  /// Adds scalars to what is at their places, 0 at first.
  func spread(
    _ source: UnsafeBufferPointer<Float>, over result: UnsafeMutableBufferPointer<Float>
  ) {
    result.initialize(repeating: 0)
    for (index, place) in indices.enumerated() { result[Int(place)] += source[index] }
  }
}
