// SPDX-License-Identifier: MIT

import Tensors
import Testing

/// Operations that are linear in each operand: there central differences are exact for any step.
///
/// With whole numbers and a step of 1 the library's own Float values have no rounding either, so gradients must be
/// equal to the last bit.
@Suite("Gradients of operations that move, add and multiply") struct StructureGradientLaws {
  struct Operation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shapes: [Shape]
    let run: @Sendable ([Tensor]) -> Tensor

    init(_ name: String, _ shapes: Shape..., run: @escaping @Sendable ([Tensor]) -> Tensor) {
      (testDescription, self.shapes, self.run) = (name, shapes, run)
    }
  }

  static let moving = [
    Operation("reshaped", [2, 6]) { $0[0].reshaped(3, -1) },
    Operation("expanded", [2, 3]) { $0[0].expanded(atAxis: 1) },
    Operation("squeezed", [2, 1, 3]) { $0[0].squeezed(atAxis: 1) },
    Operation("transposed", [3, 4]) { $0[0].transposed() },
    Operation("transposed in a circle", [2, 3, 4]) { $0[0].transposed(2, 0, 1) },
    Operation("broadcast", [2, 1, 3]) { $0[0].broadcast(to: [2, 2, 4, 3]) },
    Operation("broadcast of a scalar", []) { $0[0].broadcast(to: [2, 3]) },
    Operation("concatenated", [2, 2], [2, 1], [2, 3]) { $0.concatenated(alongAxis: 1) },
    Operation("stacked", [2, 3], [2, 3]) { $0.stacked(alongAxis: 1) },
    Operation("index", [3, 2, 2]) { $0[0][1] },
    Operation("two indices", [3, 2, 2]) { $0[0][2, 1] },
    Operation("range", [5, 2]) { $0[0][1..<4] },
    Operation("column", [3, 4]) { $0[0][column: 2] },
    Operation("sliced", [2, 5, 2]) { $0[0].sliced(1..<3, alongAxis: 1) },
    Operation("padded", [2, 3, 2]) { $0[0].padded(before: 2, after: 1, alongAxis: 1) },
    Operation("split", [2, 6]) { $0[0].split(into: 3, alongAxis: 1)[1] },
    Operation("gathered", [4, 3]) { $0[0].gathered([2, 0, 2, 3, 2]) },
    Operation("gathered inside", [2, 4, 2]) { $0[0].gathered([3, 3, 1], alongAxis: 1) },
    Operation("below the diagonal", [4, 4]) { $0[0].belowDiagonal() },
    Operation("placed below the diagonal", [6]) { $0[0].placedBelowDiagonal(size: 4) },
    Operation("scattered", [3, 2]) { $0[0].scattered(to: [4, 1, 4], size: 5) },
    Operation("scattered inside", [2, 3]) {
      $0[0].scattered(to: [1, 1, 0], alongAxis: 1, size: 3)
    },
    Operation("elements", [3, 4]) { $0[0].elements(at: [1, 1, 3], alongAxis: 1) },
    Operation("elements of columns", [3, 2, 2]) {
      $0[0].elements(at: [0, 2, 1, 2], alongAxis: 0)
    },
  ]

  static let adding = [
    Operation("sum", [3, 4]) { $0[0].sum() },
    Operation("sum of an axis", [3, 4]) { $0[0].sum(alongAxis: 1) },
    Operation("sum of outer axes", [2, 3, 2]) { $0[0].sum(alongAxes: [0, -1], keepDims: true) },
    Operation("mean", [2, 4]) { $0[0].mean() },
    Operation("mean of an axis", [4, 3]) { $0[0].mean(alongAxis: 0) },
    Operation("cumulative sum", [2, 4, 2]) { $0[0].cumulativeSum(alongAxis: 1) },
  ]

  static let multiplying = [
    Operation("matrices", [2, 3], [3, 4]) { matmul($0[0], $0[1]) },
    Operation("matrix and vector", [2, 3], [3]) { matmul($0[0], $0[1]) },
    Operation("vector and matrix", [2], [2, 3]) { matmul($0[0], $0[1]) },
    Operation("vectors", [3], [3]) { matmul($0[0], $0[1]) },
    Operation("batches", [2, 2, 3], [2, 3, 2]) { matmul($0[0], $0[1]) },
    Operation("batches of batches", [2, 2, 1, 3], [2, 2, 3, 2]) { matmul($0[0], $0[1]) },
    Operation("batch and matrix", [2, 2, 3], [3, 2]) { matmul($0[0], $0[1]) },
    Operation("matrix and batch", [2, 3], [3, 3, 2]) { matmul($0[0], $0[1]) },
    Operation("batch and vector", [2, 2, 3], [3]) { matmul($0[0], $0[1]) },
    Operation("elementwise", [2, 3], [3]) { $0[0] * $0[1] },
  ]

  @Test("Gradients equal the differences to the last bit", arguments: moving + adding + multiplying)
  func first(_ operation: Operation) {
    let inputs = operation.shapes.enumerated().map { wholeNumbers($1, seed: UInt64($0)) }
    let weights = wholeNumbers(operation.run(inputs).shape, seed: 50)
    let (value, gradients) = valueWithGradients(at: inputs) { (weights * operation.run($0)).sum() }
    #expect(value == (weights * operation.run(inputs)).sum())
    for (operand, input) in inputs.enumerated() {
      let differences = (0..<input.elementCount).map { place in
        var (above, below) = (inputs, inputs)
        let step = Tensor.oneHot([place], classCount: input.elementCount).reshaped(to: input.shape)
        above[operand] += step
        below[operand] -= step
        let (up, down) = (operation.run(above), operation.run(below))
        return ((weights * (up - down)).sum() / 2).scalar
      }
      #expect(gradients[operand] == Tensor(differences, shape: input.shape))
    }
  }

  @Test("Pullbacks are differentiable themselves", arguments: moving + adding + multiplying)
  func second(_ operation: Operation) {
    // Of f(x) = Σ (A x)² with linear A, ⟨v, H v⟩ = 2 |A v|²; in several operands v moves the first one.
    let inputs = operation.shapes.enumerated().map { wholeNumbers($1, seed: UInt64($0)) }
    let direction = wholeNumbers(inputs[0].shape, seed: 51)
    let second = gradient(at: inputs[0]) { x in
      let slope = gradient(at: x) { y in
        let result = operation.run([y] + inputs.dropFirst())
        return (result * result).sum()
      }
      return (slope * direction).sum()
    }
    let moved =
      operation.run(
        [inputs[0] + direction] + inputs.dropFirst()) - operation.run(inputs)
    #expect((second * direction).sum() == 2 * (moved * moved).sum())
  }

  /// Numbers −4 … 4, small enough that all sums of products are exact.
  private func wholeNumbers(_ shape: Shape, seed: UInt64) -> Tensor {
    var rng = PCG32(seed: seed)
    let numbers = permutation(shape.elementCount, using: &rng).map { Float($0 % 9 - 4) }
    return Tensor(numbers, shape: shape)
  }
}
