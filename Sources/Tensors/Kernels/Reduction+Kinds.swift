// SPDX-License-Identifier: MIT

// The reductions that tensors offer, each over the middle one of three axes.

extension Reduction {
  typealias Scalars = UnsafeBufferPointer<Float>
  typealias Split = (outer: Int, middle: Int, inner: Int)

  static func sums(_ x: Scalars, _ split: Split) -> [Double] {
    run(x, split, initial: 0, step: { partial, x, _ in partial + x }, merge: { $0 + $1 })
  }

  static func means(_ x: Scalars, _ split: Split) -> [Double] {
    let count = Double(split.middle)
    return sums(x, split).map { $0 / count }
  }

  static func variances(_ x: Scalars, _ split: Split) -> [Double] {
    let count = Double(split.middle)
    let squares = run(
      x, split, references: means(x, split), initial: 0,
      step: { partial, x, mean in partial + (x - mean) * (x - mean) }, merge: { $0 + $1 })
    return squares.map { $0 / count }
  }

  /// NaN wins over every number, as it should be noticed.
  static func minima(_ x: Scalars, _ split: Split) -> [Double] {
    run(
      x, split, initial: .infinity,
      step: { partial, x, _ in partial.replacing(with: x, where: (x .< partial) .| (x .!= x)) },
      merge: { $1 < $0 || $1.isNaN ? $1 : $0 })
  }

  /// NaN wins over every number, as it should be noticed.
  static func maxima(_ x: Scalars, _ split: Split) -> [Double] {
    run(
      x, split, initial: -.infinity,
      step: { partial, x, _ in partial.replacing(with: x, where: (x .> partial) .| (x .!= x)) },
      merge: { $1 > $0 || $1.isNaN ? $1 : $0 })
  }

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
