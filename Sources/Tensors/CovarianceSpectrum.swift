// SPDX-License-Identifier: MIT

import COpenBLAS

/// Mean, variances and main directions of examples, all in double precision.
///
/// `1/N Σₙ (xₙ − x̄)(xₙ − x̄)ᵀ = V diag(λ) Vᵀ`
///
/// What is left when most of the variance has been taken away, such as the noise of a latent variable model, is a small
/// difference of large numbers: single precision would blur it.
package struct CovarianceSpectrum: Sendable {
  /// The mean of each coordinate.
  package let mean: [Double]
  /// The variances along the directions, descending, none negative.
  package let variances: [Double]
  /// The directions `V`, orthonormal, one after another; in each the coordinate of greatest magnitude is positive.
  package let directions: [Double]

  /// The number of coordinates.
  package var size: Int { mean.count }

  /// Finds the directions of examples.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least one example, and finite numbers.
  package init(of x: Tensor) {
    if x.rank != 2 || x.elementCount == 0 {
      fail("CovarianceSpectrum: \(x.shape) is no list of examples; there must be [count, size]")
    }
    let moments = Moments(of: x)
    if !moments.covariance.isFinite {
      fail("CovarianceSpectrum: the examples of shape \(x.shape) hold NaN or infinity")
    }
    let outcome = LAPACK.symmetricEigen(moments.covariance)
    if outcome.status != 0 { fail("CovarianceSpectrum: the eigenvalues did not converge") }
    let (values, vectors) = (outcome.matrices[0], outcome.matrices[1])
    let size = x.shape[1]
    mean = moments.mean
    variances = values.scalars.reversed().map { max($0, 0) }
    directions = (0..<size).reversed().flatMap { column in
      Self.oriented(vectors.scalars[column * size..<(column + 1) * size])
    }
  }

  /// A direction or its opposite, whichever has a positive greatest coordinate.
  private static func oriented(_ direction: ArraySlice<Double>) -> [Double] {
    let greatest = direction.max { $0.magnitude < $1.magnitude } ?? 0
    return direction.map { greatest < 0 ? -$0 : $0 }
  }

  /// The first directions as the columns of a matrix, each stretched by a factor of its own.
  ///
  /// - Shapes: `[size, factors.count]`.
  package func basis(scaledBy factors: [Double]) -> Tensor {
    if factors.count > size {
      fail("CovarianceSpectrum: \(factors.count) directions of \(size) coordinates")
    }
    return Tensor(shape: [size, factors.count]) { result in
      for (column, factor) in factors.enumerated() {
        for row in 0..<size {
          result[row * factors.count + column] = Float(factor * directions[column * size + row])
        }
      }
    }
  }
}

/// The first two moments of examples; of the covariance there is the lower triangle.
private struct Moments {
  private static let blockSize = 512
  /// No more partial sums than these are held at once, so that their number does not follow the examples'.
  private static let groupLimit = 8

  var mean: [Double]
  var covariance: ColumnMatrix

  /// Adds block after block in groups whose cut follows from the number of examples alone.
  init(of x: Tensor) {
    BLAS.prepare
    let (count, size) = (x.shape[0], x.shape[1])
    let center = x.mean(alongAxis: 0)
    let blockCount = (count + Self.blockSize - 1) / Self.blockSize
    let groupSize = (blockCount + Self.groupLimit - 1) / Self.groupLimit
    let groupCount = (blockCount + groupSize - 1) / groupSize
    var groups = [Moments](repeating: Moments(size: 0), count: groupCount)
    groups.withUnsafeMutableBufferPointer { groups in
      forEachBlock(groupCount) { group in
        var sum = Moments(size: size)
        for block in group * groupSize..<min((group + 1) * groupSize, blockCount) {
          let range = block * Self.blockSize..<min((block + 1) * Self.blockSize, count)
          sum.add(x[range], around: center, weight: 1 / Double(count))
        }
        groups[group] = sum
      }
    }
    self = groups.dropFirst().reduce(into: groups[0]) { $0.add($1) }
    // So far the moments are those around a mean that was rounded.
    for column in 0..<size {
      for row in column..<size { covariance[row, column] -= mean[row] * mean[column] }
    }
    for (index, rounded) in center.scalars.enumerated() { mean[index] += Double(rounded) }
  }

  private init(size: Int) {
    mean = [Double](repeating: 0, count: size)
    covariance = ColumnMatrix(rowCount: size, columnCount: size)
  }

  private mutating func add(_ rows: Tensor, around center: Tensor, weight: Double) {
    let (count, size) = (rows.shape[0], rows.shape[1])
    var centered = [Double](repeating: 0, count: count * size)
    rows.withScalars { rows in
      center.withScalars { center in
        for start in stride(from: 0, to: count * size, by: size) {
          for column in 0..<size {
            let difference = Double(rows[start + column]) - Double(center[column])
            centered[start + column] = difference
            mean[column] += weight * difference
          }
        }
      }
    }
    // Rows one after another are what BLAS sees as columns.
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, Int32(size), Int32(count), weight, centered,
      Int32(size), 1, &covariance.scalars, Int32(size))
  }

  private mutating func add(_ other: Moments) {
    for index in mean.indices { mean[index] += other.mean[index] }
    for index in covariance.scalars.indices {
      covariance.scalars[index] += other.covariance.scalars[index]
    }
  }
}
