// SPDX-License-Identifier: MIT

extension Tensor {
  /// The least element; NaN if there is one.
  ///
  /// - Requires: At least one element.
  public func min() -> Tensor { min(alongAxes: Array(shape.indices)) }

  /// The least elements along an axis.
  ///
  /// - Requires: An axis that is not empty.
  public func min(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    min(alongAxes: [axis], keepDims: keepDims)
  }

  /// The least elements along several axes; equal ones share the gradient.
  ///
  /// - Requires: Axes that are not empty.
  public func min(alongAxes axes: [Int], keepDims: Bool = false) -> Tensor {
    reduced(.minimum, "min", axes, keepDims, needsElements: true)
      .traced(from: self, withValue: { extremePullback($0, $1, axes) })
  }

  /// The greatest element; NaN if there is one.
  ///
  /// - Requires: At least one element.
  public func max() -> Tensor { max(alongAxes: Array(shape.indices)) }

  /// The greatest elements along an axis.
  ///
  /// - Requires: An axis that is not empty.
  public func max(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    max(alongAxes: [axis], keepDims: keepDims)
  }

  /// The greatest elements along several axes; equal ones share the gradient.
  ///
  /// - Requires: Axes that are not empty.
  public func max(alongAxes axes: [Int], keepDims: Bool = false) -> Tensor {
    reduced(.maximum, "max", axes, keepDims, needsElements: true)
      .traced(from: self, withValue: { extremePullback($0, $1, axes) })
  }

  private func extremePullback(_ value: Tensor, _ cotangent: Tensor, _ axes: [Int]) -> Tensor {
    let mask = self .== value.restored(to: shape, axes)
    return cotangent.restored(to: shape, axes) / mask.sum(alongAxes: axes, keepDims: true) * mask
  }

  /// The place of the first greatest element among all scalars.
  ///
  /// - Requires: At least one element.
  public func argMax() -> Int { flattened().argMax(alongAxis: 0)[0] }

  /// The place of the first greatest element along an axis, for each place of the other axes.
  ///
  /// - Shapes: `[batch, classCount]` along axis 1 → `batch` classes.
  /// - Requires: An axis that is not empty.
  public func argMax(alongAxis axis: Int) -> [Int] { places("argMax", axis, sign: 1) }

  /// The place of the first least element along an axis, for each place of the other axes.
  ///
  /// - Requires: An axis that is not empty.
  public func argMin(alongAxis axis: Int) -> [Int] { places("argMin", axis, sign: -1) }

  private func places(_ name: String, _ axis: Int, sign: Float) -> [Int] {
    let axis = shape.axis(axis, in: name)
    if shape[axis] == 0 { fail("\(name): axis \(axis) of \(shape) is empty") }
    let split = shape.split(around: axis..<axis + 1)
    return withScalars { Reduction.placesOfMaxima($0, split, sign: sign) }
  }
}
