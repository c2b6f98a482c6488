// SPDX-License-Identifier: MIT

import CKernels

// All of them subtract the greatest element first, so that no exponential overflows.

extension Tensor {
  /// The logarithms of the sums of exponentials along an axis: `log Σ exp(x)`.
  ///
  /// - Requires: An axis that is not empty.
  public func logSumExp(alongAxis axis: Int, keepDims: Bool = false) -> Tensor {
    let axis = shape.axis(axis, in: "logSumExp")
    let keptShape = shape.replacing(axis: axis, by: 1)
    let value = Tensor(shape: keepDims ? keptShape : shape.removing(axis: axis)) { result in
      byRows(axis, "logSumExp") { source, rows, size in
        source.withScalars { source in
          guard let x = source.baseAddress, let y = result.baseAddress else { return }
          Self.forEachRun(of: rows, size) {
            Reduction.loops.log_sum_exp(x + $0 * size, y + $0, $1, size)
          }
        }
      }
    }
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
    let axis = shape.axis(axis, in: "softmax")
    return rowMap(axis, "softmax", Reduction.loops.softmax)
      .traced(
        from: self,
        withValue: { y, cotangent in
          y.pulledBackByRows(cotangent, axis, Reduction.loops.softmax_slope) {
            y * (cotangent - (cotangent * y).sum(alongAxis: axis, keepDims: true))
          }
        })
  }

  /// The logarithms of the softmax along an axis: log-probabilities from logits.
  ///
  /// - Requires: An axis that is not empty.
  /// - Precision: Exact where the softmax itself would be rounded to 0.
  public func logSoftmax(alongAxis axis: Int) -> Tensor {
    let axis = shape.axis(axis, in: "logSoftmax")
    return rowMap(axis, "logSoftmax", Reduction.loops.log_softmax)
      .traced(
        from: self,
        withValue: { y, cotangent in
          y.pulledBackByRows(cotangent, axis, Reduction.loops.log_softmax_slope) {
            cotangent - exp(y) * cotangent.sum(alongAxis: axis, keepDims: true)
          }
        })
  }
}

extension Tensor {
  private typealias RowMap = (
    UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int, Int
  ) -> Void
  private typealias RowZip = (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int, Int
  ) -> Void

  /// Gives a body the tensor as rows along an axis, which is brought to the end if it is not there.
  private func byRows(
    _ axis: Int, _ name: StaticString, _ body: (_ source: Tensor, _ rows: Int, _ size: Int) -> Void
  ) {
    let size = shape[axis]
    if size == 0 { fail("\(name): a tensor of shape \(shape) has nothing to compare") }
    let (outer, _, inner) = shape.split(around: axis..<axis + 1)
    let source = detached().reshaped(outer, size, inner)
    body(inner == 1 ? source : source.transposed(0, 2, 1), outer * inner, size)
  }

  /// Applies a loop to each row along an axis.
  private func rowMap(_ axis: Int, _ name: StaticString, _ loop: RowMap) -> Tensor {
    var result = self
    byRows(axis, name) { source, rows, size in
      let mapped = Tensor(shape: source.shape) { result in
        source.withScalars { source in
          guard let x = source.baseAddress, let y = result.baseAddress else { return }
          Self.forEachRun(of: rows, size) { loop(x + $0 * size, y + $0 * size, $1, size) }
        }
      }
      result = mapped.fromRows(axis, shape)
    }
    return result
  }

  /// The rows along an axis in their place in a tensor of some shape.
  private func fromRows(_ axis: Int, _ shape: Shape) -> Tensor {
    let isLast = shape.split(around: axis..<axis + 1).inner == 1
    return (isLast ? self : transposed(0, 2, 1)).reshaped(to: shape)
  }

  /// A cotangent taken through a function of rows whose value this is, in one loop where nothing records the two.
  private func pulledBackByRows(
    _ cotangent: Tensor, _ axis: Int, _ loop: RowZip, composed: () -> Tensor
  ) -> Tensor {
    if let tape = Tape.current, tape.traces(self) || tape.traces(cotangent) { return composed() }
    if shape.split(around: axis..<axis + 1).inner != 1 { return composed() }
    let size = shape[axis]
    return Tensor(shape: shape) { result in
      withScalars { y in
        cotangent.withScalars { g in
          guard let y = y.baseAddress, let g = g.baseAddress, let target = result.baseAddress else {
            return
          }
          Self.forEachRun(of: result.count / size, size) {
            loop(g + $0 * size, y + $0 * size, target + $0 * size, $1, size)
          }
        }
      }
    }
  }

  /// Calls the body with the first and the number of some rows, as many as are worth a thread's time.
  private static func forEachRun(of rows: Int, _ size: Int, _ body: (Int, Int) -> Void) {
    Elementwise.forEachRange(of: rows, blockSize: Swift.max(1, Elementwise.blockSize / 2 / size)) {
      body($0.lowerBound, $0.count)
    }
  }
}
