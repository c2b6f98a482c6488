// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A density of one variable that is known up to a factor: `p(z) = p̄(z) / Z`.
///
/// Integrals are sums over a fine grid, whose range must hold all of the density that counts.
/// - Units: nats.
public struct UnnormalizedDensity: Sendable {
  /// The logarithm of the unnormalised density.
  public let logPotential: @Sendable (Double) -> Double
  /// The places at which the density is summed.
  public let grid: [Double]
  /// The logarithm of the normalisation constant: `log Z`.
  public let logPartition: Double

  /// Makes a density from its logarithm, up to a number.
  ///
  /// - Requires: A range that is not empty and at least two points.
  public init(
    over range: ClosedRange<Double>, points: Int = 4001,
    logPotential: @escaping @Sendable (Double) -> Double
  ) {
    let length = range.upperBound - range.lowerBound
    if points < 2 || !(length > 0) {
      fail("UnnormalizedDensity: \(points) points over \(range)")
    }
    let step = length / Double(points - 1)
    let grid = (0..<points).map { range.lowerBound + step * Double($0) }
    self.logPotential = logPotential
    self.grid = grid
    logPartition = logSumExp(grid.map(logPotential)) + log(step)
  }

  /// The logarithm of the density: `log p(z) = log p̄(z) − log Z`.
  public func logProb(_ z: Double) -> Double { logPotential(z) - logPartition }

  /// The integral of a function over the range.
  public func integral(of function: (Double) -> Double) -> Double {
    (grid[1] - grid[0]) * grid.reduce(0) { $0 + function($1) }
  }

  /// The expectation of a function: `∫ p(z) f(z) dz`.
  public func expectation(of function: (Double) -> Double) -> Double {
    integral { exp(logProb($0)) * function($0) }
  }

  /// The mean.
  public var mean: Double { expectation { $0 } }

  /// The variance.
  public var variance: Double {
    let center = mean
    return expectation { ($0 - center) * ($0 - center) }
  }

  /// The place on the grid where the density is greatest.
  public var mode: Double { grid.max { logPotential($0) < logPotential($1) } ?? grid[0] }

  /// The forward divergence `KL(p ‖ q) = ∫ p log(p / q)`.
  public func klDivergence(to q: UnivariateGaussian) -> Double {
    expectation { logProb($0) - q.logProb($0) }
  }

  /// The reverse divergence `KL(q ‖ p) = ∫ q log(q / p)`, integrated over the range.
  public func reverseKLDivergence(from q: UnivariateGaussian) -> Double {
    integral { exp(q.logProb($0)) * (q.logProb($0) - logProb($0)) }
  }

  /// The Gaussian with the least forward divergence: the one with the density's mean and variance.
  public var momentMatch: UnivariateGaussian {
    UnivariateGaussian(mean: mean, standardDeviation: variance.squareRoot())
  }
}
