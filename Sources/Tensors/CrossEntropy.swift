// SPDX-License-Identifier: MIT

import CKernels

/// The cross entropy of numbers in 0…1 and the probabilities that logits stand for, summed over the last axis.
///
/// `Σ softplus(z) − x z`, which for zeros and ones x is `−log p(x)` of independent Bernoulli variables.
///
/// - Shapes: `logits`, `targets` `[…, size]` → `[…]`.
/// - Units: nats.
/// - Requires: Equal shapes of one axis or more.
/// - Precision: Exact also where the probabilities themselves would be rounded to 0 or 1.
public func sigmoidCrossEntropy(logits: Tensor, targets: Tensor) -> Tensor {
  if logits.rank == 0 || logits.shape != targets.shape {
    fail("sigmoidCrossEntropy: logits of shape \(logits.shape), targets of \(targets.shape)")
  }
  let losses = Tensor(shape: logits.shape.removing(axis: logits.rank - 1)) { losses in
    forEachRow(of: logits, targets) { z, x, first, count, size in
      guard let losses = losses.baseAddress else { return }
      Reduction.loops.cross_entropy(z, x, losses + first, count, size)
    }
  }
  return losses.traced(
    from: logits, { sigmoidCrossEntropySlope(logits, targets, $0) },
    from: targets, { -logits * $0.expanded(atAxis: -1) })
}

/// A cotangent taken back to the logits, in one loop where nothing records.
private func sigmoidCrossEntropySlope(
  _ logits: Tensor, _ targets: Tensor, _ cotangent: Tensor
) -> Tensor {
  if let tape = Tape.current, [logits, targets, cotangent].contains(where: tape.traces) {
    return (sigmoid(logits) - targets) * cotangent.expanded(atAxis: -1)
  }
  return Tensor(shape: logits.shape) { result in
    cotangent.withScalars { g in
      forEachRow(of: logits, targets) { z, x, first, count, size in
        guard let g = g.baseAddress, let y = result.baseAddress else { return }
        Reduction.loops.cross_entropy_slope(z, x, g + first, y + first * size, count, size)
      }
    }
  }
}

/// Calls the body for stretches of rows of two tensors of one shape, on several threads if there are many.
private func forEachRow(
  of first: Tensor, _ second: Tensor,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, _ row: Int, _ rows: Int, _ size: Int) -> Void
) {
  let size = first.shape[first.rank - 1]
  let rows = first.shape.sizes.dropLast().reduce(1, *)
  first.withScalars { a in
    second.withScalars { b in
      // Without columns the loop still writes an empty sum for each row.
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { none in
        guard let empty = none.baseAddress else { return }
        let a = a.baseAddress ?? UnsafePointer(empty)
        let b = b.baseAddress ?? UnsafePointer(empty)
        Elementwise.forEachRange(
          of: rows, blockSize: max(1, Elementwise.blockSize / 4 / max(size, 1))
        ) {
          body(
            a + $0.lowerBound * size, b + $0.lowerBound * size, $0.lowerBound, $0.count, size)
        }
      }
    }
  }
}
