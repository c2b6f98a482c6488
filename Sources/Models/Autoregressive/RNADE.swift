// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
import Learning
public import Tensors

/// The neural autoregressive estimator of real vectors, whose conditionals are mixtures of Gaussians.
///
/// `p(x) = ∏ᵢ Σⱼ πᵢⱼ N(xᵢ; μᵢⱼ, σᵢⱼ²)`, with `hᵢ = σ(c + Σ_{k<i} xₖ Wₖ)`.
///
/// `μᵢⱼ = bᵢⱼ + αᵢⱼ·hᵢ`, and so for `log σᵢⱼ` and, before the softmax, for `πᵢⱼ`, each with weights of its own.
/// - Shapes: vectors `[batch, size]`, best of mean 0 and variance 1.
/// - Units: nats per vector.
/// - Differs: The hidden units are sigmoids of unscaled sums, as in the lecture; the paper rectifies and scales them.
/// - Paper: Uria, Murray & Larochelle (2013), *RNADE: The Real-Valued Neural Autoregressive Density-Estimator*,
///   arXiv:1306.0186.
public struct RNADE: GenerativeModel {
  /// The rows `Wₖ` that add a number at place k to the hidden units.
  @Parameter public var inputWeight: Tensor
  /// The biases `c` of the hidden units.
  @Parameter public var hiddenBias: Tensor
  /// The weights `α` of all mixtures, `[size, hidden, 3 · components]`: of logits, means, and logarithms of deviations.
  @Parameter public var outputWeight: Tensor
  /// The biases `b` of all mixtures, `[size, 3 · components]`.
  @Parameter public var bias: Tensor

  /// The number of variables.
  public var size: Int { inputWeight.shape[0] }
  /// The number of hidden units.
  public var hiddenSize: Int { inputWeight.shape[1] }
  /// The number of Gaussians of each conditional.
  public var componentCount: Int { bias.shape[1] / 3 }

  /// Makes a model with random weights, its Gaussians spread as data of mean 0 and variance 1 are.
  public init(
    size: Int, hiddenSize: Int = 50, componentCount: Int = 10,
    using rng: inout some RandomNumberGenerator
  ) {
    if size < 1 || hiddenSize < 1 || componentCount < 1 {
      fail("RNADE: \(size) variables, \(hiddenSize) hidden units, \(componentCount) components")
    }
    let deviation = 1 / Float(hiddenSize).squareRoot()
    inputWeight = .normal([size, hiddenSize], using: &rng)
    hiddenBias = .normal([hiddenSize], using: &rng)
    outputWeight = .normal(
      [size, hiddenSize, 3 * componentCount], standardDeviation: deviation, using: &rng)
    let zeros = Tensor.zeros([size, componentCount])
    bias = [zeros, .normal([size, componentCount], using: &rng), zeros]
      .concatenated(alongAxis: 1)
  }

  /// All conditionals `p(xᵢ | x₁ … xᵢ₋₁)`, for each vector and each place a mixture of one number.
  ///
  /// - Shapes: `x` `[batch, size]` → mixtures `[batch, size]` of numbers `[1]`.
  public func conditionals(given x: Tensor) -> Mixture<Normal> {
    let steps = x.expanded(atAxis: 2) * inputWeight  // [batch, size, hidden]
    let hidden = sigmoid(steps.cumulativeSum(alongAxis: 1) - steps + hiddenBias)
    let outputs = matmul(hidden.transposed(1, 0, 2), outputWeight).transposed(1, 0, 2) + bias
    return Self.mixture(outputs)
  }

  /// One conditional `p(xᵢ | x₁ … xᵢ₋₁)` for each vector.
  ///
  /// - Shapes: `x` `[batch, size]`, of which only the places before i count → mixtures `[batch]` of numbers `[1]`.
  public func conditional(at place: Int, given x: Tensor) -> Mixture<Normal> {
    let before = x.sliced(..<place, alongAxis: 1)
    let activation = matmul(before, inputWeight[..<place]) + hiddenBias
    return conditional(at: place, activation)
  }

  private func conditional(at place: Int, _ activation: Tensor) -> Mixture<Normal> {
    Self.mixture(matmul(sigmoid(activation), outputWeight[place]) + bias[place])
  }

  private static func mixture(_ outputs: Tensor) -> Mixture<Normal> {
    let parts = outputs.split(into: 3, alongAxis: -1)
    let components = Normal(
      mean: parts[1].expanded(atAxis: -1), standardDeviation: exp(parts[2].expanded(atAxis: -1)))
    return Mixture(logits: parts[0], components: components)
  }

  /// The logarithm of each vector's density.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    conditionals(given: x).logProb(x.expanded(atAxis: 2)).sum(alongAxis: 1)
  }

  /// The mean negative log-likelihood.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(x).mean()
  }

  /// Draws vectors, one variable after another.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("RNADE.sample: \(count) vectors") }
    var activation = hiddenBias.detached().broadcast(to: [count, hiddenSize])
    var places: [Tensor] = []
    for place in 0..<size {
      let x = conditional(at: place, activation).sample(using: &rng)  // [count, 1]
      activation += x * inputWeight[place]
      places.append(x)
    }
    return places.concatenated(alongAxis: 1).detached()
  }
}
