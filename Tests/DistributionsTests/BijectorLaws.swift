// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors
import Testing

@Suite("Bijectors") struct BijectorLaws {
  enum Kind: CaseIterable {
    case affine, exp, softplus, sigmoid, tanh, permutation, reversal, logit, chain

    var bijector: any Bijector {
      switch self {
      case .affine: Affine(scale: Tensor([2, -0.5, 1]), shift: Tensor([1, 0, -3]))
      case .exp: ElementwiseBijector.exp
      case .softplus: ElementwiseBijector.softplus
      case .sigmoid: ElementwiseBijector.sigmoid
      case .tanh: ElementwiseBijector.tanh
      case .permutation: Permutation([2, 0, 1])
      case .reversal: Permutation.reversal(3)
      case .logit: Inverse(ElementwiseBijector.sigmoid)
      case .chain:
        Chain([
          Affine(scale: Tensor([0.5, 2, 1]), shift: Tensor([0, 0.1, 0])), Permutation([1, 2, 0]),
          ElementwiseBijector.tanh,
        ])
      }
    }

    var points: Tensor {
      let x = Tensor([[-1.2, 0.3, 2], [0, -0.7, 0.9]])
      return self == .logit ? Tensors.sigmoid(x) : x
    }
  }

  @Test("Inverse undoes forward", arguments: Kind.allCases) func inverse(_ kind: Kind) {
    let (y, forward) = kind.bijector.forward(kind.points)
    let (x, backward) = kind.bijector.inverse(y)
    expectClose(x, kind.points, tolerance: 1e-5)
    expectClose(backward, -forward, tolerance: 1e-5)
    #expect(forward.shape == [2])
  }

  @Test("The log-determinant is that of the Jacobian", arguments: Kind.allCases)
  func logDeterminant(_ kind: Kind) {
    for row in 0..<2 {
      let point = kind.points[row]
      let matrix = jacobian(at: point) { kind.bijector.forward($0).y }
      expectClose(
        kind.bijector.forward(point).logDeterminant, matrix.logDeterminant(), tolerance: 1e-5)
    }
  }

  @Test("Gradients of the log-determinant are the differences", arguments: Kind.allCases)
  func gradients(_ kind: Kind) {
    let slope = gradient(at: kind.points) { kind.bijector.forward($0).logDeterminant.sum() }
    let step: Float = 1e-2
    for place in 0..<6 {
      let shift = Tensor.oneHot([place], classCount: 6).reshaped(2, 3) * step
      let above = kind.bijector.forward(kind.points + shift).logDeterminant.sum().scalar
      let below = kind.bijector.forward(kind.points - shift).logDeterminant.sum().scalar
      let expected = Double(above - below) / Double(2 * step)
      expectNear(slope.scalars[place], expected, tolerance: 5e-3)
    }
  }

  @Test("Far out the log-determinants stay exact") func saturated() {
    let far = Tensor([40, -40, 0])
    // log tanh′(x) ≈ log 4 − 2 |x|, log sigmoid′(x) ≈ −|x|
    let tanh = ElementwiseBijector.tanh.forward(far).logDeterminant.scalar
    expectNear(tanh, 2 * log(4.0) - 160, tolerance: 1e-6)
    let sigmoid = ElementwiseBijector.sigmoid.forward(far).logDeterminant.scalar
    expectNear(sigmoid, -80 - log(4.0), tolerance: 1e-6)
  }
}

@Suite("Transformed distributions") struct TransformedLaws {
  @Test("The exponential of a normal variable has the log-normal density") func logNormal() {
    let distribution = TransformedDistribution(
      Normal(mean: Tensor([0.3]), standardDeviation: Tensor([0.8])), by: ElementwiseBijector.exp)
    let rule = Quadrature(over: 0...(.infinity))
    expectNear(rule.integral(distribution.logProb(rule.tensor)), 1, tolerance: 1e-4)
    // 1 / (x σ √2π) · exp(−(log x − μ)² / 2σ²)
    let x = 2.5
    let z = (log(x) - 0.3) / 0.8
    let expected = -z * z / 2 - log(x * 0.8 * (2 * .pi).squareRoot())
    expectNear(distribution.logProb(Tensor([Float(x)])).scalar, expected, tolerance: 1e-6)
  }

  @Test("A stretched and shifted logistic variable is logistic") func affine() {
    let map = Affine(scale: Tensor([2, 0.5]), shift: Tensor([1, -1]))
    let transformed = TransformedDistribution(Logistic.standard(2), by: map)
    let direct = Logistic(mean: Tensor([1, -1]), scale: Tensor([2, 0.5]))
    var rng = PCG32(seed: 1)
    let x = transformed.sample(10, using: &rng)
    expectClose(transformed.logProb(x), direct.logProb(x), tolerance: 1e-5)
  }

  @Test("Samples come with the density that they have") func sampleWithLogProb() {
    let distribution = TransformedDistribution(
      Normal.standard(3),
      by: Chain([Permutation.reversal(3), ElementwiseBijector.sigmoid]))
    var rng = PCG32(seed: 2)
    let (sample, logProb) = distribution.sampleWithLogProb([8], using: &rng)
    #expect(sample.shape == [8, 3])
    expectClose(logProb, distribution.logProb(sample), tolerance: 1e-4)
  }
}
