// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
public import Tensors

/// The scaling of NICE: each coordinate of the code has a positive factor of its own.
///
/// `x = s ⊙ z`, `log|det ∂x/∂z| = Σ log s`; a coordinate whose factor is small hardly matters.
///
/// - Shapes: points `[…, size]`.
/// - Differs: The paper's factor leads from examples to codes; here, as everywhere, forward is from codes to examples.
/// - Paper: Dinh, Krueger & Bengio (2014), *NICE: Non-linear Independent Components Estimation*, arXiv:1410.8516.
public struct DiagonalScaling: Bijector, Module {
  /// The logarithm of each factor, `[size]`.
  @Parameter public var logScale: Tensor

  /// Makes a scaling whose factors are 1.
  public init(_ size: Int) {
    if size < 1 { fail("DiagonalScaling: \(size) coordinates") }
    logScale = .zeros([size])
  }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    (checked(z) * exp(logScale), logScale.sum() + zeros(z))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    (checked(x) * exp(-logScale), zeros(x) - logScale.sum())
  }

  /// Chooses the factors that give the coordinates of these points' codes a standard deviation.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: Two points or more, and coordinates that vary.
  public func initialize(on x: Tensor, standardDeviation: Float = 1) {
    if x.rank != 2 || x.shape[0] < 2 || x.shape[1] != logScale.elementCount {
      fail(
        "DiagonalScaling: points of shape \(x.shape); there must be [2 or more, \(logScale.elementCount)]"
      )
    }
    let deviations = x.standardDeviation(alongAxis: 0)
    if !(deviations.min().scalar > 0) {
      fail("DiagonalScaling: a coordinate is the same in all points; add noise to whole numbers")
    }
    logScale = log(deviations / standardDeviation)
  }

  private func zeros(_ points: Tensor) -> Tensor { .zeros(Shape(Array(points.shape.dropLast()))) }

  private func checked(_ points: Tensor) -> Tensor {
    if points.shape.last != logScale.elementCount {
      fail("DiagonalScaling: points of shape \(points.shape) for \(logScale.elementCount) factors")
    }
    return points
  }
}
