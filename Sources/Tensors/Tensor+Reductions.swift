// SPDX-License-Identifier: MIT

// Reductions compute in Double and round once, so a sum of millions of numbers is right to the last digit or two.
// With `keepDims` the axes stay, with size 1, so that the result fits the tensor that it came from.

extension Tensor {
  /// The sum of all elements.
  public func sum() -> Tensor { sum(alongAxes: Array(shape.indices)) }

  /// The sums along an axis.
  public func sum(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    sum(alongAxes: [axis], keepDims: keepDims)
  }

  /// The sums along several axes.
  public func sum(alongAxes axes: [Int], keepDims: Bool = false) -> Tensor {
    let shape = shape
    return reduced("sum", axes, keepDims) { Reduction.sums($0, $1) }.traced(from: self) {
      $0.restored(to: shape, axes).broadcast(to: shape)
    }
  }

  /// The mean of all elements.
  public func mean() -> Tensor { mean(alongAxes: Array(shape.indices)) }

  /// The means along an axis.
  public func mean(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    mean(alongAxes: [axis], keepDims: keepDims)
  }

  /// The means along several axes.
  public func mean(alongAxes axes: [Int], keepDims: Bool = false) -> Tensor {
    let shape = shape
    return reduced("mean", axes, keepDims) { Reduction.means($0, $1) }.traced(from: self) {
      let share = Float($0.elementCount) / Float(shape.elementCount)
      return ($0 * share).restored(to: shape, axes).broadcast(to: shape)
    }
  }

  /// The variance of all elements: the mean squared distance from their mean.
  public func variance() -> Tensor { variance(alongAxes: Array(shape.indices)) }

  /// The variances along an axis.
  public func variance(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    variance(alongAxes: [axis], keepDims: keepDims)
  }

  /// The variances along several axes.
  ///
  /// `σ² = (1/N) Σ (x − μ)²`, with N and not N − 1 in the denominator.
  public func variance(alongAxes axes: [Int], keepDims: Bool = false) -> Tensor {
    reduced("variance", axes, keepDims) { Reduction.variances($0, $1) }.traced(from: self) {
      let share = 2 * Float($0.elementCount) / Float(shape.elementCount)
      return ($0 * share).restored(to: shape, axes)
        * (self - mean(alongAxes: axes, keepDims: true))
    }
  }

  /// The square root of the variance of all elements.
  public func standardDeviation() -> Tensor { sqrt(variance()) }

  /// The square roots of the variances along an axis.
  public func standardDeviation(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    sqrt(variance(alongAxis: axis, keepDims: keepDims))
  }
}

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
    reduced("min", axes, keepDims, needsElements: true) { Reduction.minima($0, $1) }
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
    reduced("max", axes, keepDims, needsElements: true) { Reduction.maxima($0, $1) }
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

extension Tensor {
  /// The sums of each element and all before it along an axis.
  public func cumulativeSum(alongAxis axis: Int = 0) -> Tensor {
    cumulativeSum(shape.axis(axis, in: "cumulativeSum"), fromEnd: false)
  }

  private func cumulativeSum(_ axis: Int, fromEnd: Bool) -> Tensor {
    let split = shape.split(around: axis..<axis + 1)
    return Tensor(shape: shape) { result in
      withScalars { Reduction.runningSums($0, split, fromEnd: fromEnd, into: result) }
    }
    .traced(from: self) { $0.cumulativeSum(axis, fromEnd: !fromEnd) }
  }
}

extension Tensor {
  /// The result of a reduction with its reduced axes again, of size 1, so that it fits the whole.
  private func restored(to whole: Shape, _ axes: [Int]) -> Tensor {
    let reduced = Set(axes.map { whole.axis($0, in: "reduction") })
    return reshaped(to: Shape(whole.indices.map { reduced.contains($0) ? 1 : whole[$0] }))
  }

  /// Reduces axes by a kernel that reduces the middle one of three.
  private func reduced(
    _ name: String, _ axes: [Int], _ keepDims: Bool, needsElements: Bool = false,
    _ kernel: (UnsafeBufferPointer<Float>, (outer: Int, middle: Int, inner: Int)) -> [Double]
  ) -> Tensor {
    let axes = Set(axes.map { shape.axis($0, in: name) }).sorted()
    let kept = shape.indices.filter { !axes.contains($0) }
    let run = axes.isEmpty ? 0..<0 : axes[0]..<axes[0] + axes.count
    if needsElements, axes.contains(where: { shape[$0] == 0 }) {
      fail("\(name): a tensor of shape \(shape) has nothing to compare")
    }
    // Axes that do not lie side by side are first brought together at the end.
    let isRun = axes == Array(run)
    let source = isRun ? self : transposed(axes: kept + axes)
    let split = source.shape.split(around: isRun ? run : kept.count..<rank)
    let sizes =
      keepDims
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] } : kept.map { shape[$0] }
    return Tensor(shape: Shape(sizes)) { result in
      let values = source.withScalars { kernel($0, split) }
      for index in values.indices { result[index] = Float(values[index]) }
    }
  }
}
