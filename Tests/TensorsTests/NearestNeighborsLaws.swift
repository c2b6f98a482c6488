// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Nearest neighbours") struct NearestNeighborsLaws {
  private func exhaustive(_ query: Tensor, _ points: Tensor, _ count: Int) -> [Int] {
    let distances = (0..<points.shape[0]).map { k in
      zip(query.scalars, points[k].scalars).reduce(0) { $0 + pow2(Double($1.0) - Double($1.1)) }
    }
    return Array(
      distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count))
  }

  private func pow2(_ x: Double) -> Double { x * x }

  @Test("They are what comparing all pairs in double precision finds", arguments: [1, 3, 7])
  func exhaustive(count: Int) {
    var rng = PCG32(seed: 5)
    let queries = Tensor.normal([40, 6], using: &rng)
    let points = Tensor.normal([300, 6], using: &rng)
    let found = nearestNeighbors(of: queries, in: points, count: count)
    for row in 0..<40 { #expect(found.indices[row] == exhaustive(queries[row], points, count)) }
    #expect(found.squaredDistances.shape == [40, count])
  }

  @Test("A copy is at distance 0, even far from the origin, and the first of two copies wins")
  func copies() {
    let points = Tensor([[1000.5, 3], [1000.25, 3], [1000.5, 3]])
    let found = nearestNeighbors(of: points[1..<3], in: points)
    #expect(found.indices == [[1], [0]])
    #expect(found.squaredDistances.scalars == [0, 0])
  }

  @Test("Pictures are compared pixel by pixel, and tiles do not matter") func pictures() {
    var rng = PCG32(seed: 6)
    let points = Tensor.uniform([5000, 2, 2], using: &rng)
    let found = nearestNeighbors(of: points[4090..<4100], in: points)
    #expect(found.indices == (4090..<4100).map { [$0] })
  }

  @Test("The number of threads does not change the result") func threads() {
    var rng = PCG32(seed: 7)
    let queries = Tensor.normal([70, 5], using: &rng)
    let points = Tensor.normal([900, 5], using: &rng)
    let one = withThreads(1) { nearestNeighbors(of: queries, in: points, count: 4) }
    #expect(one == withThreads(3) { nearestNeighbors(of: queries, in: points, count: 4) })
  }

  @Test("Shapes that do not fit and too many neighbours are refused") func refused() async {
    await #expect(processExitsWith: .failure) {
      _ = nearestNeighbors(of: Tensor.zeros([2, 3]), in: Tensor.zeros([4, 2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = nearestNeighbors(of: Tensor.zeros([2, 3]), in: Tensor.zeros([4, 3]), count: 5)
    }
  }
}
