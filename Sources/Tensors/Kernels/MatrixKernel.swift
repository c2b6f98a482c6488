// SPDX-License-Identifier: MIT

import COpenBLAS

/// Matrix products by BLAS, cut into blocks that follow from the sizes alone.
///
/// BLAS itself would cut a product by the number of its threads, and the bits could follow that number.
enum MatrixKernel {
  typealias Sizes = (m: Int, k: Int, n: Int)

  /// Which factors lie in memory as the transposes of what is multiplied.
  struct Transposition {
    let left: Bool
    let right: Bool

    static let none = Transposition(left: false, right: false)
  }

  /// The rows or columns of a result that are worth a block of their own.
  private static let blockSize = 128

  private static let isPrepared: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  static func product(
    _ left: Tensor, _ right: Tensor, batch: Int, isShared: (left: Bool, right: Bool),
    transposing: Transposition, sizes: Sizes, shape: Shape
  ) -> Tensor {
    let (m, k, n) = sizes
    if k == 0 || m * n == 0 || batch == 0 || !isPrepared { return .zeros(shape) }
    return Tensor(shape: shape) { result in
      left.withScalars { a in
        right.withScalars { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = result.baseAddress else {
            return
          }
          let blocks = Blocks(sizes, batch: batch)
          Workers.current.forEachBlock(blocks.count) { index in
            let (item, rows, columns) = blocks[index]
            multiply(
              a + (isShared.left ? 0 : item * m * k), b + (isShared.right ? 0 : item * k * n),
              c + item * m * n, sizes, transposing, rows, columns)
          }
        }
      }
    }
  }

  private static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
    _ sizes: Sizes, _ transposing: Transposition, _ rows: Range<Int>, _ columns: Range<Int>
  ) {
    let (m, k, n) = sizes
    cblas_sgemm(
      CblasRowMajor, transposing.left ? CblasTrans : CblasNoTrans,
      transposing.right ? CblasTrans : CblasNoTrans,
      Int32(rows.count), Int32(columns.count), Int32(k),
      1, a + rows.lowerBound * (transposing.left ? 1 : k), Int32(transposing.left ? m : k),
      b + columns.lowerBound * (transposing.right ? k : 1), Int32(transposing.right ? k : n),
      0, c + rows.lowerBound * n + columns.lowerBound, Int32(n))
  }

  /// The blocks of a batch of products: runs of rows, or of columns where there are more of them.
  private struct Blocks {
    private let sizes: Sizes
    private let perItem: Int
    let count: Int

    init(_ sizes: Sizes, batch: Int) {
      self.sizes = sizes
      let longer = max(sizes.m, sizes.n)
      // Small products are not worth waking a thread.
      let isSmall = sizes.m * sizes.k * sizes.n < 1 << 18
      perItem = isSmall ? 1 : (longer + blockSize - 1) / blockSize
      count = perItem * batch
    }

    subscript(index: Int) -> (item: Int, rows: Range<Int>, columns: Range<Int>) {
      let (item, part) = (index / perItem, index % perItem)
      let (m, n) = (sizes.m, sizes.n)
      let size = (max(m, n) + perItem - 1) / perItem
      if m >= n { return (item, run(part, size, m), 0..<n) }
      return (item, 0..<m, run(part, size, n))
    }

    private func run(_ part: Int, _ size: Int, _ end: Int) -> Range<Int> {
      min(end, part * size)..<min(end, (part + 1) * size)
    }
  }
}
