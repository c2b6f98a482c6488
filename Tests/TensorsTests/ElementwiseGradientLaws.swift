// SPDX-License-Identifier: MIT

import Glibc
import Tensors
import Testing

@Suite("Gradients of elementwise operations") struct ElementwiseGradientLaws {
  enum Function: CaseIterable {
    case exp, expm1, log, log1p, sqrt, abs, sin, cos, tanh, erf, square, cube, root, clamp, negative
    case sigmoid, softplus, relu, leakyRelu, elu, gelu, silu, plus, minus, times, over

    func callAsFunction(_ x: Tensor) -> Tensor {
      switch self {
      case .exp: Tensors.exp(x)
      case .expm1: Tensors.expm1(x)
      case .log: Tensors.log(x)
      case .log1p: Tensors.log1p(x)
      case .sqrt: Tensors.sqrt(x)
      case .abs: Tensors.abs(x)
      case .sin: Tensors.sin(x)
      case .cos: Tensors.cos(x)
      case .tanh: Tensors.tanh(x)
      case .erf: Tensors.erf(x)
      case .square: pow(x, 2)
      case .cube: pow(x, 3)
      case .root: pow(x, -0.5)
      case .clamp: Tensors.clamp(x, -1...1)
      case .negative: -x
      case .sigmoid: Tensors.sigmoid(x)
      case .softplus: Tensors.softplus(x)
      case .relu: Tensors.relu(x)
      case .leakyRelu: Tensors.leakyRelu(x, slope: 0.1)
      case .elu: Tensors.elu(x, alpha: 1.5)
      case .gelu: Tensors.gelu(x)
      case .silu: Tensors.silu(x)
      case .plus: 3 + (x + 2)
      case .minus: 3 - (x - 2)
      case .times: 3 * (x * 2)
      case .over: 3 / (x / 2)
      }
    }

    func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .exp: Glibc.exp(x)
      case .expm1: Glibc.expm1(x)
      case .log: Glibc.log(x)
      case .log1p: Glibc.log1p(x)
      case .sqrt: x.squareRoot()
      case .abs: Swift.abs(x)
      case .sin: Glibc.sin(x)
      case .cos: Glibc.cos(x)
      case .tanh: Glibc.tanh(x)
      case .erf: Glibc.erf(x)
      case .square: x * x
      case .cube: x * x * x
      case .root: 1 / x.squareRoot()
      case .clamp: min(max(x, -1), 1)
      case .negative: -x
      case .sigmoid: 1 / (1 + Glibc.exp(-x))
      case .softplus: Glibc.log(1 + Glibc.exp(x))
      case .relu: max(x, 0)
      case .leakyRelu: x > 0 ? x : Double(Float(0.1)) * x
      case .elu: x > 0 ? x : 1.5 * (Glibc.exp(x) - 1)
      case .gelu: x / 2 * (1 + Glibc.erf(x / 2.0.squareRoot()))
      case .silu: x / (1 + Glibc.exp(-x))
      case .plus: x + 5
      case .minus: 5 - x
      case .times: 6 * x
      case .over: 6 / x
      }
    }

    var needsPositive: Bool { [.log, .log1p, .sqrt, .root, .over].contains(self) }
  }

  @Test("Values are those of the Double functions", arguments: Function.allCases)
  func values(_ function: Function) {
    let x = points(function, [1000])
    let expected = x.scalars.map { Float(function(Double($0))) }
    expectClose(function(x), Tensor(expected), tolerance: 2e-6)
  }

  @Test("First derivatives are the differences", arguments: Function.allCases)
  func first(_ function: Function) {
    expectGradient(
      of: { function($0[0]) }, as: { $0[0].map { function($0) } }, at: [points(function, [3, 5])])
  }

  @Test("Second derivatives are the differences", arguments: Function.allCases)
  func second(_ function: Function) {
    expectSecondGradient(
      of: { function($0[0]) }, as: { $0[0].map { function($0) } }, at: [points(function, [7])])
  }

  enum Operator: CaseIterable {
    case sum, difference, product, quotient, power, maximum, minimum

    func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
      switch self {
      case .sum: a + b
      case .difference: a - b
      case .product: a * b
      case .quotient: a / b
      case .power: pow(a, b)
      case .maximum: Tensors.maximum(a, b)
      case .minimum: Tensors.minimum(a, b)
      }
    }

    func callAsFunction(_ a: Double, _ b: Double) -> Double {
      switch self {
      case .sum: a + b
      case .difference: a - b
      case .product: a * b
      case .quotient: a / b
      case .power: pow(a, b)
      case .maximum: max(a, b)
      case .minimum: min(a, b)
      }
    }
  }

  static let shapePairs: [(Shape, Shape)] = [
    ([3, 2], [3, 2]), ([2, 3], [3]), ([2, 1], [2, 3]), ([2, 1], [1, 3]), ([], [2, 2]),
    ([1, 3, 1], [2, 1, 2]),
  ]

  @Test("Derivatives reach both operands, also repeated ones", arguments: Operator.allCases)
  func operators(_ operation: Operator) {
    for (left, right) in Self.shapePairs {
      let inputs = [
        Tensors.abs(sample(left, seed: 3)) + 0.3, Tensors.abs(sample(right, seed: 4)) + 0.35,
      ]
      let shape = operation(inputs[0], inputs[1]).shape
      let reference: ([[Double]]) -> [Double] = { scalars in
        Reference.indices(of: shape).map { index in
          operation(
            scalars[0][Reference.place(left, index)], scalars[1][Reference.place(right, index)])
        }
      }
      expectGradient(of: { operation($0[0], $0[1]) }, as: reference, at: inputs)
      expectSecondGradient(of: { operation($0[0], $0[1]) }, as: reference, at: inputs)
    }
  }

  @Test("Where a mask holds, the gradient goes to the replacement") func replacing() {
    let (x, y, mask) = (sample([2, 3]), sample([3], seed: 2), Tensor([[1, 0, 1], [0, 0, 1]]))
    let flags = mask.scalars
    expectGradient(
      of: { $0[0].replacing(with: $0[1], where: mask) },
      as: { x in flags.indices.map { flags[$0] != 0 ? x[1][$0 % 3] : x[0][$0] } }, at: [x, y])
    let slope = gradient(at: Tensor([0, 4])) { x in
      sqrt(x).replacing(with: 5, where: x .== 0).sum()
    }
    #expect(slope.scalars[1] == 0.25)
  }

  @Test("Equal elements share the gradient of extremes") func ties() {
    let x = Tensor([1, 3, 3])
    #expect(gradient(at: x) { $0.max() } == Tensor([0, 0.5, 0.5]))
    #expect(gradient(at: x) { $0.min() } == Tensor([1, 0, 0]))
    #expect(gradient(at: x) { maximum($0, Tensor([2, 3, 1])).sum() } == Tensor([0, 0.5, 1]))
    #expect(gradient(at: Tensor([0, 0])) { (relu($0) + abs($0)).sum() } == Tensor([0, 0]))
  }

  @Test("Powers have finite derivatives where mathematics says so") func powers() {
    let zero = Tensor(0)
    #expect(gradient(at: zero) { pow($0, 2) }.scalar == 0)
    #expect(gradient(at: zero) { x in gradient(at: x) { pow($0, 2) } }.scalar == 2)
    #expect(gradient(at: zero) { x in gradient(at: x) { pow($0, 1) } }.scalar == 0)
    #expect(gradient(at: zero) { pow($0, Tensor(0)) }.scalar == 0)
    #expect(gradient(at: Tensor(2)) { pow(Tensor(0), $0) }.scalar == 0)
  }

  /// Points away from kinks, where a function of the field may have none.
  private func points(_ function: Function, _ shape: Shape) -> Tensor {
    let x = sample(shape, seed: 5)
    return function.needsPositive ? Tensors.abs(x) + 0.2 : x
  }
}
