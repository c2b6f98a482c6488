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
  func restored(to whole: Shape, _ axes: [Int]) -> Tensor {
    let reduced = Set(axes.map { whole.axis($0, in: "reduction") })
    return reshaped(to: Shape(whole.indices.map { reduced.contains($0) ? 1 : whole[$0] }))
  }

  /// Reduces axes by a kernel that reduces the middle one of three.
  func reduced(
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
