// SPDX-License-Identifier: MIT

import CKernels

/// The loops in which each scalar of the result depends on one scalar of each operand.
enum Elementwise {
  /// The number of scalars that one thread takes at a time.
  static let blockSize = 1 << 15

  /// The loops for this machine's instructions.
  static let loops = vector_loops_chosen().pointee

  /// Applies a loop to all scalars.
  static func map(_ x: Tensor, _ loop: vector_map, _ a: Float = 0, _ b: Float = 0) -> Tensor {
    Tensor(shape: x.shape) { result in
      x.withScalars { x in
        guard let from = x.baseAddress, let to = result.baseAddress else { return }
        forEachRange(of: result.count) { range in
          loop(from + range.lowerBound, to + range.lowerBound, range.count, a, b)
        }
      }
    }
  }

  /// Applies a loop to each pair of scalars, repeating axes of size 1 of either operand.
  static func zip(
    _ p: Tensor, _ q: Tensor, _ name: StaticString, _ loop: vector_zip, _ a: Float = 0
  ) -> Tensor {
    if p.shape != q.shape { return broadcast(p, q, name, loop, a) }
    return computed(p.shape, from: p, q) { p, q, result in
      forEachRange(of: result.count) { range in
        let start = range.lowerBound
        loop(p + start, 1, 0, q + start, 1, 0, result.start + start, 1, range.count, a)
      }
    }
  }

  private static func broadcast(
    _ p: Tensor, _ q: Tensor, _ name: StaticString, _ loop: vector_zip, _ a: Float
  ) -> Tensor {
    let shape = p.shape.broadcast(with: q.shape, in: name)
    let layout = Layout(
      sizes: shape.sizes, strides: [p.shape.strides(in: shape), q.shape.strides(in: shape)])
    let (pStep, qStep) = (layout.step(of: 0), layout.step(of: 1))
    return computed(shape, from: p, q) { p, q, result in
      if layout.sizes.count == 1 {
        return forEachRange(of: result.count) { range in
          let start = range.lowerBound
          loop(
            p + start * pStep, pStep, 0, q + start * qStep, qStep, 0, result.start + start, 1,
            range.count, a)
        }
      }
      let axis = layout.sizes.count - 2
      let (size, rowSteps) = (layout.rowSize, layout.strides.map { $0[axis] })
      forEachRange(of: layout.rowCount, blockSize: max(1, blockSize / size)) { rows in
        // The loop goes through as many rows at a time as follow one another in one plane.
        var row = rows.lowerBound
        while row < rows.upperBound {
          let end = min(rows.upperBound, (row / layout.sizes[axis] + 1) * layout.sizes[axis])
          loop(
            p + layout.start(of: 0, row: row), pStep, rowSteps[0],
            q + layout.start(of: 1, row: row), qStep, rowSteps[1],
            result.start + row * size, end - row, size, a)
          row = end
        }
      }
    }
  }

  /// Where a loop writes.
  private struct Target {
    let start: UnsafeMutablePointer<Float>
    let count: Int
  }

  /// A tensor that a body writes from the scalars of two others, unless it is empty.
  private static func computed(
    _ shape: Shape, from p: Tensor, _ q: Tensor,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>, Target) -> Void
  ) -> Tensor {
    Tensor(shape: shape) { result in
      p.withScalars { p in
        q.withScalars { q in
          guard !result.isEmpty, let p = p.baseAddress, let q = q.baseAddress,
            let start = result.baseAddress
          else { return }
          body(p, q, Target(start: start, count: result.count))
        }
      }
    }
  }

  /// Applies a function that no loop is written for.
  @inline(__always)
  static func map(_ x: Tensor, with function: (Float) -> Float) -> Tensor {
    Tensor(shape: x.shape) { result in
      x.withScalars { x in
        forEachRange(of: result.count, blockSize: blockSize / 8) { range in
          for index in range { result[index] = function(x[index]) }
        }
      }
    }
  }

  /// Calls the body for ranges that together make up `0 ..< count`, on several threads if there are many.
  @inline(__always)
  static func forEachRange(
    of count: Int, blockSize: Int = blockSize, _ body: (Range<Int>) -> Void
  ) {
    if count <= blockSize {
      if count > 0 { body(0..<count) }
      return
    }
    let blocks = (count + blockSize - 1) / blockSize
    Workers.current.forEachBlock(blocks) { block in
      body(block * blockSize..<min(count, (block + 1) * blockSize))
    }
  }
}

extension Shape {
  /// The shape of an operation on two operands: sizes are equal, or one of them is 1 and is repeated.
  func broadcast(with other: Shape, in name: StaticString) -> Shape {
    let rank = Swift.max(rank, other.rank)
    let left = [Int](repeating: 1, count: rank - self.rank) + sizes
    let right = [Int](repeating: 1, count: rank - other.rank) + other.sizes
    return Shape(
      Swift.zip(left, right).map { left, right in
        if left != right, left != 1, right != 1 {
          fail("\(name): the shapes \(self) and \(other) do not fit: \(left) against \(right)")
        }
        return left == 1 ? right : left
      })
  }

  /// The strides with which a tensor of this shape is repeated over a larger one.
  func strides(in larger: Shape) -> [Int] {
    let own = Swift.zip(sizes, strides).map { size, stride in size == 1 ? 0 : stride }
    return [Int](repeating: 0, count: larger.rank - rank) + own
  }
}
