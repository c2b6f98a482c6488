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
    return reduced(.sum, "sum", axes, keepDims).traced(from: self) {
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
    return reduced(.mean, "mean", axes, keepDims).traced(from: self) {
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
    reduced(.variance, "variance", axes, keepDims).traced(from: self) {
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
  /// The sum of the squares of all elements, in double precision; not finite if and only if one of them is not.
  package var squaredNorm: Double {
    withScalars { Reduction.squaredNorm($0) }
  }

  /// The result of a reduction with its reduced axes again, of size 1, so that it fits the whole.
  func restored(to whole: Shape, _ axes: [Int]) -> Tensor {
    let reduced = Set(axes.map { whole.axis($0, in: "reduction") })
    return reshaped(to: Shape(whole.indices.map { reduced.contains($0) ? 1 : whole[$0] }))
  }

  /// Reduces axes to one number for each place of the others.
  func reduced(
    _ kind: Reduction.Kind, _ name: String, _ axes: [Int], _ keepDims: Bool,
    needsElements: Bool = false
  ) -> Tensor {
    let axes = Set(axes.map { shape.axis($0, in: name) }).sorted()
    if needsElements, axes.contains(where: { shape[$0] == 0 }) {
      fail("\(name): a tensor of shape \(shape) has nothing to compare")
    }
    let kept = shape.indices.filter { !axes.contains($0) }
    let sizes =
      keepDims
      ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] } : kept.map { shape[$0] }
    return Tensor(shape: Shape(sizes)) { result in
      let values = reducedValues(kind, axes, kept)
      for index in values.indices { result[index] = Float(values[index]) }
    }
  }

  private func reducedValues(_ kind: Reduction.Kind, _ axes: [Int], _ kept: [Int]) -> [Double] {
    let start = axes.first ?? 0
    let run = start..<start + axes.count
    if axes == Array(run) {
      return withScalars { Reduction.reduced(kind, $0, shape.split(around: run)) }
    }
    // A second run of axes may lie at the end, as it does for the channels of images.
    let firstRun = axes.enumerated().prefix { $0.element == start + $0.offset }
    let rest = axes.dropFirst(firstRun.count)
    if let next = rest.first, Array(rest) == Array(next..<rank) {
      let leading = Shape(Array(shape.sizes[..<next]))
      let last = shape.sizes[next...].reduce(1, *)
      let split = leading.split(around: start..<start + firstRun.count)
      return withScalars { Reduction.reduced(kind, $0, split, last: last) }
    }
    // Other axes are first brought together at the end.
    let source = detached().transposed(axes: kept + axes)
    return source.withScalars {
      Reduction.reduced(kind, $0, source.shape.split(around: kept.count..<rank))
    }
  }
}
