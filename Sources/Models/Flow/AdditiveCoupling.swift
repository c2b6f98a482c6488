// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// The coupling layer of NICE: one part of the coordinates says how the other is shifted.
///
/// `x₁ = z₁`, `x₂ = z₂ + m(z₁)`, `log|det ∂x/∂z| = 0` for any function m
///
/// The function is a network times the unit of each coordinate: `m = c ⊙ network(z₁)`.
///
/// - Shapes: points `[…, size]`; the network `[…, kept]` → `[…, changed]`.
/// - Paper: Dinh, Krueger & Bengio (2014), *NICE: Non-linear Independent Components Estimation*, arXiv:1410.8516.
public struct AdditiveCoupling: Bijector, Module {
  /// What is kept and what is changed.
  public let mask: CouplingMask
  /// The network that makes the function m.
  public let network: any Layer
  /// What 1 at the network's output means for each changed coordinate: c, `[changed]`; 1 unless it comes from data.
  @Buffer public var unit: Tensor

  /// Makes a layer of a mask and a network with one output for each changed coordinate.
  public init(_ mask: CouplingMask, network: any Layer) {
    (self.mask, self.network) = (mask, network)
    unit = .ones([mask.changed.count])
  }

  /// Makes a layer with a perceptron of some hidden sizes, which at first shifts nothing.
  public init(
    _ mask: CouplingMask, hiddenSizes: [Int], using rng: inout some RandomNumberGenerator
  ) {
    let sizes = [mask.kept.count] + hiddenSizes + [mask.changed.count]
    let network = MLP(sizes, using: &rng)
    network.silenceLastLayer()
    self.init(mask, network: network)
  }

  /// The image of points, and the logarithm of the stretch there, 0.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let (kept, changed) = mask.split(z)
    return (mask.merged(kept, changed + network(kept) * unit), unstretched(z))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there, 0.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (kept, changed) = mask.split(x)
    return (mask.merged(kept, changed - network(kept) * unit), unstretched(x))
  }

  private func unstretched(_ points: Tensor) -> Tensor {
    .zeros(Shape(Array(points.shape.dropLast())))
  }
}

extension MLP {
  /// Makes the last map 0, so that a flow of couplings starts as a map that changes nothing.
  func silenceLastLayer() {
    guard let last = layers.last else { return }
    last.weight = .zeros(last.weight.shape)
    last.bias?.wrappedValue = .zeros([last.weight.shape[1]])
  }
}
