// SPDX-License-Identifier: MIT

/// The loops that put scalars in order.
enum Sorting {
  /// For each lane of the middle one of three axes the places of its first elements in order, NaN last.
  static func places(
    _ x: UnsafeBufferPointer<Float>, _ split: (outer: Int, middle: Int, inner: Int), count: Int,
    descending: Bool
  ) -> [Int] {
    let (outer, middle, inner) = split
    var places = [Int](repeating: 0, count: outer * count * inner)
    let lanesPerTask = max(1, Elementwise.blockSize / max(middle, 1) / 8)
    places.withUnsafeMutableBufferPointer { places in
      Elementwise.forEachRange(of: outer * inner, blockSize: lanesPerTask) { lanes in
        var order = [Int](repeating: 0, count: middle)
        for lane in lanes {
          let start = lane / inner * middle * inner + lane % inner
          for place in order.indices { order[place] = place }
          order.sort { left, right in
            let (a, b) = (x[start + left * inner], x[start + right * inner])
            if descending ? a > b : a < b { return true }
            if descending ? b > a : b < a { return false }
            return a.isNaN == b.isNaN ? left < right : b.isNaN
          }
          for place in 0..<count {
            places[(lane / inner * count + place) * inner + lane % inner] = order[place]
          }
        }
      }
    }
    return places
  }
}
