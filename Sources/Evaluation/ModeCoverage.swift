// SPDX-License-Identifier: MIT

public import Datasets
public import Tensors

/// Which of the clusters of a distribution a model's samples cover, and how many samples lie in none.
///
/// A sample belongs to a cluster if it is within some standard deviations of its centre; a cluster is covered if a share
/// of all samples belongs to it.
/// - Shapes: samples `[count, size]`.
public struct ModeCoverage: Sendable, Equatable {
  /// How many samples belong to each cluster.
  public let counts: [Int]
  /// How many samples there are.
  public let sampleCount: Int
  /// The share of the samples from which on a cluster counts as covered.
  public let leastShare: Float

  /// Counts the samples near each cluster.
  ///
  /// - Parameters:
  ///   - samples: The samples of a model, `[count, size]`.
  ///   - clusters: The distribution that it should have learnt.
  ///   - reach: The distance up to which a sample belongs to a cluster, in the cluster's standard deviations.
  ///   - leastShare: The share of the samples from which on a cluster counts as covered.
  /// - Requires: Samples of the clusters' size, one or more.
  public init(
    of samples: Tensor, in clusters: GaussianClusters, reach: Float = 3, leastShare: Float = 0.01
  ) {
    if samples.rank != 2 || samples.shape[0] == 0 || samples.shape[1] != clusters.means.shape[1] {
      fail("ModeCoverage: samples \(samples.shape) for clusters around \(clusters.means.shape)")
    }
    (sampleCount, self.leastShare) = (samples.shape[0], leastShare)
    counts = (0..<clusters.componentCount).map { cluster in
      let distance = samples - clusters.means[cluster]
      let white = matmul(distance, clusters.covariances[cluster].inverse())
      let squared = (white * distance).sum(alongAxis: 1)  // (x − μ)ᵀ Σ⁻¹ (x − μ)
      return squared.scalars.count { $0 <= reach * reach }
    }
  }

  /// How many clusters are covered.
  public var modeCount: Int {
    counts.count { Float($0) >= leastShare * Float(sampleCount) && $0 > 0 }
  }

  /// The share of the samples that belong to a cluster; with clusters that overlap it may exceed 1.
  public var share: Float { Float(counts.reduce(0, +)) / Float(sampleCount) }
}
