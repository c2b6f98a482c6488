// SPDX-License-Identifier: MIT

/// The places, among all scalars of a tensor, from which another one takes its own.
struct Places: Sendable {
  /// For each scalar its place; those of one plane lie in one plane.
  private let indices: [Int32]
  private let planeCount: Int

  /// The places of the first greatest elements in ranges of the middle one of three axes; NaN is greater than all.
  init(
    ofMaxima source: UnsafeBufferPointer<Float>, in ranges: [Range<Int>], outer: Int, size: Int,
    inner: Int
  ) {
    let count = outer * ranges.count * inner
    planeCount = outer
    indices = [Int32](unsafeUninitializedCapacity: count) { result, initializedCount in
      let target = result
      Self.forEachPlane(of: outer, count) { plane in
        var next = plane * ranges.count * inner
        for range in ranges {
          let start = (plane * size + range.lowerBound) * inner
          for first in start..<start + inner {
            target[next] = Self.maximum(of: source, from: first, every: inner, range.count)
            next += 1
          }
        }
      }
      initializedCount = count
    }
  }

  /// The place of the first greatest of some scalars at equal distances.
  @inline(__always)
  private static func maximum(
    of source: UnsafeBufferPointer<Float>, from first: Int, every distance: Int, _ count: Int
  ) -> Int32 {
    var (best, place) = (first, first)
    for _ in 1..<count {
      place += distance
      let (value, greatest) = (source[place], source[best])
      // Arithmetic instead of a branch: no processor can predict which of two pixels is brighter.
      let isGreater = value > greatest ? 1 : 0
      let isFirstNaN = (value.isNaN ? 1 : 0) & (greatest.isNaN ? 0 : 1)
      best += (place - best) * (isGreater | isFirstNaN)
    }
    return Int32(best)
  }

  /// Takes the scalars at the places.
  func take(
    from source: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<Float>
  ) {
    indices.withUnsafeBufferPointer { indices in
      Elementwise.forEachRange(of: indices.count) { range in
        for index in range { result[index] = source[Int(indices[index])] }
      }
    }
  }

  /// Adds scalars to what is at their places, 0 at first.
  func spread(
    _ source: UnsafeBufferPointer<Float>, over result: UnsafeMutableBufferPointer<Float>
  ) {
    let (own, all) = (indices.count / max(planeCount, 1), result.count / max(planeCount, 1))
    indices.withUnsafeBufferPointer { indices in
      Self.forEachPlane(of: planeCount, result.count) { plane in
        result[plane * all..<(plane + 1) * all].update(repeating: 0)
        for index in plane * own..<(plane + 1) * own {
          result[Int(indices[index])] += source[index]
        }
      }
    }
  }

  /// Shares out planes, so many at a time as are worth a thread.
  private static func forEachPlane(of count: Int, _ elementCount: Int, _ body: (Int) -> Void) {
    let planesPerBlock = max(1, Elementwise.blockSize * count / max(1, elementCount))
    Elementwise.forEachRange(of: count, blockSize: planesPerBlock) { planes in
      for plane in planes { body(plane) }
    }
  }
}
