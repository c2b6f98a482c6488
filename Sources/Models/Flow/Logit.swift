// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

/// The logit of pixels, which makes of 0…1 the whole line, with a margin so that black and white stay finite.
///
/// `y = logit(α + (1 − 2α) x)`
///
/// - Shapes: points `[…, size]` in 0…1.
/// - Paper: Dinh, Sohl-Dickstein & Bengio (2016), *Density Estimation Using Real NVP*, arXiv:1605.08803.
public struct Logit: Bijector, Sendable {
  /// The margin α.
  public let margin: Float

  /// Makes the map of a margin.
  ///
  /// - Requires: A margin between 0 and ½.
  public init(margin: Float = 0.05) {
    if !(margin > 0 && margin < 0.5) {
      fail("Logit: the margin \(margin) is not between 0 and 0.5")
    }
    self.margin = margin
  }

  private var width: Float { 1 - 2 * margin }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let (y, logDeterminant) = ElementwiseBijector.sigmoid.inverse(x * width + margin)
    return (y, logDeterminant + stretch(of: x))
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (x, logDeterminant) = ElementwiseBijector.sigmoid.forward(y)
    return ((x - margin) / width, logDeterminant - stretch(of: y))
  }

  private func stretch(of points: Tensor) -> Float {
    Float(points.shape.last ?? 0) * log(width)
  }
}
