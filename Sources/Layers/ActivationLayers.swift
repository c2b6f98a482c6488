// SPDX-License-Identifier: MIT

public import Tensors

// The functions of `Tensors` as layers, under the names that papers print.

/// The rectified linear unit, `max(x, 0)`, of each element.
///
/// - Paper: Nair & Hinton (2010), *Rectified Linear Units Improve Restricted Boltzmann Machines*.
public struct ReLU: Layer {
  /// Makes the layer.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { relu(x) }
}

/// The rectified linear unit with a small slope where the element is negative.
///
/// - Paper: Maas, Hannun & Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.
public struct LeakyReLU: Layer {
  /// The slope below 0.
  public let slope: Float

  /// Makes the layer with its slope.
  public init(slope: Float = 0.01) { self.slope = slope }

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { leakyRelu(x, slope: slope) }
}

/// The hyperbolic tangent of each element, in −1…1.
public struct Tanh: Layer {
  /// Makes the layer.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { tanh(x) }
}

/// The logistic function of each element, in 0…1.
public struct Sigmoid: Layer {
  /// Makes the layer.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { sigmoid(x) }
}

/// The sigmoid linear unit, `x · sigmoid(x)`, of each element.
///
/// - Paper: Elfwing, Uchibe & Doya (2017), *Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
///   Reinforcement Learning*, arXiv:1702.03118.
public struct SiLU: Layer {
  /// Makes the layer.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { silu(x) }
}

/// The Gaussian error linear unit, `x Φ(x)`, of each element.
///
/// - Paper: Hendrycks & Gimpel (2016), *Gaussian Error Linear Units*, arXiv:1606.08415.
public struct GELU: Layer {
  /// Makes the layer.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { gelu(x) }
}

/// The exponential linear unit: `x` where positive, `alpha · (exp(x) − 1)` elsewhere.
///
/// - Paper: Clevert, Unterthiner & Hochreiter (2015), *Fast and Accurate Deep Network Learning by Exponential Linear
///   Units*, arXiv:1511.07289.
public struct ELU: Layer {
  /// The negative of the limit at −∞.
  public let alpha: Float

  /// Makes the layer with its limit.
  public init(alpha: Float = 1) { self.alpha = alpha }

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { elu(x, alpha: alpha) }
}

/// The smooth rectifier, `log(1 + exp(x))`, of each element.
public struct Softplus: Layer {
  /// Makes the layer.
  public init() {}

  /// The function of each element.
  public func callAsFunction(_ x: Tensor) -> Tensor { softplus(x) }
}

/// Any function of a tensor as a layer without parameters: `Activation { $0 * sigmoid(1.7 * $0) }`.
///
/// - Requires: A function that uses no parameters: those inside of it would not be found.
public struct Activation: Layer {
  private let function: (Tensor) -> Tensor

  /// Makes a layer of a function.
  public init(_ function: @escaping (Tensor) -> Tensor) { self.function = function }

  /// The function's value.
  public func callAsFunction(_ x: Tensor) -> Tensor { function(x) }
}
