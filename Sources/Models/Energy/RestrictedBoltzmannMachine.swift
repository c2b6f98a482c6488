// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A Boltzmann machine of visible and hidden units, zeros and ones, without connections inside either layer.
///
/// `E(v, h) = −vᵀWh − bᵀv − cᵀh`, `p(v, h) = exp(−E(v, h)) / Z`.
///
/// Given one layer, the units of the other are independent, so that both are drawn at once (block Gibbs sampling).
/// `ContrastiveDivergence` trains it.
///
/// - Shapes: visible vectors `[batch, visibleSize]`, hidden vectors `[batch, hiddenSize]`.
/// - Units: nats; probabilities are known up to the constant `log Z`.
/// - Paper: Smolensky (1986), *Information Processing in Dynamical Systems: Foundations of Harmony Theory*;
///   Hinton (2002), *Training Products of Experts by Minimizing Contrastive Divergence*.
public struct RBM: Module {
  /// The connections `W` `[visibleSize, hiddenSize]`.
  @Parameter public var weight: Tensor
  /// The biases `b` of the visible units.
  @Parameter public var visibleBias: Tensor
  /// The biases `c` of the hidden units.
  @Parameter public var hiddenBias: Tensor

  /// The number of visible units.
  public var visibleSize: Int { weight.shape[0] }
  /// The number of hidden units.
  public var hiddenSize: Int { weight.shape[1] }

  /// Makes a machine with small random connections and without biases.
  ///
  /// - Requires: Positive sizes.
  public init(
    visibleSize: Int = 784, hiddenSize: Int = 500, weightScale: Float = 0.01,
    using rng: inout some RandomNumberGenerator
  ) {
    if visibleSize < 1 || hiddenSize < 1 {
      fail("RBM: \(visibleSize) visible and \(hiddenSize) hidden units; there must be some of both")
    }
    weight = .normal([visibleSize, hiddenSize], standardDeviation: weightScale, using: &rng)
    visibleBias = .zeros([visibleSize])
    hiddenBias = .zeros([hiddenSize])
  }

  /// The energy of each pair of visible and hidden vectors.
  ///
  /// - Shapes: `v` `[batch, visibleSize]`, `h` `[batch, hiddenSize]` → `[batch]`.
  public func energy(_ v: Tensor, _ h: Tensor) -> Tensor {
    -(linear(v, weight, hiddenBias) * h).sum(alongAxis: 1) - matmul(v, visibleBias)
  }

  /// The free energy of visible vectors, `F(v) = −log Σₕ exp(−E(v, h))`, so that `p(v) = exp(−F(v)) / Z`.
  ///
  /// `F(v) = −bᵀv − Σⱼ log(1 + exp(cⱼ + Σᵢ Wᵢⱼ vᵢ))`
  ///
  /// - Shapes: `v` `[batch, visibleSize]` → `[batch]`.
  public func freeEnergy(_ v: Tensor) -> Tensor {
    -softplus(linear(v, weight, hiddenBias)).sum(alongAxis: 1) - matmul(v, visibleBias)
  }

  /// The logarithm of the probability of visible vectors, once the constant is known: `log p(v) = −F(v) − log Z`.
  ///
  /// - Shapes: `v` `[batch, visibleSize]` → `[batch]`.
  public func logProb(_ v: Tensor, logPartition: Double) -> Tensor {
    -freeEnergy(v) - Float(logPartition)
  }

  /// The probabilities `p(hⱼ = 1 | v) = σ(cⱼ + Σᵢ Wᵢⱼ vᵢ)`.
  public func hiddenProbabilities(given v: Tensor) -> Tensor {
    sigmoid(linear(v, weight, hiddenBias))
  }

  /// The probabilities `p(vᵢ = 1 | h) = σ(bᵢ + Σⱼ Wᵢⱼ hⱼ)`.
  public func visibleProbabilities(given h: Tensor) -> Tensor {
    sigmoid(
      product(h, isTransposed: false, weight, isTransposed: true, adding: visibleBias))
  }

  /// Draws the visible vectors that follow after block Gibbs steps: hidden given visible, then visible given hidden.
  ///
  /// - Shapes: `v` `[batch, visibleSize]` → `[batch, visibleSize]`.
  public func gibbs(
    from v: Tensor, steps: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    var chains = Chains(from: v, in: self)
    chains.advance(self, steps: steps, using: &rng)
    return chains.visible
  }

  /// Draws visible vectors by block Gibbs steps from noise.
  ///
  /// - Shapes: result `[count, visibleSize]`.
  public func sample(
    _ count: Int, steps: Int = 1000, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    if count < 0 { fail("RBM.sample: \(count) vectors") }
    let noise = Tensor.bernoulli(probabilities: .full([count, visibleSize], 0.5), using: &rng)
    return gibbs(from: noise, steps: steps, using: &rng)
  }

  /// The mean squared difference between vectors and what the machine makes of them in one step, summed over the units.
  ///
  /// `E ‖v − p(v′ = 1 | h)‖²` with `h ~ p(h | v)`. It is no likelihood, and may fall while the likelihood falls too.
  public func reconstructionError(
    of v: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Float {
    var chains = Chains(from: v, in: self)
    chains.advance(self, steps: 1, using: &rng)
    return chains.distance(to: v)
  }
}
