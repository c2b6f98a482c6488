// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Gradients of matrix products") struct MatrixGradientLaws {
  static let shapes: [(Shape, Shape)] = [
    ([2, 3], [3, 4]), ([2, 2, 3], [2, 3, 2]), ([2, 2, 3], [3, 2]), ([2, 3], [2, 3, 2]),
    ([1, 3], [3, 1]),
  ]

  @Test("Derivatives up to the third are those of the sums of products", arguments: shapes)
  func orders(_ left: Shape, _ right: Shape) {
    let inputs = [wholeNumbers(left, seed: 1), wholeNumbers(right, seed: 2)]
    for order in 1...3 {
      let actual = derivatives(order, of: { matmul($0[0], $0[1]) }, at: inputs)
      let expected = derivatives(order, of: { sumOfProducts($0[0], $0[1]) }, at: inputs)
      #expect(actual == expected, "order \(order)")
    }
  }

  /// The gradients of `Σ f²`, then those of their products with fixed directions, and so on.
  private func derivatives(
    _ order: Int, of function: ([Tensor]) -> Tensor, at inputs: [Tensor]
  ) -> [Tensor] {
    valueWithGradients(at: inputs) { inputs in
      if order == 1 {
        let result = function(inputs)
        return (result * result).sum()
      }
      let lower = derivatives(order - 1, of: function, at: inputs)
      return lower.enumerated().reduce(Tensor(0)) { sum, item in
        sum + (item.element * wholeNumbers(item.element.shape, seed: 9)).sum()
      }
    }.gradients
  }

  /// The product by its definition, in elementwise operations alone.
  private func sumOfProducts(_ left: Tensor, _ right: Tensor) -> Tensor {
    (left.expanded(atAxis: -1) * right.expanded(atAxis: -3)).sum(alongAxis: -2)
  }

  /// Numbers −2 … 2, small enough that all sums of products are exact.
  private func wholeNumbers(_ shape: Shape, seed: UInt64) -> Tensor {
    var rng = PCG32(seed: seed)
    let numbers = permutation(shape.elementCount, using: &rng).map { Float($0 % 5 - 2) }
    return Tensor(numbers, shape: shape)
  }
}
