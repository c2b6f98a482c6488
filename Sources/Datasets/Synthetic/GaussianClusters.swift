// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Points from several Gaussian distributions in a space of any size.
///
/// `p(x) = Σ π_k N(x; μ_k, Σ_k)`
public struct GaussianClusters: PointDistribution, Equatable {
  /// The centre of each cluster, `[clusters, size]`.
  public let means: Tensor
  /// The covariance of each cluster, `[clusters, size, size]`.
  public let covariances: Tensor
  /// The probability of each cluster.
  public let weights: [Float]
  /// For each cluster the lower triangle L with `Σ = L Lᵀ`, row by row.
  private let factors: [[Double]]

  /// Makes a mixture; without weights, all clusters are equally likely.
  ///
  /// - Shapes: `means` `[clusters, size]`, `covariances` `[clusters, size, size]`.
  /// - Requires: Symmetric positive definite covariances, and weights that are not negative and sum to 1.
  public init(means: Tensor, covariances: Tensor, weights: [Float]? = nil) {
    let count = means.rank == 2 ? means.shape[0] : 0
    let weights = weights ?? [Float](repeating: 1 / Float(max(count, 1)), count: count)
    if means.rank != 2 || count == 0
      || covariances.shape != [count, means.shape[1], means.shape[1]]
    {
      fail("GaussianClusters: means \(means.shape) do not fit covariances \(covariances.shape)")
    }
    if weights.count != count || weights.contains(where: { $0 < 0 })
      || abs(weights.reduce(0, +) - 1) > 1e-4
    {
      fail("GaussianClusters: weights \(weights) are not \(count) probabilities")
    }
    (self.means, self.covariances, self.weights) = (means, covariances, weights)
    let size = means.shape[1]
    factors = (0..<count).map { Self.factor(covariances[$0].scalars.map { Double($0) }, size) }
  }

  /// Makes a mixture of clusters that are equally wide in all directions.
  ///
  /// - Requires: A positive standard deviation.
  public init(means: Tensor, standardDeviation: Float, weights: [Float]? = nil) {
    if means.rank != 2 || standardDeviation <= 0 {
      fail("GaussianClusters: means \(means.shape) with standard deviation \(standardDeviation)")
    }
    let covariance = Tensor.identity(means.shape[1]) * (standardDeviation * standardDeviation)
    self.init(
      means: means,
      covariances: [Tensor](repeating: covariance, count: means.shape[0]).stacked(),
      weights: weights)
  }

  /// Equal clusters on a circle, the classic test of whether a model covers all modes.
  ///
  /// - Requires: At least one cluster and a positive standard deviation.
  public static func ring(
    _ count: Int = 8, radius: Float = 2, standardDeviation: Float = 0.1
  ) -> GaussianClusters {
    if count < 1 { fail("ring: \(count) clusters") }
    let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    let means = angles.map { [radius * Float(cos($0)), radius * Float(sin($0))] }
    return GaussianClusters(means: Tensor(means), standardDeviation: standardDeviation)
  }

  /// Three clusters of different shapes in the plane, for first pictures of mixtures.
  public static var three: GaussianClusters {
    GaussianClusters(
      means: Tensor([[-2, 0], [1, 2], [2, -1.5]]),
      covariances: Tensor([
        [[0.5, 0.3], [0.3, 0.6]], [[0.8, -0.4], [-0.4, 0.4]], [[0.25, 0], [0, 0.5]],
      ]),
      weights: [0.5, 0.3, 0.2])
  }

  /// How many clusters there are.
  public var componentCount: Int { weights.count }

  /// The mean of all points.
  public var mean: Tensor { (Tensor(weights).reshaped(-1, 1) * means).sum(alongAxis: 0) }

  /// Draws independent points.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    Points.require(count, in: "GaussianClusters")
    let (size, weights) = (means.shape[1], weights.map { Double($0) })
    let centres = means.scalars.map { Double($0) }
    let labels = (0..<count).map { _ in Draw.place(of: weights, using: &rng) }
    let noise = Draw.normals(count * size, using: &rng)
    let points = Tensor(shape: [count, size]) { result in
      for (row, label) in labels.enumerated() {
        for i in 0..<size {
          var sum = centres[label * size + i]
          for j in 0...i { sum += factors[label][i * size + j] * noise[row * size + j] }
          result[row * size + i] = Float(sum)
        }
      }
    }
    return LabeledPoints(points: points, labels: labels)
  }

  /// The logarithm of the density at points.
  ///
  /// - Shapes: `[count, size]` → `[count]`.
  /// - Units: nats per point.
  public func logProb(_ points: Tensor) -> Tensor {
    let size = means.shape[1]
    let rows = Points.rows(points, size: size, in: "logProb")
    let centres = means.scalars.map { Double($0) }
    return Tensor(
      (0..<points.shape[0]).map { row in
        let terms = weights.indices.map { cluster in
          let distances = (0..<size).map { rows[row * size + $0] - centres[cluster * size + $0] }
          return log(Double(weights[cluster]))
            + Self.logNormal(distances, factor: factors[cluster], size)
        }
        return Float(logSumExp(terms))
      })
  }

  /// The covariance's triangular factor.
  private static func factor(_ covariance: [Double], _ size: Int) -> [Double] {
    var factor = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0...i {
        var sum = covariance[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if abs(covariance[i * size + j] - covariance[j * size + i]) > 1e-6 || (i == j && sum <= 0) {
          fail("GaussianClusters: \(covariance) is not a symmetric positive definite covariance")
        }
        factor[i * size + j] = i == j ? sum.squareRoot() : sum / factor[j * size + j]
      }
    }
    return factor
  }

  private static func logNormal(_ distances: [Double], factor: [Double], _ size: Int) -> Double {
    var (white, sum) = ([Double](), -Double(size) / 2 * log(2 * Double.pi))
    for i in 0..<size {
      var rest = distances[i]
      for j in 0..<i { rest -= factor[i * size + j] * white[j] }
      white.append(rest / factor[i * size + i])
      sum -= white[i] * white[i] / 2 + log(factor[i * size + i])
    }
    return sum
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Gaussian clusters",
      "\(componentCount) Gaussian clusters in \(means.shape[1]) dimensions.",
      values: "coordinates; the label is the cluster")
  }
}
