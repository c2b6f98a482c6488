// SPDX-License-Identifier: MIT

import Glibc

/// The loops that draw from families of distributions, in Double, one number after another.
enum FamilyKernel {
  typealias Source = UnsafeBufferPointer<Float>
  typealias Target = UnsafeMutableBufferPointer<Float>

  @specialized(where RNG == PCG32)
  static func fillGumbel<RNG: RandomNumberGenerator>(_ result: Target, using rng: inout RNG) {
    for index in result.indices { result[index] = Float(-log(-log(uniform(using: &rng)))) }
  }

  /// Fills with the logarithms of gamma variables, which stay finite where the variables are too small for a Float.
  @specialized(where RNG == PCG32)
  static func fillLogGamma<RNG: RandomNumberGenerator>(
    _ result: Target, _ concentrations: Source, using rng: inout RNG
  ) {
    for index in result.indices {
      let concentration = Double(concentrations[index])
      if concentration >= 1 {
        result[index] = Float(logGamma(concentration, using: &rng))
      } else {
        // A gamma variable of a + 1, times a uniform one to the power 1/a, is one of a.
        let larger = logGamma(concentration + 1, using: &rng)
        result[index] = Float(larger + log(uniform(using: &rng)) / concentration)
      }
    }
  }

  /// The class of each row in whose share of 0 … 1 a uniform number falls.
  @specialized(where RNG == PCG32)
  static func classes<RNG: RandomNumberGenerator>(
    _ probabilities: Source, classCount: Int, using rng: inout RNG
  ) -> [Int] {
    (0..<probabilities.count / max(classCount, 1)).map { row in
      let row = probabilities[row * classCount..<(row + 1) * classCount]
      var rest = uniform(using: &rng) * row.reduce(0) { $0 + Double($1) }
      var last = row.startIndex
      for index in row.indices where row[index] > 0 {
        last = index  // rounding never ends in a class of probability 0
        rest -= Double(row[index])
        if rest < 0 { break }
      }
      return last - row.startIndex
    }
  }

  /// Marsaglia and Tsang's transform of a normal variable, accepted most of the time.
  @inline(__always)
  private static func logGamma<RNG: RandomNumberGenerator>(
    _ concentration: Double, using rng: inout RNG
  ) -> Double {
    let d = concentration - 1 / 3.0
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal(using: &rng)
      let root = 1 + c * x
      if root <= 0 { continue }
      let v = root * root * root
      if log(uniform(using: &rng)) < x * x / 2 + d - d * v + d * log(v) { return log(d * v) }
    }
  }

  @inline(__always)
  private static func normal<RNG: RandomNumberGenerator>(using rng: inout RNG) -> Double {
    let radius = (-2 * log(uniform(using: &rng))).squareRoot()
    return radius * cos(2 * .pi * uniform(using: &rng))
  }

  /// A number strictly between 0 and 1, so that its logarithm is finite and negative.
  @inline(__always)
  private static func uniform<RNG: RandomNumberGenerator>(using rng: inout RNG) -> Double {
    (Double(rng.next() >> 12) + 0.5) * 0x1p-52
  }
}
