// SPDX-License-Identifier: MIT

import CKernels

/// Matrix products, cut into blocks that follow from the sizes alone.
///
/// Each element is summed in one order, whatever block it falls into, so that the bits follow from the factors alone.
/// Another instruction set may round differently.
enum MatrixKernel {
  typealias Sizes = (m: Int, k: Int, n: Int)

  /// Which factors lie in memory as the transposes of what is multiplied.
  struct Transposition {
    let left: Bool
    let right: Bool

    static let none = Transposition(left: false, right: false)
  }

  /// What a product may leave out.
  struct Omission {
    /// Whether zeros of the right factor need not be multiplied.
    var skipsZeros = false
    /// Where this is zero, the result may be zero too, for it will be multiplied with it.
    var mask: Tensor?

    static let none = Omission()
  }

  /// The instruction set that products of the present task run with; without a name, the fastest.
  @TaskLocal static var instructionSet: String?

  /// The loops for that instruction set, or nil if the processor does not have it.
  static var loops: OpaquePointer? { kernels_gemm_set_named(instructionSet) }

  /// The products `A·B` of a batch, to which a row may be added.
  static func product(
    _ left: Tensor, _ right: Tensor, adding bias: Tensor? = nil, batch: Int,
    isShared: (left: Bool, right: Bool), transposing: Transposition, sizes: Sizes, shape: Shape,
    omitting omission: Omission = .none
  ) -> Tensor {
    let (m, k, n) = sizes
    if m * n == 0 || batch == 0 { return .zeros(shape) }
    return Tensor(shape: shape) { result in
      left.withScalars { a in
        right.withScalars { b in
          withScalars(of: bias, omission.mask) { start, mask in
            guard let c = result.baseAddress else { return }
            var product = kernels_product()
            product.skips_zeros = omission.skipsZeros ? 1 : 0
            product.mask = mask?.baseAddress
            product.set = loops
            (product.m, product.k, product.n, product.c_row) = (m, k, n, n)
            (product.a_row, product.a_column) = transposing.left ? (1, m) : (k, 1)
            (product.b_row, product.b_column) = transposing.right ? (1, k) : (n, 1)
            product.column_start = start?.baseAddress
            let blocks = Blocks(sizes, batch: batch)
            Workers.current.forEachBlock(blocks.count) { index in
              let (items, rows, columns) = blocks[index]
              for item in items {
                var block = product
                block.a = a.baseAddress.map { $0 + (isShared.left ? 0 : item * m * k) }
                block.b = b.baseAddress.map { $0 + (isShared.right ? 0 : item * k * n) }
                block.c = c + item * m * n
                block.restrict(to: rows, columns)
                kernels_multiply(&block)
              }
            }
          }
        }
      }
    }
  }

  private static func withScalars(
    of first: Tensor?, _ second: Tensor?,
    _ body: (UnsafeBufferPointer<Float>?, UnsafeBufferPointer<Float>?) -> Void
  ) {
    withScalars(of: first) { first in withScalars(of: second) { body(first, $0) } }
  }

  private static func withScalars(
    of tensor: Tensor?, _ body: (UnsafeBufferPointer<Float>?) -> Void
  ) {
    if let tensor { tensor.withScalars { body($0) } } else { body(nil) }
  }

  /// The blocks of a batch of products: rectangles of each result, or runs of small results.
  private struct Blocks {
    private let items: [Range<Int>]
    private let rows: [Range<Int>]
    private let columns: [Range<Int>]

    /// The products that are worth a block of their own: some microseconds of them.
    private static let smallest = 1 << 20

    init(_ sizes: Sizes, batch: Int) {
      let (m, k, n) = sizes
      let work = m * max(k, 1) * n
      let limit = min(16, work / Self.smallest)
      // High blocks share the right factor among many rows, and powers of two share evenly among most numbers of threads.
      let rowCount = Self.powerOfTwo(atMost: min(limit, m / 224))
      let columnCount = Self.powerOfTwo(atMost: min(limit / rowCount, n / 48))
      columns = (0..<n).cut(into: columnCount, inMultiplesOf: 16)
      rows = (0..<m).cut(into: rowCount, inMultiplesOf: 14)
      items = (0..<batch).cut(into: min(batch, max(1, batch * work / Self.smallest)))
    }

    private static func powerOfTwo(atMost limit: Int) -> Int {
      limit < 2 ? 1 : 1 << (Int.bitWidth - 1 - limit.leadingZeroBitCount)
    }

    var count: Int { items.count * rows.count * columns.count }

    subscript(index: Int) -> (items: Range<Int>, rows: Range<Int>, columns: Range<Int>) {
      let (run, part) = index.quotientAndRemainder(dividingBy: rows.count * columns.count)
      return (items[run], rows[part / columns.count], columns[part % columns.count])
    }
  }
}

extension kernels_product {
  /// Keeps only a rectangle of the result.
  mutating func restrict(to rows: Range<Int>, _ columns: Range<Int>) {
    a = a.map { $0 + rows.lowerBound * a_row }
    b = b.map { $0 + columns.lowerBound * b_column }
    c = c.map { $0 + rows.lowerBound * c_row + columns.lowerBound }
    mask = mask.map { $0 + rows.lowerBound * c_row + columns.lowerBound }
    row_start = row_start.map { $0 + rows.lowerBound }
    column_start = column_start.map { $0 + columns.lowerBound }
    (m, n) = (rows.count, columns.count)
  }
}

extension Range<Int> {
  /// Parts of almost equal size, in order; all but the last are multiples of a number.
  func cut(into count: Int, inMultiplesOf unit: Int) -> [Range<Int>] {
    let units = (self.count + unit - 1) / unit
    return (0..<units).cut(into: Swift.min(count, units)).map { part in
      let end = Swift.min(upperBound, lowerBound + part.upperBound * unit)
      return lowerBound + part.lowerBound * unit..<end
    }
  }
}
