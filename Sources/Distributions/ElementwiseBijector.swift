// SPDX-License-Identifier: MIT

public import Tensors

/// The maps that apply one increasing function to each coordinate.
///
/// `log|det J| = Σ log f′(xᵢ)`
public enum ElementwiseBijector: Bijector, CaseIterable, Sendable {
  /// `y = exp(x)`, onto the positive numbers.
  case exp
  /// `y = log(1 + exp(x))`, onto the positive numbers, and close to `x` where it is large.
  case softplus
  /// `y = 1 / (1 + exp(−x))`, onto the numbers between 0 and 1; its inverse is the logit.
  case sigmoid
  /// `y = tanh(x)`, onto the numbers between −1 and 1; the inverse loses digits near the ends.
  case tanh

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    (function(x), logSlope(x).sum(alongAxis: -1))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let x = inverseFunction(y)
    return (x, -logSlope(x).sum(alongAxis: -1))
  }

  private func function(_ x: Tensor) -> Tensor {
    switch self {
    case .exp: Tensors.exp(x)
    case .softplus: Tensors.softplus(x)
    case .sigmoid: Tensors.sigmoid(x)
    case .tanh: Tensors.tanh(x)
    }
  }

  private func inverseFunction(_ y: Tensor) -> Tensor {
    switch self {
    case .exp: log(y)
    case .softplus: y + log(-expm1(-y))  // log(exp(y) − 1), without overflow
    case .sigmoid: log(y) - log1p(-y)
    case .tanh: (log1p(y) - log1p(-y)) * 0.5
    }
  }

  /// The logarithm of the function's slope.
  private func logSlope(_ x: Tensor) -> Tensor {
    switch self {
    case .exp: x
    case .softplus: -Tensors.softplus(-x)
    case .sigmoid: -Tensors.softplus(x) - Tensors.softplus(-x)
    // 1 − tanh² = 4 / (eˣ + e⁻ˣ)²
    case .tanh: (logOfTwo - x - Tensors.softplus(x * -2)) * 2
    }
  }
}

private let logOfTwo: Float = 0.693_147_180_559_945_3
