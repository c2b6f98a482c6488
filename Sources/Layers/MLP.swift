// SPDX-License-Identifier: MIT

public import Tensors

/// A multilayer perceptron: affine maps with an activation between them, none after the last.
///
/// - Shapes: `x` `[…, sizes.first]` → `[…, sizes.last]`.
public struct MLP: Layer {
  /// The affine maps, the first one first.
  public let layers: [Linear]
  private let activation: @Sendable (Tensor) -> Tensor

  /// Makes a perceptron with the sizes of its input, its hidden layers and its output.
  ///
  /// - Requires: Two sizes or more.
  public init(
    _ sizes: [Int], activation: @escaping @Sendable (Tensor) -> Tensor = { relu($0) },
    using rng: inout some RandomNumberGenerator
  ) {
    if sizes.count < 2 { fail("MLP: \(sizes) are no sizes of an input and an output") }
    var layers: [Linear] = []
    for (input, output) in zip(sizes, sizes.dropFirst()) {
      layers.append(Linear(input, output, using: &rng))
    }
    (self.layers, self.activation) = (layers, activation)
  }

  /// The output of the last map.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let hidden = layers.dropLast().reduce(x) { activation($1($0)) }
    return layers.last.map { $0(hidden) } ?? hidden
  }
}
