// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Weights begin as their rule says") struct InitializerLaws {
  private var rng = PCG32(seed: 21)

  static let randomRules: [Initializer] = [
    .standard, .uniform(bound: 0.6), .normal(standardDeviation: 0.3), .glorotUniform,
    .glorotNormal, .heUniform, .heNormal, .leCunNormal, .orthogonal,
  ]

  /// The variances of weights `[100, 400]` from 100 inputs to 400 outputs, in the order of the rules.
  static let variances: [Double] = [
    1 / 300.0, 0.12, 0.09, 0.004, 0.004, 0.02, 0.02, 0.01, 0.0025,
  ]

  @Test("Random rules have mean 0 and their variance", arguments: zip(randomRules, variances))
  func variance(_ rule: Initializer, _ expected: Double) {
    var rng = PCG32(seed: 2)
    let weights = rule.tensor([100, 400], fanIn: 100, fanOut: 400, using: &rng)
    let deviation = expected.squareRoot()
    // Four standard errors of 40 000 numbers; a normal variance has an error of √2 in 200.
    #expect(abs(Double(weights.mean().scalar)) < 4 * deviation / 200)
    #expect(abs(Double(weights.variance().scalar) / expected - 1) < 4 * 2.0.squareRoot() / 200)
  }

  @Test("Uniform weights stay within their bound") mutating func bounds() {
    let weights = Linear(25, 100, using: &rng).parameters.flatMap {
      $0.parameter.wrappedValue.scalars
    }
    #expect(weights.allSatisfy { abs($0) <= 0.2 })
    #expect(weights.contains { $0 > 0.19 })
    #expect(weights.contains { $0 < -0.19 })
  }

  @Test("Constant rules fill") mutating func constants() {
    for (rule, value) in [(Initializer.zeros, 0), (.ones, 1), (.constant(0.5), 0.5)] {
      let weights = rule.tensor([2, 3], fanIn: 2, fanOut: 3, using: &rng)
      #expect(weights == .full([2, 3], Float(value)))
    }
  }

  @Test("The fewer of rows and columns are orthonormal", arguments: [[3, 8], [8, 3], [5, 5]])
  func orthogonal(_ sizes: [Int]) {
    var rng = PCG32(seed: 6)
    let q = Initializer.orthogonal.tensor(Shape(sizes), fanIn: 1, fanOut: 1, using: &rng)
    let product = sizes[0] < sizes[1] ? matmul(q, q.transposed()) : matmul(q.transposed(), q)
    expectNear(product, Tensor.identity(min(sizes[0], sizes[1])).scalars, 1e-6)
  }

  @Test("Kernels of an orthogonal convolution are orthonormal as rows") mutating func kernels() {
    let layer = Conv2D(2, 5, kernelSize: 3, initializer: .orthogonal, using: &rng)
    let rows = layer.weight.reshaped(5, 18)
    expectNear(matmul(rows, rows.transposed()), Tensor.identity(5).scalars, 1e-6)
  }

  @Test("A bias begins at 0 unless weights begin by the usual rule") mutating func biases() {
    let zero = Linear(3, 4, initializer: .heNormal, using: &rng).bias?.wrappedValue
    #expect(zero == Tensor.zeros([4]))
    let usual = Linear(3, 4, using: &rng).bias?.wrappedValue.scalars ?? []
    #expect(usual.allSatisfy { $0 != 0 })
    let silent = Conv2D(2, 3, kernelSize: 3, initializer: .zeros, using: &rng)
    #expect(silent(.ones([1, 2, 4, 4])) == .zeros([1, 3, 2, 2]))
  }

  @Test("The usual rule counts the inputs that one output sums") mutating func fanIn() {
    // 2 channels of each group × 9 places: bound 1/√18.
    let layer = Conv2D(16, 64, kernelSize: 3, groups: 8, using: &rng)
    let greatest = abs(layer.weight).max().scalar
    #expect(greatest <= 1 / Float(18).squareRoot())
    #expect(greatest > 0.98 / Float(18).squareRoot())
  }

  @Test("The same seed gives the same weights") func seed() {
    func weights() -> [Float] {
      var rng = PCG32(seed: 33)
      return MLP([4, 5, 6], using: &rng).parameters.flatMap { $0.parameter.wrappedValue.scalars }
    }
    #expect(weights() == weights())
  }
}
