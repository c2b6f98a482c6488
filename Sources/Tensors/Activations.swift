// SPDX-License-Identifier: MIT

import CKernels

/// The loops of the machine that runs.
private var loops: vector_loops { @inline(__always) get { Elementwise.loops } }

/// The logistic function of each element: `1 / (1 + exp(−x))`.
///
/// - Precision: 2.4 units in the last place.
public func sigmoid(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.sigmoid)
    .traced(
      from: x,
      withValue: { y, cotangent in
        y.pulledBack(cotangent, loops.sigmoid_slope) { cotangent * y * (1 - y) }
      })
}

/// `log(1 + exp(x))` for each element, without overflow.
public func softplus(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.softplus).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.softplus_slope) { cotangent * sigmoid(x) }
  }
}

/// Each element, or 0 where it is negative.
public func relu(_ x: Tensor) -> Tensor {
  // The value is positive where the element is, and the next layer keeps it anyway.
  Elementwise.map(x, loops.relu)
    .traced(
      from: x,
      withValue: { y, cotangent in
        y.pulledBack(cotangent, loops.relu_slope) { cotangent * (y.detached() .> 0) }
      })
}

/// Each element, multiplied by a small slope where it is negative.
///
/// - Paper: Maas, Hannun & Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.
public func leakyRelu(_ x: Tensor, slope: Float = 0.01) -> Tensor {
  Elementwise.map(x, loops.leaky_relu, slope).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.leaky_relu_slope, slope) {
      cotangent * ((x .<= 0) * (slope - 1) + 1)
    }
  }
}

/// The exponential linear unit: `x` where positive, `alpha · (exp(x) − 1)` elsewhere.
///
/// - Paper: Clevert, Unterthiner & Hochreiter (2015), *Fast and Accurate Deep Network Learning by Exponential Linear
///   Units*, arXiv:1511.07289.
public func elu(_ x: Tensor, alpha: Float = 1) -> Tensor {
  Elementwise.map(x, loops.elu, alpha)
    .traced(
      from: x,
      withValue: { y, cotangent in
        let composed = { cotangent * (y + alpha).replacing(with: 1, where: x .> 0) }
        // With a positive alpha the value has the element's sign.
        if alpha <= 0 { return composed() }
        return y.pulledBack(cotangent, loops.elu_slope, alpha, composed: composed)
      })
}

/// The Gaussian error linear unit: `x Φ(x)`, with Φ the distribution function of the standard normal.
///
/// - Precision: 5.2 units in the last place, also far below 0.
/// - Paper: Hendrycks & Gimpel (2016), *Gaussian Error Linear Units*, arXiv:1606.08415.
public func gelu(_ x: Tensor) -> Tensor {
  let scale = Float(0.5).squareRoot()
  return Elementwise.map(x, loops.gelu).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.gelu_slope) {
      let density = exp(x * x * -0.5) / (2 * Float.pi).squareRoot()
      return cotangent * (0.5 * (1 + erf(scale * x)) + x * density)
    }
  }
}

/// The sigmoid linear unit, or swish: `x · sigmoid(x)`.
///
/// - Precision: 3.2 units in the last place, also far below 0.
/// - Paper: Elfwing, Uchibe & Doya (2017), *Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
///   Reinforcement Learning*, arXiv:1702.03118.
public func silu(_ x: Tensor) -> Tensor {
  Elementwise.map(x, loops.silu).traced(from: x) { cotangent in
    x.pulledBack(cotangent, loops.silu_slope) {
      let gate = sigmoid(x)
      return cotangent * gate * (1 + x * (1 - gate))
    }
  }
}
