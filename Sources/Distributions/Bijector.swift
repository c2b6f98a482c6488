// SPDX-License-Identifier: MIT

public import Tensors

/// An invertible map of vectors that knows how it stretches space; the last axis is the vector.
///
/// `forward` and `inverse` undo each other, and their log-determinants are opposite numbers.
public protocol Bijector {
  /// The image of points, and the logarithm of the stretch there: `log |det ∂y/∂x|`.
  ///
  /// - Shapes: `x` `[…, size]` → `[…, size]`, `[…]`.
  func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor)

  /// The points that have an image, and the logarithm of the inverse's stretch there: `log |det ∂x/∂y|`.
  ///
  /// - Shapes: `y` `[…, size]` → `[…, size]`, `[…]`.
  func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor)
}

/// The map that scales and shifts each coordinate.
///
/// `y = s ⊙ x + t`, `log|det J| = Σ log|s|`
public struct Affine: Bijector, Sendable {
  /// The factor of each coordinate.
  public let scale: Tensor
  /// What is added to each coordinate.
  public let shift: Tensor

  /// Makes the map from a factor and a shift for each coordinate.
  ///
  /// - Requires: Shapes `[…, size]` that fit each other, and no factor of 0.
  public init(scale: Tensor, shift: Tensor) {
    if scale.withScalars({ $0.contains(0) }) { fail("Affine: a scale is 0, which has no inverse") }
    (self.scale, self.shift) = fitted("Affine", scale, shift)
    if self.scale.rank == 0 { fail("Affine: a scale without axes has no coordinates") }
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    (checked(x) * scale + shift, logDeterminant(at: x))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    ((checked(y) - shift) / scale, -logDeterminant(at: y))
  }

  private func logDeterminant(at points: Tensor) -> Tensor {
    (log(abs(scale)) + Tensor.zeros(points.shape)).sum(alongAxis: -1)
  }

  private func checked(_ points: Tensor) -> Tensor {
    if points.rank == 0 || points.shape.last != scale.shape.last {
      fail("Affine: points of shape \(points.shape) do not fit the scale \(scale.shape)")
    }
    return points
  }
}

/// The map that puts the coordinates into another order.
///
/// `yᵢ = x[order[i]]`, `log|det J| = 0`
public struct Permutation: Bijector, Sendable {
  /// Which coordinate of the point stands at each place of its image.
  public let order: [Int]
  private let inverseOrder: [Int]

  /// Makes the map from an order of the coordinates.
  ///
  /// - Requires: Each of `0 ..< size` once.
  public init(_ order: [Int]) {
    inverseOrder = order.indices.sorted { order[$0] < order[$1] }
    if inverseOrder.map({ order[$0] }) != Array(order.indices) {
      fail("Permutation: \(order) does not name each coordinate once")
    }
    self.order = order
  }

  /// Makes the map that turns the order of the coordinates around.
  public static func reversal(_ size: Int) -> Permutation { Permutation((0..<size).reversed()) }

  /// The image of points, and the logarithm of the stretch there, 0.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    (arranged(x, order), unstretched(x))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there, 0.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    (arranged(y, inverseOrder), unstretched(y))
  }

  private func arranged(_ points: Tensor, _ order: [Int]) -> Tensor {
    if points.rank == 0 || points.shape.last != order.count {
      fail("Permutation: points of shape \(points.shape) do not have \(order.count) coordinates")
    }
    return points.gathered(order, alongAxis: -1)
  }

  private func unstretched(_ points: Tensor) -> Tensor {
    .zeros(Shape(Array(points.shape.dropLast())))
  }
}

/// A bijector with its two directions exchanged.
public struct Inverse: Bijector {
  /// The bijector that this one undoes.
  public let base: any Bijector

  /// Makes the map that undoes another one.
  public init(_ base: some Bijector) { self.base = base }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let (y, logDeterminant) = base.inverse(x)
    return (y, logDeterminant)
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (x, logDeterminant) = base.forward(y)
    return (x, logDeterminant)
  }
}

/// Bijectors one after another, the first of them applied first.
///
/// `log|det J| = Σ log|det Jᵢ|`
public struct Chain: Bijector {
  /// The bijectors in the order of `forward`.
  public let parts: [any Bijector]

  /// Makes the map that applies one bijector after another.
  ///
  /// - Requires: At least one bijector.
  public init(_ parts: [any Bijector]) {
    if parts.isEmpty { fail("Chain: there is no bijector to apply") }
    self.parts = parts
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let first = parts[0].forward(x)
    return parts.dropFirst().reduce((first.y, first.logDeterminant)) { result, part in
      let (y, logDeterminant) = part.forward(result.0)
      return (y, result.1 + logDeterminant)
    }
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let last = parts[parts.count - 1].inverse(y)
    return parts.dropLast().reversed().reduce((last.x, last.logDeterminant)) { result, part in
      let (x, logDeterminant) = part.inverse(result.0)
      return (x, result.1 + logDeterminant)
    }
  }
}
