// SPDX-License-Identifier: MIT

import CKernels

/// Calls the body once for each block, in any order and on several threads at once.
///
/// How work is cut into blocks must follow from sizes alone: then the bits are the same for any number of threads.
package func forEachBlock(_ count: Int, _ body: (Int) -> Void) {
  Workers.current.forEachBlock(count, body)
}

/// What a body computes with a number of threads of its own.
package func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  try Workers.$current.withValue(Workers(threadCount: count), operation: body)
}

extension Tensor {
  /// Whether operations on the tensor are being recorded, so that loops outside this module would lose its gradient.
  package var isBeingDifferentiated: Bool { Tape.current?.traces(self) ?? false }

  /// Adds a multiple of another tensor in place, without a copy where no other tensor shows the same memory.
  ///
  /// - Requires: Equal shapes, and a tensor that is not being differentiated.
  package mutating func add(_ other: Tensor, times factor: Float) {
    if shape != other.shape { fail("add: the shapes \(shape) and \(other.shape) differ") }
    withMutableScalars { y in
      other.withScalars { x in
        guard let y = y.baseAddress, let x = x.baseAddress else { return }
        Elementwise.forEachRange(of: other.elementCount) { range in
          Elementwise.loops.accumulate(
            y + range.lowerBound, x + range.lowerBound, range.count, factor)
        }
      }
    }
  }
}
