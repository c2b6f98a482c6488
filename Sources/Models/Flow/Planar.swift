// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// A planar map: space is pressed together or pulled apart along one direction, across a plane.
///
/// `x = z + û tanh(wᵀz + b)`, `log|det ∂x/∂z| = log|1 + ûᵀψ|` with `ψ = (1 − tanh²(wᵀz + b)) w`
///
/// `û = u + (m(wᵀu) − wᵀu) w/‖w‖²` with `m(a) = log(1 + eᵃ) − 0.999` keeps `wᵀû > −1`, so that the map can be inverted. No
/// formula gives the inverse; it is found by halving an interval, and no gradient passes it.
///
/// - Shapes: points `[…, size]`.
/// - Differs: The paper's `m(a) = log(1 + eᵃ) − 1` reaches −1 in single precision.
/// - Paper: Rezende & Mohamed (2015), *Variational Inference with Normalizing Flows*, arXiv:1505.05770.
public struct Planar: Bijector, Module {
  /// The normal of the plane w, `[size, 1]`.
  @Parameter public var normal: Tensor
  /// The direction u, before it is corrected, `[1, size]`.
  @Parameter public var direction: Tensor
  /// The place b of the plane, `[1]`.
  @Parameter public var offset: Tensor

  /// Makes a map with a random plane.
  public init(_ size: Int, using rng: inout some RandomNumberGenerator) {
    if size < 1 { fail("Planar: \(size) coordinates") }
    normal = .normal([size, 1], using: &rng)
    direction = .normal([1, size], standardDeviation: 0.1, using: &rng)
    offset = .zeros([1])
  }

  /// The direction û that keeps the map invertible, `[1, size]`.
  public var invertibleDirection: Tensor {
    let along = matmul(direction, normal)  // [1, 1]
    let missing = softplus(along) - 0.999 - along
    return direction + missing * normal.transposed() / pow(normal, 2).sum()
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let height = tanh(matmul(checked(z), normal) + offset)  // […, 1]
    let direction = invertibleDirection
    let slope = (1 - height * height) * matmul(direction, normal)
    return (z + height * direction, log1p(slope).squeezed(atAxis: slope.rank - 1))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let target = matmul(checked(x).detached(), normal.detached())  // wᵀx = a + wᵀû tanh(a + b)
    let slope = matmul(invertibleDirection, normal).detached()
    // The solution a = wᵀz lies within |wᵀû| of the target.
    var (low, high) = (target - abs(slope), target + abs(slope))
    for _ in 0..<40 {
      let middle = (low + high) * 0.5
      let isAbove = middle + slope * tanh(middle + offset.detached()) .> target
      (low, high) = (low + (1 - isAbove) * (middle - low), high + isAbove * (middle - high))
    }
    let z = x - tanh((low + high) * 0.5 + offset) * invertibleDirection
    return (z, -forward(z).logDeterminant)
  }

  private func checked(_ points: Tensor) -> Tensor {
    if points.rank < 2 || points.shape.last != normal.shape[0] {
      fail("Planar: points of shape \(points.shape) for \(normal.shape[0]) coordinates")
    }
    return points
  }
}
