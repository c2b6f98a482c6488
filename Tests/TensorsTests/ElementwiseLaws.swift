// SPDX-License-Identifier: MIT

import Glibc
import Tensors
import Testing

@Suite("Elementwise operations") struct ElementwiseLaws {
  static let shapePairs: [(Shape, Shape)] = [
    ([3], [3]), ([2, 3], [3]), ([3], [2, 3]), ([2, 3], [2, 1]), ([2, 1], [2, 3]),
    ([4, 1], [1, 5]),
    ([1, 5], [4, 1]), ([2, 3, 4], [3, 1]), ([3, 1], [2, 3, 4]), ([2, 1, 4], [3, 1]),
    ([2, 3, 4], [1, 1, 4]), ([2, 3, 4], []), ([], [2, 3]), ([1], [2, 2]),
    ([2, 1, 3, 1], [5, 1, 7]),
    ([300, 200], [200]), ([300, 200], [300, 1]), ([1, 70_000], [2, 1]),
  ]

  @Test("Sizes of 1 and missing axes are repeated", arguments: shapePairs)
  func broadcasting(_ left: Shape, _ right: Shape) {
    let (a, b) = (sample(left, seed: 1), sample(right, seed: 2))
    let difference = a - b
    let flat = difference.scalars
    let wrong = Reference.indices(of: difference.shape).enumerated().first { place, index in
      flat[place] != repeatedElement(a, index) - repeatedElement(b, index)
    }
    #expect(wrong == nil, "\(left) − \(right) at \(wrong?.element ?? [])")
  }

  @Test("Operators compute what their signs say") func operators() {
    let (a, b) = (Tensor([6, -3]), Tensor([2, 4]))
    #expect((a + b).scalars == [8, 1])
    #expect((a * b).scalars == [12, -12])
    #expect((a / b).scalars == [3, -0.75])
    #expect((-a).scalars == [-6, 3])
    #expect((1 - a).scalars == [-5, 4])
    #expect((a - 1).scalars == [5, -4])
    #expect((12 / a).scalars == [2, -4])
    #expect((a / 2 + 1 + 2 * a * 3).scalars == [40, -18.5])
    var c = a
    c += 1
    c *= b
    c -= a
    c /= 2
    #expect(c.scalars == [4, -2.5])
    #expect(a.scalars == [6, -3], "an assignment changes no other tensor")
  }

  @Test("Comparisons give masks of 1 and 0") func comparisons() {
    let x = Tensor([1, 2, 3])
    #expect((x .> 2).scalars == [0, 0, 1])
    #expect((x .>= 2).scalars == [0, 1, 1])
    #expect((x .< Tensor([2, 2, 2])).scalars == [1, 0, 0])
    #expect((x .== 2).scalars == [0, 1, 0])
    #expect((x .!= Tensor([1, 0, 3])).scalars == [0, 1, 0])
    #expect((x .> .nan).scalars == [0, 0, 0])
  }

  @Test("Functions are those of the mathematics library") func functions() {
    let x = sample([1000])
    let positive = abs(x) + 0.1
    #expect(sqrt(positive).scalars == positive.scalars.map { $0.squareRoot() })
    #expect(pow(positive, 1.5).scalars == positive.scalars.map { powf($0, 1.5) })
    #expect(pow(x, 2).scalars == x.scalars.map { $0 * $0 })
    #expect(clamp(x, -1...1).scalars == x.scalars.map { min(max($0, -1), 1) })
    #expect(maximum(x, -x) == abs(x))
    #expect(minimum(x, -x) == -abs(x))
  }

  @Test("NaN is passed on") func notANumber() {
    let x = Tensor([.nan, 1])
    #expect(clamp(x, 0...1).scalars[0].isNaN)
    #expect(maximum(x, Tensor([0, .nan])).scalars.allSatisfy { $0.isNaN })
    #expect(minimum(Tensor([0, .nan]), x).scalars.allSatisfy { $0.isNaN })
    #expect(x != x)
  }

  private func repeatedElement(_ x: Tensor, _ index: [Int]) -> Float {
    let own = zip(index.suffix(x.rank), x.shape.sizes).map { $1 == 1 ? 0 : $0 }
    return x.withScalars { scalars in
      scalars[zip(own, x.shape.sizes).reduce(0) { $0 * $1.1 + $1.0 }]
    }
  }
}
