// SPDX-License-Identifier: MIT

public import Tensors

/// A multilayer perceptron: affine maps with an activation between them, none after the last unless it is named.
///
/// - Shapes: `x` `[…, sizes.first]` → `[…, sizes.last]`.
public struct MLP: LayerChain {
  /// The affine maps, the first one first.
  public let layers: [Linear]
  /// What follows each map but the last.
  public let activation: any Layer
  /// What follows the last map.
  public let lastActivation: (any Layer)?

  /// Makes a perceptron with the sizes of its input, its hidden layers and its output.
  ///
  /// - Requires: Two sizes or more.
  public init(
    _ sizes: [Int], activation: any Layer = ReLU(), lastActivation: (any Layer)? = nil,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    if sizes.count < 2 { fail("MLP: \(sizes) are no sizes of an input and an output") }
    var layers: [Linear] = []
    for (input, output) in zip(sizes, sizes.dropFirst()) {
      layers.append(Linear(input, output, initializer: initializer, using: &rng))
    }
    (self.layers, self.activation, self.lastActivation) = (layers, activation, lastActivation)
  }

  /// Makes a perceptron with a function as its activation: `MLP(sizes, activation: { sin($0) }, using: &rng)`.
  ///
  /// - Requires: Two sizes or more.
  public init(
    _ sizes: [Int], activation: @escaping (Tensor) -> Tensor, lastActivation: (any Layer)? = nil,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    self.init(
      sizes, activation: Activation(activation), lastActivation: lastActivation,
      initializer: initializer, using: &rng)
  }

  var links: [any Layer] {
    let hidden = layers.dropLast().flatMap { [$0, activation] as [any Layer] }
    return hidden + layers.suffix(1) + (lastActivation.map { [$0] } ?? [])
  }

  /// The output of the last map, or of its activation.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let hidden = layers.dropLast().reduce(x) { activation($1($0)) }
    let y = layers.last.map { $0(hidden) } ?? hidden
    return lastActivation.map { $0(y) } ?? y
  }

  /// The output in training, which differs if an activation's does.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    links.reduce(x) { value, layer in layer(value, using: &rng) }
  }
}
