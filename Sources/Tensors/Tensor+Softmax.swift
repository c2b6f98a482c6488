// SPDX-License-Identifier: MIT

// All of them subtract the greatest element first, so that no exponential overflows.

extension Tensor {
  /// The logarithms of the sums of exponentials along an axis: `log Σ exp(x)`.
  ///
  /// - Requires: An axis that is not empty.
  public func logSumExp(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    let (shifted, greatest) = detached().shifted(alongAxis: axis)
    let kept = log(exp(shifted).sum(alongAxis: axis, keepDims: true)) + greatest
    let value = keepDims ? kept : kept.squeezed(atAxis: axis)
    let keptShape = kept.shape
    return value.traced(from: self) { cotangent in
      cotangent.reshaped(to: keptShape) * softmax(alongAxis: axis)
    }
  }

  /// The logarithm of the sum of the exponentials of all elements.
  ///
  /// - Requires: At least one element.
  public func logSumExp() -> Tensor { flattened().logSumExp(alongAxis: 0) }

  /// The exponentials, divided by their sum along an axis: probabilities from logits.
  ///
  /// - Requires: An axis that is not empty.
  public func softmax(alongAxis axis: Int) -> Tensor {
    let exponentials = exp(detached().shifted(alongAxis: axis).shifted)
    return (exponentials / exponentials.sum(alongAxis: axis, keepDims: true))
      .traced(
        from: self,
        withValue: { y, cotangent in
          y * (cotangent - (cotangent * y).sum(alongAxis: axis, keepDims: true))
        })
  }

  /// The logarithms of the softmax along an axis: log-probabilities from logits.
  ///
  /// - Requires: An axis that is not empty.
  /// - Precision: Exact where the softmax itself would be rounded to 0.
  public func logSoftmax(alongAxis axis: Int) -> Tensor {
    let shifted = detached().shifted(alongAxis: axis).shifted
    return (shifted - log(exp(shifted).sum(alongAxis: axis, keepDims: true)))
      .traced(from: self) { cotangent in
        cotangent - softmax(alongAxis: axis) * cotangent.sum(alongAxis: axis, keepDims: true)
      }
  }

  /// The tensor minus its greatest elements along an axis, and those; infinite ones count as 0.
  private func shifted(alongAxis axis: Int) -> (shifted: Tensor, greatest: Tensor) {
    let greatest = max(alongAxis: axis, keepDims: true)
    let finite = greatest.replacing(with: 0, where: abs(greatest) .== .infinity)
    return (self - finite, finite)
  }
}
