// SPDX-License-Identifier: MIT

public import Distributions
public import Learning
public import Tensors

/// A normalizing flow: codes of a simple prior, carried to examples by invertible steps.
///
/// `x = f_K ∘ … ∘ f₁(z)` with `z ~ π`, hence `log p(x) = log π(z) − Σ log|det ∂fᵢ/∂zᵢ₋₁|`, exactly.
///
/// Forward is always from the code to the example. A model says what its prior and its steps are; all else follows.
/// - Shapes: examples and codes `[batch, size]`.
/// - Units: nats per example.
/// - Paper: Rezende & Mohamed (2015), *Variational Inference with Normalizing Flows*, arXiv:1505.05770.
public protocol FlowModel: GenerativeModel where Batch == Tensor {
  /// What the distribution of codes is.
  associatedtype Prior: Distribution

  /// The distribution π(z) of codes.
  var prior: Prior { get }

  /// The maps `f₁, …, f_K` of the generation, the one nearest to the code first.
  var steps: [any Bijector] { get }
}

extension FlowModel {
  /// The example of each code: `x = f(z)`.
  ///
  /// - Shapes: `z` `[batch, size]` → the same.
  public func decode(_ z: Tensor) -> Tensor { forward(z).x }

  /// The code of each example: `z = f⁻¹(x)`.
  ///
  /// - Shapes: `x` `[batch, size]` → the same.
  public func encode(_ x: Tensor) -> Tensor { inverse(x).z }

  /// The example of each code, and how much the flow stretches space there: `log|det ∂x/∂z|`.
  ///
  /// - Shapes: `z` `[batch, size]` → the same, `[batch]`.
  public func forward(_ z: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (x, logDeterminant) = Chain(steps).forward(z)
    return (x, logDeterminant)
  }

  /// The code of each example, and how much the flow's inverse stretches space there: `log|det ∂z/∂x|`.
  ///
  /// - Shapes: `x` `[batch, size]` → the same, `[batch]`.
  public func inverse(_ x: Tensor) -> (z: Tensor, logDeterminant: Tensor) {
    let (z, logDeterminant) = Chain(steps).inverse(x)
    return (z, logDeterminant)
  }

  /// The logarithm of the density of each example: `log π(f⁻¹(x)) + log|det ∂f⁻¹/∂x|`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  /// - Units: nats.
  public func logProb(_ x: Tensor) -> Tensor {
    let (z, logDeterminant) = inverse(x)
    return prior.logProb(z) + logDeterminant
  }

  /// The logarithm of the density `pᵢ` that the prior has become after its first steps, at any points.
  ///
  /// - Shapes: points `[batch, size]` → `[batch]`.
  /// - Requires: From 0 steps, where it is the prior, to all of them.
  public func logProb(_ points: Tensor, after stepCount: Int) -> Tensor {
    if !(0...steps.count).contains(stepCount) {
      fail("logProb: a flow of \(steps.count) steps has no density after \(stepCount)")
    }
    if stepCount == 0 { return prior.logProb(points) }
    let (z, logDeterminant) = Chain(Array(steps[..<stepCount])).inverse(points)
    return prior.logProb(z) + logDeterminant
  }

  /// The way of codes through the flow: `z₀ = z, zᵢ = fᵢ(zᵢ₋₁)`, the last of which are the examples.
  ///
  /// - Shapes: `z` `[batch, size]` → one more of these than there are steps.
  public func trajectory(from z: Tensor) -> [Tensor] {
    steps.reduce(into: [z]) { path, step in path.append(step.forward(path[path.count - 1]).y) }
  }

  /// The negative log-likelihood, averaged over the batch.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(x).mean()
  }

  /// Draws codes from the prior and carries them to examples.
  ///
  /// - Shapes: `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("sample: \(count) examples") }
    return decode(prior.sample(count, using: &rng))
  }
}

/// A flow of any prior and any steps.
///
/// - Shapes: examples and codes `[batch, size]`.
/// - Units: nats per example.
public struct NormalizingFlow<Prior: Distribution>: FlowModel {
  /// The distribution of codes.
  public let prior: Prior
  /// The maps from codes to examples, the one nearest to the code first.
  public let steps: [any Bijector]

  /// Makes a flow of a prior and the maps that its codes pass one after another.
  ///
  /// - Requires: A prior of vectors and at least one step.
  public init(_ prior: Prior, _ steps: [any Bijector]) {
    if prior.shape.rank != 1 {
      fail("NormalizingFlow: a prior of shape \(prior.shape); there must be one density of vectors")
    }
    if steps.isEmpty { fail("NormalizingFlow: there is no step") }
    (self.prior, self.steps) = (prior, steps)
  }
}
