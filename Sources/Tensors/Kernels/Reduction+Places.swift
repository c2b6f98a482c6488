// SPDX-License-Identifier: MIT

// The loops that find places and running sums, each over the middle one of three axes.

extension Reduction {
  /// The first place of each maximum, or with sign −1 of each minimum; NaN wins here too.
  static func placesOfMaxima(_ x: Scalars, _ split: Split, sign: Float = 1) -> [Int] {
    let (_, middle, inner) = split
    var places = [Int](repeating: 0, count: split.outer * inner)
    for index in places.indices {
      let start = index / inner * middle * inner + index % inner
      var best = sign * x[start]
      for place in 1..<max(middle, 1) {
        let scalar = sign * x[start + place * inner]
        if scalar > best || (scalar.isNaN && !best.isNaN) {
          best = scalar
          places[index] = place
        }
      }
    }
    return places
  }
}

extension Reduction {
  /// Sums up to and with each element of the middle one of three axes, or from it to the end.
  static func runningSums(
    _ x: Scalars, _ split: Split, fromEnd: Bool, into result: UnsafeMutableBufferPointer<Float>
  ) {
    let (outer, middle, inner) = split
    Elementwise.forEachRange(of: outer * inner, blockSize: max(1, blockSize / max(middle, 1))) {
      lanes in
      for lane in lanes {
        let start = lane / inner * middle * inner + lane % inner
        var sum = 0.0
        for step in 0..<middle {
          let index = start + (fromEnd ? middle - 1 - step : step) * inner
          sum += Double(x[index])
          result[index] = Float(sum)
        }
      }
    }
  }
}
