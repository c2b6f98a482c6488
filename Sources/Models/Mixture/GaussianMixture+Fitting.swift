// SPDX-License-Identifier: MIT

public import Tensors

extension GaussianMixture {
  /// Fits a mixture: starts from clusters, then improves it by expectation maximisation until that gains little.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as components.
  public init(
    fitting x: Tensor, componentCount: Int, covariance kind: CovarianceKind = .full,
    iterations: Int = 100, tolerance: Float = 1e-3, regularization: Float = 1e-6,
    using rng: inout some RandomNumberGenerator
  ) {
    if x.rank != 2 || componentCount < 1 || x.shape[0] < componentCount {
      fail("GaussianMixture: \(componentCount) components for examples of shape \(x.shape)")
    }
    let clusters = Clusters(of: x, count: componentCount, using: &rng)
    self.init(
      weights: .full([componentCount], 1 / Float(componentCount)), means: clusters.centers,
      covariances: Self.unitCovariances(kind, componentCount, x.shape[1]), kind: kind,
      regularization: regularization)
    maximize(x, responsibilities: .oneHot(clusters.labels, classCount: componentCount))
    var last = -Float.infinity
    for _ in 0..<max(iterations, 0) {
      let logLikelihood = expectationMaximization(on: x)
      if logLikelihood - last < tolerance { break }
      last = logLikelihood
    }
  }

  private static func unitCovariances(_ kind: CovarianceKind, _ count: Int, _ size: Int) -> Tensor {
    switch kind {
    case .full: Tensor.identity(size).broadcast(to: [count, size, size])
    case .diagonal: .ones([count, size])
    case .spherical: .ones([count])
    case .tied: .identity(size)
    }
  }
}

/// A division of examples into clusters, each around the mean of its examples.
///
/// - Paper: Arthur & Vassilvitskii (2007), *k-means++: The Advantages of Careful Seeding*.
struct Clusters {
  private(set) var centers: Tensor
  private(set) var labels: [Int]

  private static let roundLimit = 50

  init(of x: Tensor, count: Int, using rng: inout some RandomNumberGenerator) {
    centers = Self.seeds(x, count, using: &rng)
    labels = Self.nearest(x, centers)
    for _ in 0..<Self.roundLimit {
      let members = Tensor.oneHot(labels, classCount: count)
      let sizes = members.sum(alongAxis: 0).expanded(atAxis: 1)
      let means = product(members, isTransposed: true, x) / maximum(sizes, .ones([count, 1]))
      centers = means.replacing(with: centers, where: (sizes .== 0).broadcast(to: means.shape))
      let next = Self.nearest(x, centers)
      if next == labels { return }
      labels = next
    }
  }

  /// Examples far from each other: each next one with a probability that grows with the square of its distance.
  private static func seeds(
    _ x: Tensor, _ count: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    var chosen = [Int.random(in: 0..<x.shape[0], using: &rng)]
    var distances = squaredDistances(x, x[chosen[0]])
    while chosen.count < count {
      // Where all examples coincide with a seed, any will do.
      let isDegenerate = distances.max().scalar == 0
      let logits = isDegenerate ? .zeros(distances.shape) : log(distances)
      chosen.append(categorical(logits: logits.expanded(atAxis: 0), using: &rng)[0])
      distances = minimum(distances, squaredDistances(x, x[chosen[chosen.count - 1]]))
    }
    return x.gathered(chosen)
  }

  private static func nearest(_ x: Tensor, _ centers: Tensor) -> [Int] {
    (0..<centers.shape[0]).map { squaredDistances(x, centers[$0]) }
      .stacked(alongAxis: 1).argMin(alongAxis: 1)
  }

  private static func squaredDistances(_ x: Tensor, _ center: Tensor) -> Tensor {
    RowBlocks(x).map(columns: 1) { rows in
      let rest = rows - center
      return (rest * rest).sum(alongAxis: 1)
    }.flattened()
  }
}
