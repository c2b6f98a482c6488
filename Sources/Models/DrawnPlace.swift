// SPDX-License-Identifier: MIT

/// A place drawn with probabilities that are proportional to weights.
func drawnPlace(of weights: [Double], using rng: inout some RandomNumberGenerator) -> Int {
  var rest = Double.random(in: 0..<1, using: &rng) * weights.reduce(0, +)
  for (place, weight) in weights.enumerated() {
    rest -= weight
    if rest < 0 { return place }
  }
  return weights.lastIndex { $0 > 0 } ?? 0
}
