// SPDX-License-Identifier: MIT

import CKernels

/// A tensor cut into rows of equal size, each of which belongs to one of the groups that are normalised together.
struct RowGroups: Sendable {
  let count: Int
  let size: Int
  let groupCount: Int
  /// The group of each row.
  private let groups: [Int]

  /// Shorter rows are not worth a call of a loop.
  private static let minimumSize = 8

  /// The rows of axes at the end, or of axes at the beginning and the end; none where rows are short or axes lie elsewhere.
  init?(_ shape: Shape, axes: [Int]) {
    let last = axes.reversed().enumerated().prefix { $0.element == shape.rank - 1 - $0.offset }
    let first = axes.dropLast(last.count)
    if last.isEmpty || Array(first) != Array(0..<first.count) { return nil }
    let kept = shape.sizes[first.count..<shape.rank - last.count].reduce(1, *)
    self.init(
      count: shape.sizes.dropLast(last.count).reduce(1, *),
      size: last.reduce(1) { $0 * shape[$1.element] }, groupCount: kept
    ) { $0 % kept }
  }

  /// The channels of each example, in groups of neighbours of one example, or with the same channel of all others.
  init?(channelsOf shape: Shape, groupsPerExample: Int?) {
    let (batch, channels) = (shape[0], shape[1])
    self.init(
      count: batch * channels, size: shape.sizes[2...].reduce(1, *),
      groupCount: groupsPerExample.map { $0 * batch } ?? channels
    ) { row in
      guard let groupsPerExample else { return row % channels }
      return row / (channels / groupsPerExample)
    }
  }

  private init?(count: Int, size: Int, groupCount: Int, _ group: (Int) -> Int) {
    if size < Self.minimumSize || count == 0 { return nil }
    (self.count, self.size, self.groupCount) = (count, size, groupCount)
    groups = (0..<count).map(group)
  }

  /// The number of scalars in each group.
  var scalarsPerGroup: Double { Double(count / groupCount * size) }

  /// The sums of each group's numbers, of which there is one for each row.
  func grouped(_ numbers: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: groupCount)
    for (row, group) in groups.enumerated() { sums[group] += numbers[row] }
    return sums
  }

  /// For each row the number of its group.
  func spread(_ numbers: [Double]) -> [Double] { groups.map { numbers[$0] } }

  /// The mean and variance of each group.
  func moments(_ x: Tensor) -> (means: [Double], variances: [Double]) {
    let loops = Reduction.loops
    let share = 1 / scalarsPerGroup
    let sums = rowNumbers { rows, sums in
      x.withScalars {
        guard let x = $0.baseAddress else { return }
        loops.row_sums(x + rows.lowerBound * size, rows.count, size, nil, sums)
      }
    }
    let means = grouped(sums).map { $0 * share }
    let rowMeans = spread(means)
    let squares = rowNumbers { rows, squares in
      x.withScalars {
        guard let x = $0.baseAddress else { return }
        rowMeans.withUnsafeBufferPointer { means in
          loops.row_squares(
            x + rows.lowerBound * size, rows.count, size,
            means.baseAddress.map {
              $0 + rows.lowerBound
            }, squares)
        }
      }
    }
    return (means, grouped(squares).map { $0 * share })
  }

  /// `(x − mean) · scale + shift` with numbers for each row.
  func normalized(_ x: Tensor, mean: [Double], scale: [Double], shift: [Double]) -> Tensor {
    Tensor(shape: x.shape) { result in
      x.withScalars { x in
        guard let x = x.baseAddress, let y = result.baseAddress else { return }
        forEachRange { rows in
          let start = rows.lowerBound * size
          Reduction.loops.normalize(
            x + start, y + start, rows.count, size, Array(mean[rows]), Array(scale[rows]),
            Array(shift[rows]))
        }
      }
    }
  }

  /// `Σ g` and `Σ g (x − mean)` of each row.
  func products(_ g: Tensor, _ x: Tensor, mean: [Double]) -> (sums: [Double], products: [Double]) {
    var products = [Double](repeating: 0, count: count)
    let sums = products.withUnsafeMutableBufferPointer { products in
      rowNumbers { rows, sums in
        g.withScalars { g in
          x.withScalars { x in
            guard let g = g.baseAddress, let x = x.baseAddress,
              let products = products.baseAddress
            else { return }
            let start = rows.lowerBound * size
            Reduction.loops.row_products(
              g + start, x + start, rows.count, size, Array(mean[rows]), sums,
              products + rows.lowerBound)
          }
        }
      }
    }
    return (sums, products)
  }

  /// `a g + b (x − mean) + c` with numbers for each row.
  func combined(
    _ g: Tensor, _ x: Tensor, mean: [Double], _ a: [Double], _ b: [Double], _ c: [Double]
  ) -> Tensor {
    Tensor(shape: x.shape) { result in
      g.withScalars { g in
        x.withScalars { x in
          guard let g = g.baseAddress, let x = x.baseAddress, let y = result.baseAddress else {
            return
          }
          forEachRange { rows in
            let start = rows.lowerBound * size
            Reduction.loops.normalize_slope(
              g + start, x + start, y + start, rows.count, size, Array(mean[rows]),
              Array(a[rows]), Array(b[rows]), Array(c[rows]))
          }
        }
      }
    }
  }

  /// One number for each row, which the body writes for some rows at a time.
  private func rowNumbers(
    _ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { numbers, initializedCount in
      if let numbers = numbers.baseAddress {
        forEachRange { rows in body(rows, numbers + rows.lowerBound) }
      }
      initializedCount = count
    }
  }

  private func forEachRange(_ body: (Range<Int>) -> Void) {
    Elementwise.forEachRange(
      of: count, blockSize: max(1, Elementwise.blockSize / 2 / size), body)
  }
}
