// SPDX-License-Identifier: MIT

import Glibc

/// The logistic function of each element: `1 / (1 + exp(−x))`.
public func sigmoid(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { 1 / (1 + expf(-$0)) }
    .traced(from: x, withValue: { y, cotangent in cotangent * y * (1 - y) })
}

/// `log(1 + exp(x))` for each element, without overflow.
public func softplus(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { ($0 < 0 ? 0 : $0) + log1pf(expf(-$0.magnitude)) }
    .traced(from: x) { $0 * sigmoid(x) }
}

/// Each element, or 0 where it is negative.
public func relu(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { $0 < 0 ? 0 : $0 }.traced(from: x) { $0 * (x .> 0) }
}

/// Each element, multiplied by a small slope where it is negative.
///
/// - Paper: Maas, Hannun & Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.
public func leakyRelu(_ x: Tensor, slope: Float = 0.01) -> Tensor {
  Elementwise.map(x) { $0 < 0 ? slope * $0 : $0 }.traced(from: x) {
    $0 * Elementwise.map(x) { $0 > 0 ? 1 : slope }
  }
}

/// The exponential linear unit: `x` where positive, `alpha · (exp(x) − 1)` elsewhere.
///
/// - Paper: Clevert, Unterthiner & Hochreiter (2015), *Fast and Accurate Deep Network Learning by Exponential Linear
///   Units*, arXiv:1511.07289.
public func elu(_ x: Tensor, alpha: Float = 1) -> Tensor {
  Elementwise.map(x) { $0 > 0 ? $0 : alpha * expm1f($0) }
    .traced(
      from: x,
      withValue: { y, cotangent in
        cotangent * (y + alpha).replacing(with: 1, where: x .> 0)
      })
}

/// The Gaussian error linear unit: `x Φ(x)`, with Φ the distribution function of the standard normal.
///
/// - Paper: Hendrycks & Gimpel (2016), *Gaussian Error Linear Units*, arXiv:1606.08415.
public func gelu(_ x: Tensor) -> Tensor {
  let scale = Float(0.5).squareRoot()
  return Elementwise.map(x) { 0.5 * $0 * erfcf(-scale * $0) }.traced(from: x) { cotangent in
    let density = exp(x * x * -0.5) / (2 * Float.pi).squareRoot()
    return cotangent * (0.5 * (1 + erf(scale * x)) + x * density)
  }
}

/// The sigmoid linear unit, or swish: `x · sigmoid(x)`.
///
/// - Paper: Elfwing, Uchibe & Doya (2017), *Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
///   Reinforcement Learning*, arXiv:1702.03118.
public func silu(_ x: Tensor) -> Tensor {
  Elementwise.map(x) { $0 / (1 + expf(-$0)) }.traced(from: x) { cotangent in
    let gate = sigmoid(x)
    return cotangent * gate * (1 + x * (1 - gate))
  }
}
