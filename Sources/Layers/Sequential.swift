// SPDX-License-Identifier: MIT

public import Tensors

/// Layers one after another, each fed with what the one before it gives.
///
/// ```swift
/// let encoder = Sequential {
///   Linear(784, 400, using: &rng)
///   ReLU()
///   Linear(400, 20, using: &rng)
/// }
/// ```
public struct Sequential: LayerChain {
  /// The layers, the first one first; parameters are named `layers.0.weight` and so on.
  public let layers: [any Layer]

  /// Makes a chain of the layers that stand between the braces; `if` and `for` may choose them.
  public init(@LayerBuilder _ layers: () throws -> [any Layer]) rethrows {
    self.layers = try layers()
  }

  /// Makes a chain of layers.
  public init(_ layers: [any Layer]) { self.layers = layers }

  var links: [any Layer] { layers }

  /// The last layer's output in use.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layers.reduce(x) { value, layer in layer(value) }
  }

  /// The last layer's output in training.
  public func callAsFunction(_ x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    layers.reduce(x) { value, layer in layer(value, using: &rng) }
  }
}

/// A layer that applies others one after another.
protocol LayerChain: Layer {
  /// The others, the first one first.
  var links: [any Layer] { get }
}

/// What collects the layers between the braces of a chain.
@resultBuilder
public enum LayerBuilder {
  /// One layer.
  public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }

  /// Layers from an array.
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }

  /// The layers of consecutive lines.
  public static func buildBlock(_ lines: [any Layer]...) -> [any Layer] { lines.flatMap { $0 } }

  /// The layers of an `if` without an `else`.
  public static func buildOptional(_ layers: [any Layer]?) -> [any Layer] { layers ?? [] }

  /// The layers of an `if` that holds.
  public static func buildEither(first layers: [any Layer]) -> [any Layer] { layers }

  /// The layers of an `else`.
  public static func buildEither(second layers: [any Layer]) -> [any Layer] { layers }

  /// The layers of a `for`.
  public static func buildArray(_ rounds: [[any Layer]]) -> [any Layer] { rounds.flatMap { $0 } }
}
