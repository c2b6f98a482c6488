// SPDX-License-Identifier: MIT

/// The loops in which each scalar of the result depends on one scalar of each operand.
enum Elementwise {
  /// The number of scalars that one thread takes at a time.
  static let blockSize = 1 << 15

  /// Applies a function to each scalar.
  @inline(__always)
  static func map(_ x: Tensor, _ function: (Float) -> Float) -> Tensor {
    Tensor(shape: x.shape) { result in
      x.withScalars { x in
        forEachRange(of: result.count) { range in
          for index in range { result[index] = function(x[index]) }
        }
      }
    }
  }

  /// Applies a function to each pair of scalars, repeating axes of size 1 of either operand.
  @inline(__always)
  static func zip(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ function: (Float, Float) -> Float
  ) -> Tensor {
    if a.shape != b.shape { return broadcast(a, b, name, function) }
    return Tensor(shape: a.shape) { result in
      a.withScalars { a in
        b.withScalars { b in
          forEachRange(of: result.count) { range in
            for index in range { result[index] = function(a[index], b[index]) }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func broadcast(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ function: (Float, Float) -> Float
  ) -> Tensor {
    let shape = a.shape.broadcast(with: b.shape, in: name)
    let layout = Layout(
      sizes: shape.sizes, strides: [a.shape.strides(in: shape), b.shape.strides(in: shape)])
    let (size, aStep, bStep) = (layout.rowSize, layout.step(of: 0), layout.step(of: 1))
    let rowsPerBlock = max(1, blockSize / max(size, 1))
    return Tensor(shape: shape) { result in
      if result.isEmpty { return }
      a.withScalars { a in
        b.withScalars { b in
          forEachRange(of: layout.rowCount, blockSize: rowsPerBlock) { rows in
            for row in rows {
              let (start, target) = (layout.start(of: 0, row: row), row * size)
              let bStart = layout.start(of: 1, row: row)
              if aStep == 1, bStep == 1 {
                for i in 0..<size { result[target + i] = function(a[start + i], b[bStart + i]) }
              } else if bStep == 0 {
                let y = b[bStart]
                for i in 0..<size { result[target + i] = function(a[start + i * aStep], y) }
              } else {
                let x = a[start]
                for i in 0..<size { result[target + i] = function(x, b[bStart + i]) }
              }
            }
          }
        }
      }
    }
  }

  /// Calls the body for ranges that together make up `0 ..< count`, on several threads if there are many.
  @inline(__always)
  static func forEachRange(
    of count: Int, blockSize: Int = blockSize, _ body: (Range<Int>) -> Void
  ) {
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
