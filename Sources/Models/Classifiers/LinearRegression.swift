// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Linear regression by least squares, which is maximum likelihood of `y = a + wᵀx + ε` with normal noise.
///
/// The residuals are orthogonal to each coordinate and to the constant: `Xᵀ(y − Xw) = 0`.
///
/// - Shapes: inputs `[count, size]`, targets `[count]`.
/// - Precision: The equations are solved in double precision.
public struct LinearRegression: Sendable {
  /// The offset a.
  public let intercept: Double
  /// The weights w.
  public let slopes: [Double]
  /// The mean square of the residuals, the variance of the noise.
  public let noiseVariance: Double
  /// What is left of each target.
  public let residuals: [Double]

  /// Fits a regression.
  ///
  /// - Requires: As many targets as inputs, more of them than coordinates, and coordinates that do not depend on each
  ///   other.
  public init(fitting x: Tensor, to y: Tensor) {
    guard x.rank == 2, y.shape == [x.shape[0]], x.shape[0] > x.shape[1] else {
      fail("LinearRegression: inputs \(x.shape) and targets \(y.shape) do not fit")
    }
    let (count, size) = (x.shape[0], x.shape[1])
    let (inputs, targets) = (x.scalars, y.scalars.map { Double($0) })
    var columns = [[Double](repeating: 1, count: count)]
    columns += (0..<size).map { j in (0..<count).map { Double(inputs[$0 * size + j]) } }
    let weights = Self.leastSquares(columns, targets)
    residuals = (0..<count).map { row in
      zip(columns, weights).reduce(targets[row]) { $0 - $1.0[row] * $1.1 }
    }
    (intercept, slopes) = (weights[0], Array(weights.dropFirst()))
    noiseVariance = residuals.reduce(0) { $0 + $1 * $1 } / Double(count)
  }

  /// The mean of the target for each input.
  ///
  /// - Shapes: `x` `[count, size]` → `[count]`.
  public func predict(_ x: Tensor) -> Tensor {
    requireVectors(x, size: slopes.count, in: "LinearRegression")
    return matmul(x, Tensor(slopes.map { Float($0) })) + Float(intercept)
  }

  /// The logarithm of the density of targets, given inputs: `log N(y | a + wᵀx, σ²)`.
  ///
  /// - Shapes: `y` `[count]`, `x` `[count, size]` → `[count]`.
  /// - Units: nats.
  public func logProb(_ y: Tensor, given x: Tensor) -> Tensor {
    let rest = y - predict(x)
    let variance = Float(noiseVariance)
    return rest * rest / (-2 * variance) - 0.5 * logf(2 * .pi * variance)
  }

  /// The weights of the columns that come nearest to the targets, by orthogonalising each column against those before it.
  private static func leastSquares(_ columns: [[Double]], _ targets: [Double]) -> [Double] {
    var (basis, upper) = ([[Double]](), [[Double]]())
    for (j, column) in columns.enumerated() {
      var (rest, row) = (column, [Double](repeating: 0, count: j))
      // A second round takes away what rounding left of the first.
      for _ in 0..<2 {
        for k in 0..<j {
          let share = dot(basis[k], rest)
          row[k] += share
          rest = zip(rest, basis[k]).map { $0 - share * $1 }
        }
      }
      let length = dot(rest, rest).squareRoot()
      if !(length > 1e-10 * dot(column, column).squareRoot()) {
        fail("LinearRegression: coordinate \(j - 1) depends on those before it")
      }
      basis.append(rest.map { $0 / length })
      upper.append(row + [length])
    }
    var weights = basis.map { dot($0, targets) }
    for j in weights.indices.reversed() {
      weights[j] /= upper[j][j]
      for k in 0..<j { weights[k] -= upper[j][k] * weights[j] }
    }
    return weights
  }
}
