// SPDX-License-Identifier: MIT

import Glibc
import Tensors
import Testing

@Suite("Gradients along axes") struct ReductionGradientLaws {
  enum Lane: CaseIterable {
    case variance, max, min, logSumExp, softmax, logSoftmax, sorted, descending, topTwo
    case cumulativeSum, standardDeviation

    func callAsFunction(_ x: Tensor, _ axis: Int) -> Tensor {
      switch self {
      case .variance: x.variance(alongAxis: axis, keepDims: true)
      case .standardDeviation: x.standardDeviation(alongAxis: axis, keepDims: true)
      case .max: x.max(alongAxis: axis, keepDims: true)
      case .min: x.min(alongAxis: axis, keepDims: true)
      case .logSumExp: x.logSumExp(alongAxis: axis, keepDims: true)
      case .softmax: x.softmax(alongAxis: axis)
      case .logSoftmax: x.logSoftmax(alongAxis: axis)
      case .sorted: x.sorted(alongAxis: axis)
      case .descending: x.sorted(alongAxis: axis, descending: true)
      case .topTwo: x.topK(2, alongAxis: axis).values
      case .cumulativeSum: x.cumulativeSum(alongAxis: axis)
      }
    }

    /// What becomes of one lane, by definition.
    func callAsFunction(_ lane: [Double]) -> [Double] {
      let mean = lane.reduce(0, +) / Double(lane.count)
      let variance = lane.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lane.count)
      let sum = lane.reduce(0) { $0 + exp($1) }
      switch self {
      case .variance: return [variance]
      case .standardDeviation: return [variance.squareRoot()]
      case .max: return [lane.max() ?? .nan]
      case .min: return [lane.min() ?? .nan]
      case .logSumExp: return [log(sum)]
      case .softmax: return lane.map { exp($0) / sum }
      case .logSoftmax: return lane.map { $0 - log(sum) }
      case .sorted: return lane.sorted()
      case .descending: return lane.sorted(by: >)
      case .topTwo: return Array(lane.sorted(by: >).prefix(2))
      case .cumulativeSum:
        return lane.indices.map { lane[...$0].reduce(0, +) }
      }
    }

    /// The definition applied to each lane of a tensor, in the tensor's layout.
    func reference(_ shape: Shape, _ axis: Int) -> ([[Double]]) -> [Double] {
      let inner = shape.sizes[(axis + 1)...].reduce(1, *)
      let (size, outer) = (shape[axis], shape.sizes[..<axis].reduce(1, *))
      return { inputs in
        (0..<outer).flatMap { block in
          let lanes = (0..<inner).map { lane in
            self((0..<size).map { inputs[0][(block * size + $0) * inner + lane] })
          }
          return lanes[0].indices.flatMap { place in lanes.map { $0[place] } }
        }
      }
    }
  }

  let x = sample([3, 4, 2], seed: 8)

  @Test("Values are those of the definitions", arguments: Lane.allCases, [0, 1, 2])
  func values(_ lane: Lane, _ axis: Int) {
    let result = lane(x, axis)
    let expected = lane.reference(x.shape, axis)([x.scalars.map { Double($0) }])
    expectClose(result, Tensor(expected.map { Float($0) }, shape: result.shape), tolerance: 1e-6)
  }

  @Test("First derivatives are the differences", arguments: Lane.allCases, [0, 1, 2])
  func first(_ lane: Lane, _ axis: Int) {
    expectGradient(of: { lane($0[0], axis) }, as: lane.reference(x.shape, axis), at: [x])
  }

  @Test("Second derivatives are the differences", arguments: Lane.allCases, [0, 1])
  func second(_ lane: Lane, _ axis: Int) {
    let x = sample([3, 3, 2], seed: 9)
    expectSecondGradient(of: { lane($0[0], axis) }, as: lane.reference(x.shape, axis), at: [x])
  }

  @Test("Large logits neither overflow nor vanish") func largeLogits() {
    let x = Tensor([1000, 1000, -1000])
    #expect(x.logSumExp().scalar == 1000 + Float(log(2.0)))
    #expect(x.softmax(alongAxis: 0) == Tensor([0.5, 0.5, 0]))
    #expect(x.logSoftmax(alongAxis: 0).scalars[2] == -2000 - Float(log(2.0)))
    #expect(gradient(at: x) { $0.logSumExp() } == Tensor([0.5, 0.5, 0]))
    #expect(Tensor([-.infinity, -.infinity]).logSumExp().scalar == -.infinity)
    #expect(Tensor([-.infinity, 0]).softmax(alongAxis: 0) == Tensor([0, 1]))
  }

  @Test("Cross-entropy has the gradient softmax − one-hot") func crossEntropy() {
    let (logits, labels) = (sample([4, 3]), [2, 0, 1, 1])
    let slope = gradient(at: logits) {
      -$0.logSoftmax(alongAxis: 1).elements(at: labels, alongAxis: 1).sum()
    }
    let expected = logits.softmax(alongAxis: 1) - Tensor.oneHot(labels, classCount: 3)
    expectClose(slope, expected, tolerance: 1e-6)
  }

  @Test("Sorting puts NaN last and keeps equal elements in their order") func sorting() {
    let x = Tensor([2, .nan, 1, 2])
    #expect(x.argSort() == [2, 0, 3, 1])
    #expect(x.argSort(descending: true) == [0, 3, 2, 1])
    #expect(x.topK(2).places == [0, 3])
    let (values, places) = Tensor([[1, 3, 2], [9, 7, 8]]).topK(2)
    #expect(values == Tensor([[3, 2], [9, 8]]))
    #expect(places == [1, 2, 0, 2])
  }

  @Test("The element at the place of the greatest is the greatest") func elements() {
    let places = x.argMax(alongAxis: 1)
    #expect(x.elements(at: places, alongAxis: 1) == x.max(alongAxis: 1))
  }
}

@Suite("Jacobians") struct JacobianLaws {
  @Test("The Jacobian of a matrix product is the matrix") func matrix() {
    let a = sample([3, 2])
    #expect(jacobian(at: sample([2], seed: 2)) { matmul(a, $0) } == a)
  }

  @Test("The Jacobian has the axes of the result, then those of the argument") func shape() {
    let jacobian = jacobian(at: sample([2, 3])) { exp($0).sum(alongAxis: 0).reshaped(3, 1) }
    #expect(jacobian.shape == [3, 1, 2, 3])
  }

  @Test("The Hessian of a quadratic form is its symmetric matrix, doubled") func quadratic() {
    let a = Tensor([[2, 1], [1, 3]])
    let x = Tensor([3, -1])
    #expect(hessian(at: x) { matmul($0, matmul(a, $0)) } == 2 * a)
  }

  @Test("The Hessian of log Σ exp is diag p − p pᵀ") func softmaxHessian() {
    let x = sample([4])
    let p = x.softmax(alongAxis: 0)
    let expected = Tensor.identity(4) * p - p.expanded(atAxis: 1) * p
    expectClose(hessian(at: x) { $0.logSumExp() }, expected, tolerance: 1e-6)
  }

  @Test("A vector times the Jacobian needs no Jacobian") func product() {
    let (x, v) = (sample([3]), sample([3], seed: 2))
    let (value, product) = vectorJacobianProduct(at: x, with: v) { tanh($0) }
    #expect(value == tanh(x))
    expectClose(product, matmul(v, jacobian(at: x) { tanh($0) }), tolerance: 1e-6)
  }

  @Test("The trace of the Hessian has a gradient") func thirdDerivative() {
    // f = Σ x⁴: tr H = Σ 12 x², of which the gradient is 24 x.
    let x = Tensor([1, -2])
    let slope = gradient(at: x) { y in
      (hessian(at: y) { pow($0, 4).sum() } * Tensor.identity(2)).sum()
    }
    #expect(slope == 24 * x)
  }
}
