// SPDX-License-Identifier: MIT

public import Tensors

/// How the weights of a layer begin.
///
/// `fanIn` is the number of inputs that one output sums, `fanOut` the number of outputs that one input reaches.
public enum Initializer: Sendable, Hashable {
  /// Uniform in `±1/√fanIn`: the usual start, which deep stacks of saturating units outgrow.
  case standard
  /// All 0.
  case zeros
  /// All 1.
  case ones
  /// All the same number.
  case constant(Float)
  /// Uniform between a number and its negative.
  case uniform(bound: Float)
  /// Normal with mean 0.
  case normal(standardDeviation: Float)
  /// Uniform with variance `2 / (fanIn + fanOut)`.
  ///
  /// - Paper: Glorot & Bengio (2010), *Understanding the Difficulty of Training Deep Feedforward Neural Networks*.
  case glorotUniform
  /// Normal with variance `2 / (fanIn + fanOut)`.
  case glorotNormal
  /// Uniform with variance `2 / fanIn`, for rectified units.
  ///
  /// - Paper: He, Zhang, Ren & Sun (2015), *Delving Deep into Rectifiers*, arXiv:1502.01852.
  case heUniform
  /// Normal with variance `2 / fanIn`, for rectified units.
  case heNormal
  /// Normal with variance `1 / fanIn`.
  ///
  /// - Paper: LeCun, Bottou, Orr & Müller (1998), *Efficient BackProp*.
  case leCunNormal
  /// A random matrix whose rows or columns, the fewer of them, are orthonormal; kernels count as one row each.
  ///
  /// - Paper: Saxe, McClelland & Ganguli (2013), *Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear
  ///   Neural Networks*, arXiv:1312.6120.
  case orthogonal

  /// The first value of weights.
  ///
  /// - Requires: Positive numbers of inputs and outputs where the rule divides by them; two axes for an orthogonal matrix.
  public func tensor(
    _ shape: Shape, fanIn: Int, fanOut: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let (inputs, both) = (Float(max(fanIn, 1)), Float(max(fanIn + fanOut, 1)))
    switch self {
    case .standard: return .uniform(shape, bound: 1 / inputs.squareRoot(), using: &rng)
    case .zeros: return .zeros(shape)
    case .ones: return .ones(shape)
    case .constant(let value): return .full(shape, value)
    case .uniform(let bound): return .uniform(shape, bound: bound, using: &rng)
    case .normal(let deviation): return .normal(shape, variance: deviation * deviation, using: &rng)
    case .glorotUniform: return .uniform(shape, bound: (6 / both).squareRoot(), using: &rng)
    case .glorotNormal: return .normal(shape, variance: 2 / both, using: &rng)
    case .heUniform: return .uniform(shape, bound: (6 / inputs).squareRoot(), using: &rng)
    case .heNormal: return .normal(shape, variance: 2 / inputs, using: &rng)
    case .leCunNormal: return .normal(shape, variance: 1 / inputs, using: &rng)
    case .orthogonal: return .orthogonal(shape, using: &rng)
    }
  }

  /// The first value of a bias: as the weights by the usual rule, 0 by any other.
  func bias(
    _ size: Int, fanIn: Int, using rng: inout some RandomNumberGenerator
  ) -> Parameter {
    let rule: Initializer = self == .standard ? .standard : .zeros
    return Parameter(wrappedValue: rule.tensor([size], fanIn: fanIn, fanOut: size, using: &rng))
  }
}

extension Tensor {
  fileprivate static func uniform(
    _ shape: Shape, bound: Float, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if !(bound > 0) { fail("initializer: ±\(bound) is no range for weights of shape \(shape)") }
    return .uniform(shape, in: -bound..<bound, using: &rng)
  }

  fileprivate static func normal(
    _ shape: Shape, variance: Float, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    .normal(shape, standardDeviation: variance.squareRoot(), using: &rng)
  }

  fileprivate static func orthogonal(
    _ shape: Shape, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if shape.rank < 2 || shape.elementCount == 0 {
      fail("initializer: weights of shape \(shape) cannot be orthogonal")
    }
    let (rows, columns) = (shape[0], shape.elementCount / shape[0])
    let (longer, shorter) = (Swift.max(rows, columns), Swift.min(rows, columns))
    let factors = Tensor.normal([longer, shorter], using: &rng).qrDecomposition()
    // With positive numbers on the triangle's diagonal every orthogonal matrix is equally likely.
    let signs = sign((factors.upper * .identity(shorter)).sum(alongAxis: 0))
    let basis = factors.orthogonal * signs
    return (rows < columns ? basis.transposed() : basis).reshaped(to: shape)
  }
}
