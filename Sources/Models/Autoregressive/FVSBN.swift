// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// The fully visible sigmoid belief network: a logistic regression of each variable on those before it.
///
/// `log p(x) = Σᵢ log Bernoulli(xᵢ | σ(bᵢ + Σ_{j<i} aᵢⱼ xⱼ))`
///
/// It has n(n+1)/2 parameters, none of them idle: of the matrix only what lies below the diagonal is stored. The loss is
/// convex, so that training may begin at zero.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Frey, Hinton & Dayan (1995), *Does the Wake-Sleep Algorithm Produce Good Density Estimators?*, NIPS.
public struct FVSBN: AutoregressiveModel {
  /// What training adds to the loss, so that few examples do not decide over many weights.
  public enum Penalty: Sendable, Equatable {
    /// Nothing.
    case none
    /// `λ Σ |a|`, which sets weights to zero that tell little.
    case l1(Float)
    /// `½ λ Σ a²`, which keeps all of them small.
    case l2(Float)
  }

  /// The weights `aᵢⱼ`, row after row: `a₂₁, a₃₁, a₃₂, a₄₁, …`.
  @Parameter public var weights: Tensor
  /// The biases `b`.
  @Parameter public var bias: Tensor
  /// What is added to the loss in training.
  public let penalty: Penalty
  /// A row for each input, 1 at the outputs that see it.
  private let mask: Tensor

  /// The number of binary variables.
  public var size: Int { bias.shape[0] }

  /// Makes a model in which all vectors are equally probable.
  public init(size: Int = 784, penalty: Penalty = .none) {
    if size < 1 { fail("FVSBN: \(size) variables; there must be at least one") }
    let count = size * (size - 1) / 2
    weights = .zeros([count])
    bias = .zeros([size])
    self.penalty = penalty
    mask = Tensor.ones([count]).placedBelowDiagonal(size: size).transposed()
  }

  /// The weights as a matrix, zero on the diagonal and above.
  ///
  /// - Shapes: `[size, size]`, a row for each output.
  public var weightMatrix: Tensor { weights.placedBelowDiagonal(size: size) }

  /// The logits of all conditionals `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func logits(given x: Tensor) -> Tensor {
    linear(x, weightMatrix.transposed(), bias, mask: mask)
  }

  /// The logits of one conditional, from its own row of weights.
  public func logits(at place: Int, given x: Tensor) -> Tensor {
    let start = place * (place - 1) / 2
    let before = x.sliced(..<place, alongAxis: 1)
    return (before * weights[start..<start + place]).sum(alongAxis: 1) + bias[place]
  }

  /// The mean negative log-likelihood, and what the penalty adds.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let loss = validationLoss(on: x, using: &rng)
    switch penalty {
    case .none: return loss
    case .l1(let weight): return loss + weight * abs(weights).sum()
    case .l2(let weight): return loss + weight / 2 * (weights * weights).sum()
    }
  }

  /// The mean negative log-likelihood.
  public func validationLoss(
    on x: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    -logProb(x).mean()
  }
}
