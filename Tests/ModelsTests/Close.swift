// SPDX-License-Identifier: MIT

import Tensors
import Testing

/// Expects numbers near those of a reference, each to a tolerance that grows with its size beyond 1.
func expectClose(
  _ actual: [Float], _ expected: [Double], tolerance: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, sourceLocation: sourceLocation)
  for (index, pair) in zip(actual, expected).enumerated() {
    let error = abs(Double(pair.0) - pair.1) / max(1, abs(pair.1))
    #expect(
      error <= tolerance, "element \(index): \(pair.0), expected \(pair.1)",
      sourceLocation: sourceLocation)
  }
}

/// All vectors of zeros and ones of a size, one in each row.
func allBinaryVectors(_ size: Int) -> Tensor {
  let rows = (0..<1 << size).map { number in (0..<size).map { Float(number >> $0 & 1) } }
  return Tensor(rows)
}

/// Random zeros and ones.
func randomBits(_ shape: Shape, density: Float = 0.4, seed: UInt64) -> Tensor {
  var rng = PCG32(seed: seed)
  return Tensor.uniform(shape, using: &rng) .< density
}
