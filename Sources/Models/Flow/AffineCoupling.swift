// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// The coupling layer of RealNVP: one part of the coordinates says how the other is scaled and shifted.
///
/// `x₁ = z₁`, `x₂ = z₂ ⊙ exp(s(z₁)) + t(z₁)`, `log|det ∂x/∂z| = Σ s(z₁)`
///
/// The inverse needs the same network and no more: `z₂ = (x₂ − t(x₁)) ⊙ exp(−s(x₁))`.
///
/// - Shapes: points `[…, size]`; the network `[…, kept]` → `[…, 2 · changed]`, first s, then t.
/// - Differs: s is bounded by a hyperbolic tangent, `s = b tanh(a / b)`, without a learned factor.
/// - Paper: Dinh, Sohl-Dickstein & Bengio (2016), *Density Estimation Using Real NVP*, arXiv:1605.08803.
public struct AffineCoupling: Bijector, Module {
  /// What is kept and what is changed.
  public let mask: CouplingMask
  /// The network of both functions, s and t.
  public let network: any Layer
  /// The bound b of s in magnitude.
  public let scaleBound: Float

  /// Makes a layer of a mask and a network with two outputs for each changed coordinate.
  ///
  /// - Requires: A positive bound.
  public init(_ mask: CouplingMask, network: any Layer, scaleBound: Float = 1) {
    if !(scaleBound > 0) { fail("AffineCoupling: the bound \(scaleBound) of s is not positive") }
    (self.mask, self.network, self.scaleBound) = (mask, network, scaleBound)
  }

  /// Makes a layer with a perceptron of some hidden sizes.
  public init(
    _ mask: CouplingMask, hiddenSizes: [Int], scaleBound: Float = 1,
    using rng: inout some RandomNumberGenerator
  ) {
    let sizes = [mask.kept.count] + hiddenSizes + [2 * mask.changed.count]
    self.init(mask, network: MLP(sizes, using: &rng), scaleBound: scaleBound)
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let (kept, changed) = mask.split(z)
    let (s, t) = scaleAndShift(kept)
    return (mask.merged(kept, changed * exp(s) + t), s.sum(alongAxis: -1))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (kept, changed) = mask.split(x)
    let (s, t) = scaleAndShift(kept)
    let shrinking = -s
    return (mask.merged(kept, (changed - t) * exp(shrinking)), shrinking.sum(alongAxis: -1))
  }

  /// The functions s and t of the kept coordinates.
  ///
  /// - Shapes: `[…, kept]` → twice `[…, changed]`.
  public func scaleAndShift(_ kept: Tensor) -> (s: Tensor, t: Tensor) {
    let parts = network(kept).split(into: 2, alongAxis: -1)
    let s = scaleBound == 1 ? tanh(parts[0]) : tanh(parts[0] / scaleBound) * scaleBound
    return (s, parts[1])
  }
}
