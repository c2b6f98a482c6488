// SPDX-License-Identifier: MIT

import CKernels

/// A tensor with mean 0 and variance 1 along some axes, and what its mean and variance were.
public struct Normalized: Sendable {
  /// The tensor minus its mean, over the root of its variance.
  public let value: Tensor
  /// The means, without the axes; a constant through which no gradient flows.
  public let mean: Tensor
  /// The variances, without the axes; a constant through which no gradient flows.
  public let variance: Tensor
}

extension Tensor {
  /// The tensor with mean 0 and variance 1 along some axes.
  ///
  /// `y = (x − μ) / √(σ² + ε)`, with the mean and variance of the elements that share the other axes' places.
  ///
  /// - Shapes: layers `[batch, size]` along `[1]`, images `[batch, channels, height, width]` along `[0, 2, 3]`.
  /// - Requires: Elements along the axes, and an epsilon that is not negative.
  public func normalized(alongAxes axes: [Int], epsilon: Float = 1e-5) -> Normalized {
    let axes = Set(axes.map { shape.axis($0, in: "normalized") }).sorted()
    if epsilon < 0 || axes.contains(where: { shape[$0] == 0 }) {
      fail("normalized: shape \(shape) along \(axes) with epsilon \(epsilon)")
    }
    guard let rows = NormalizedRows(shape, axes: axes) else {
      let (mean, variance) = (mean(alongAxes: axes, keepDims: true), variance(alongAxes: axes))
      let scale = 1 / sqrt(variance.restored(to: shape, axes) + epsilon)
      return Normalized(
        value: (self - mean) * scale, mean: mean.detached().reshaped(to: variance.shape),
        variance: variance.detached())
    }
    let moments = withScalars { rows.moments($0) }
    let scales = moments.variances.map { 1 / ($0 + Double(epsilon)).squareRoot() }
    let value = rows.normalized(self, moments.means, scales).traced(
      from: self,
      withValue: { y, cotangent in
        if let tape = Tape.current, tape.traces(self) || tape.traces(cotangent) {
          return pulledBackThroughNormalization(cotangent, y, axes, epsilon)
        }
        return rows.pulledBack(cotangent, y, scales)
      })
    let kept = Shape(shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    return Normalized(
      value: value, mean: Tensor(moments.means, shape: kept),
      variance: Tensor(moments.variances, shape: kept))
  }

  /// `(g − mean(g) − y mean(g y)) / √(σ² + ε)`, in operations that can be differentiated again.
  private func pulledBackThroughNormalization(
    _ cotangent: Tensor, _ y: Tensor, _ axes: [Int], _ epsilon: Float
  ) -> Tensor {
    let mean = cotangent.mean(alongAxes: axes, keepDims: true)
    let slope = (cotangent * y).mean(alongAxes: axes, keepDims: true)
    return (cotangent - mean - y * slope)
      / sqrt(variance(alongAxes: axes, keepDims: true) + epsilon)
  }

  private init(_ numbers: [Double], shape: Shape) {
    self.init(shape: shape) { result in
      for index in numbers.indices { result[index] = Float(numbers[index]) }
    }
  }
}

/// A tensor cut into rows, each of which belongs to one of the groups that are normalised.
private struct NormalizedRows: Sendable {
  private let count: Int
  private let size: Int
  /// Row i belongs to group i modulo this.
  private let groupCount: Int

  /// The rows of axes at the end, or of axes at the beginning and the end; none where rows would be too short.
  init?(_ shape: Shape, axes: [Int]) {
    let last = axes.reversed().enumerated().prefix { $0.element == shape.rank - 1 - $0.offset }
    let first = axes.dropLast(last.count)
    if last.isEmpty || Array(first) != Array(0..<first.count) { return nil }
    size = last.reduce(1) { $0 * shape[$1.element] }
    count = shape.sizes.dropLast(last.count).reduce(1, *)
    groupCount = shape.sizes[first.count..<shape.rank - last.count].reduce(1, *)
    if size < 8 || count == 0 { return nil }
  }

  private var repeats: Int { count / groupCount }
  private var rowsPerTask: Int { max(1, Elementwise.blockSize / 2 / size) }

  /// The mean and variance of each group.
  func moments(_ x: Reduction.Scalars) -> (means: [Double], variances: [Double]) {
    let split = repeats == 1 ? (groupCount, size, 1) : (1, repeats, groupCount)
    return Reduction.moments(x, split, last: repeats == 1 ? 1 : size)
  }

  func normalized(_ x: Tensor, _ means: [Double], _ scales: [Double]) -> Tensor {
    let (means, scales) = (forRows(means), forRows(scales))
    return Tensor(shape: x.shape) { result in
      x.withScalars { x in
        guard let x = x.baseAddress, let y = result.baseAddress else { return }
        Elementwise.forEachRange(of: count, blockSize: rowsPerTask) { rows in
          let start = rows.lowerBound * size
          Reduction.loops.normalize(
            x + start, y + start, rows.count, size, Array(means[rows]), Array(scales[rows]))
        }
      }
    }
  }

  func pulledBack(_ cotangent: Tensor, _ y: Tensor, _ scales: [Double]) -> Tensor {
    Tensor(shape: y.shape) { result in
      cotangent.withScalars { g in
        y.withScalars { y in
          guard let g = g.baseAddress, let y = y.baseAddress, let target = result.baseAddress else {
            return
          }
          let (sums, products) = sumsOfRows(g, y)
          let share = 1 / Double(repeats * size)
          let (means, slopes) = (forRows(sums, times: share), forRows(products, times: share))
          let scales = forRows(scales)
          Elementwise.forEachRange(of: count, blockSize: rowsPerTask) { rows in
            let start = rows.lowerBound * size
            Reduction.loops.normalize_slope(
              g + start, y + start, target + start, rows.count, size, Array(means[rows]),
              Array(slopes[rows]), Array(scales[rows]))
          }
        }
      }
    }
  }

  /// `Σ g` and `Σ g y` of each group.
  private func sumsOfRows(
    _ g: UnsafePointer<Float>, _ y: UnsafePointer<Float>
  ) -> (sums: [Double], products: [Double]) {
    var sums = [Double](repeating: 0, count: count)
    var products = sums
    sums.withUnsafeMutableBufferPointer { sums in
      products.withUnsafeMutableBufferPointer { products in
        guard let sums = sums.baseAddress, let products = products.baseAddress else { return }
        Elementwise.forEachRange(of: count, blockSize: rowsPerTask) { rows in
          let first = rows.lowerBound
          Reduction.loops.row_products(
            g + first * size, y + first * size, rows.count, size, sums + first, products + first)
        }
      }
    }
    return (grouped(sums), grouped(products))
  }

  private func grouped(_ numbers: [Double]) -> [Double] {
    if repeats == 1 { return numbers }
    var sums = Array(numbers[..<groupCount])
    for row in groupCount..<count { sums[row % groupCount] += numbers[row] }
    return sums
  }

  private func forRows(_ numbers: [Double], times factor: Double = 1) -> [Double] {
    if repeats == 1, factor == 1 { return numbers }
    return (0..<count).map { numbers[$0 % groupCount] * factor }
  }
}
