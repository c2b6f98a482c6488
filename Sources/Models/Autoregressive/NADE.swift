// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// The neural autoregressive distribution estimator of binary vectors.
///
/// `log p(x) = Σᵢ log Bernoulli(xᵢ | σ(bᵢ + Vᵢ·hᵢ))` with `hᵢ = σ(c + Σ_{j<i} xⱼ Wⱼ)`.
///
/// Neighbouring hidden layers differ by one row of `W`, and not at all after a 0: `a₁ = c`, `aᵢ₊₁ = aᵢ + xᵢ Wᵢ`. The
/// likelihood of a vector so costs O(size · hidden) and is exact.
///
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Larochelle & Murray (2011), *The Neural Autoregressive Distribution Estimator*, AISTATS.
public struct NADE: AutoregressiveModel {
  /// The rows `Wᵢ` that a 1 at place i adds to the hidden units.
  @Parameter public var inputWeight: Tensor
  /// The rows `Vᵢ` that read the logit of place i from the hidden units.
  @Parameter public var outputWeight: Tensor
  /// The biases `b` of the logits.
  @Parameter public var bias: Tensor
  /// The biases `c` of the hidden units.
  @Parameter public var hiddenBias: Tensor

  /// The number of binary variables.
  public var size: Int { inputWeight.shape[0] }
  /// The number of hidden units.
  public var hiddenSize: Int { inputWeight.shape[1] }

  /// Makes a model with small random weights.
  public init(size: Int = 784, hiddenSize: Int = 500, using rng: inout some RandomNumberGenerator) {
    if size < 1 || hiddenSize < 1 {
      fail("NADE: \(size) variables and \(hiddenSize) hidden units; both must be positive")
    }
    inputWeight = .normal([size, hiddenSize], standardDeviation: 0.01, using: &rng)
    outputWeight = .normal([size, hiddenSize], standardDeviation: 0.01, using: &rng)
    bias = .zeros([size])
    hiddenBias = .zeros([hiddenSize])
  }

  /// The logits of all conditionals `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func logits(given x: Tensor) -> Tensor {
    autoregressiveLogits(
      x, input: inputWeight, output: outputWeight, bias: bias, hiddenBias: hiddenBias)
  }

  /// Keeps the first places of vectors, and draws the others; each costs one row of either matrix.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func completed(
    _ x: Tensor, keeping step: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    checkCompletion(of: x, keeping: step)
    let numbers = Tensor.uniform([size - step, x.shape[0], 1], using: &rng)
    return withoutGradient {
      let kept = x.sliced(..<step, alongAxis: 1)
      var places = [kept]
      var activation = hiddenBias + matmul(kept, inputWeight[..<step])  // [batch, hidden]
      for i in step..<size {
        let logit = matmul(sigmoid(activation), outputWeight[i].expanded(atAxis: 1)) + bias[i]
        let x = numbers[i - step] .< sigmoid(logit)  // [batch, 1]
        activation += x * inputWeight[i]
        places.append(x)
      }
      return places.concatenated(alongAxis: 1)
    }
  }
}
