// SPDX-License-Identifier: MIT

import Evaluation
import Glibc
import Tensors

/// Numbers beside others of the distribution that they should come from.
struct SamplePair {
  private let actual: Tensor
  private let expected: Tensor

  init(_ actual: Tensor, _ expected: Tensor) { (self.actual, self.expected) = (actual, expected) }

  /// How probable so great a distance is between samples of one distribution.
  var pValue: Double { kolmogorovSmirnov(actual, expected).pValue }

  /// What is off: the mean, the spread or both, or the shape where neither is.
  var fault: String {
    let (here, there) = (Moments(actual), Moments(expected))
    let error = (here.variance / here.count + there.variance / there.count).squareRoot()
    let shift = (here.mean - there.mean) / error
    let stretch =
      log((here.variance / there.variance).squareRoot())
      / (0.5 / here.count + 0.5 / there.count).squareRoot()
    var faults: [String] = []
    if shift.magnitude > Self.noticeable {
      faults.append("the mean is too \(shift > 0 ? "large" : "small")")
    }
    if stretch.magnitude > Self.noticeable {
      faults.append("the spread is too \(stretch > 0 ? "large" : "small")")
    }
    if faults.isEmpty { return "mean and spread fit, but the shape of the distribution does not" }
    return faults.joined(separator: ", and ")
  }

  /// In standard errors.
  private static let noticeable = 4.0
}

/// The mean and the variance of numbers, in double precision.
private struct Moments {
  let count: Double
  let mean: Double
  let variance: Double

  init(_ numbers: Tensor) {
    let scalars = numbers.scalars.map(Double.init)
    count = Double(scalars.count)
    let mean = scalars.reduce(0, +) / count
    self.mean = mean
    variance = scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  }
}
