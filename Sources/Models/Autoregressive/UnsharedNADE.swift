// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// Conditionals with a hidden layer each: what the neural autoregressive estimator is before its layers share weights.
///
/// `log p(x) = Σᵢ log Bernoulli(xᵢ | σ(bᵢ + αᵢ · σ(cᵢ + Aᵢ x_{<i})))`
///
/// The matrices alone have `d · n(n−1)/2` entries for n variables and d hidden units.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Bengio & Bengio (2000), *Modeling High-Dimensional Discrete Data with Multi-Layer Neural Networks*, NIPS.
/// - Differs: There the networks share their hidden layers in part.
public struct UnsharedNADE: AutoregressiveModel {
  /// The matrices `Aᵢ` and biases `cᵢ`, of no input for the first variable.
  public let hidden: [Linear]
  /// The rows `αᵢ` and biases `bᵢ`.
  public let readouts: [Linear]

  /// The number of binary variables.
  public var size: Int { hidden.count }

  /// Makes a model with random weights.
  public init(size: Int, hiddenSize: Int, using rng: inout some RandomNumberGenerator) {
    if size < 1 || hiddenSize < 1 {
      fail("UnsharedNADE: \(size) variables and \(hiddenSize) hidden units; both must be positive")
    }
    var (hidden, readouts): ([Linear], [Linear]) = ([], [])
    for place in 0..<size {
      hidden.append(Linear(place, hiddenSize, using: &rng))
      readouts.append(Linear(hiddenSize, 1, using: &rng))
    }
    (self.hidden, self.readouts) = (hidden, readouts)
  }

  /// How many parameters a model of some size has: `d n(n−1)/2 + nd + nd + n`, most of them in the matrices.
  public static func parameterCount(size n: Int, hiddenSize d: Int) -> Int {
    d * n * (n - 1) / 2 + n * d + n * d + n
  }

  /// The logits of all conditionals `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func logits(given x: Tensor) -> Tensor {
    (0..<size).map { logits(at: $0, given: x) }.stacked(alongAxis: 1)
  }

  /// The logits of one conditional, from its own network.
  public func logits(at place: Int, given x: Tensor) -> Tensor {
    let h = sigmoid(hidden[place](x.sliced(..<place, alongAxis: 1)))
    return readouts[place](h).flattened()
  }
}
