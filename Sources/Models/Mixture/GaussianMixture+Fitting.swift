// SPDX-License-Identifier: MIT

public import Tensors

extension GaussianMixture {
  /// Starts a mixture from the clusters that k-means finds: their shares, means and spreads.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as components.
  public init(
    clustering x: Tensor, componentCount: Int, covariance kind: CovarianceKind = .full,
    regularization: Float = 1e-6, using rng: inout some RandomNumberGenerator
  ) {
    if x.rank != 2 || componentCount < 1 || x.shape[0] < componentCount {
      fail("GaussianMixture: \(componentCount) components for examples of shape \(x.shape)")
    }
    let clusters = KMeans(fitting: x, clusterCount: componentCount, using: &rng)
    self.init(
      unitAround: clusters.centers, covariance: kind, regularization: regularization)
    let labels = clusters.assignments(of: x)
    maximize(x, responsibilities: .oneHot(labels, classCount: componentCount))
  }

  /// Fits a mixture: starts from clusters, then improves it by expectation maximisation until that gains little.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as components.
  public init(
    fitting x: Tensor, componentCount: Int, covariance kind: CovarianceKind = .full,
    iterations: Int = 100, tolerance: Float = 1e-3, regularization: Float = 1e-6,
    using rng: inout some RandomNumberGenerator
  ) {
    self.init(
      clustering: x, componentCount: componentCount, covariance: kind,
      regularization: regularization, using: &rng)
    fit(x, iterations: iterations, tolerance: tolerance)
  }

  /// Fits a mixture to examples whose components are known: the share, mean and spread of each class.
  ///
  /// Nothing is hidden, so one M-step is the maximum of the likelihood.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: A label from 0 for each example, and an example of each label up to the greatest.
  public init(
    fitting x: Tensor, labels: [Int], covariance kind: CovarianceKind = .full,
    regularization: Float = 1e-6
  ) {
    if x.rank != 2 || x.shape[0] != labels.count || labels.isEmpty {
      fail("GaussianMixture: \(labels.count) labels for examples of shape \(x.shape)")
    }
    let componentCount = (labels.max() ?? 0) + 1
    if let missing = labels.counts(classCount: componentCount).firstIndex(of: 0) {
      fail(
        "GaussianMixture: no example has the label \(missing), but one has \(componentCount - 1)")
    }
    self.init(
      unitAround: .zeros([componentCount, x.shape[1]]), covariance: kind,
      regularization: regularization)
    maximize(x, responsibilities: .oneHot(labels, classCount: componentCount))
  }

  /// Equally probable components of unit spread.
  private init(unitAround means: Tensor, covariance kind: CovarianceKind, regularization: Float) {
    let (count, size) = (means.shape[0], means.shape[1])
    let covariances: Tensor =
      switch kind {
      case .full: Tensor.identity(size).broadcast(to: [count, size, size])
      case .diagonal: .ones([count, size])
      case .spherical: .ones([count])
      case .tied: .identity(size)
      }
    self.init(
      weights: .full([count], 1 / Float(count)), means: means, covariances: covariances, kind: kind,
      regularization: regularization)
  }
}

extension GaussianMixture {
  /// The M-step: each component takes the share, the mean and the covariance of the examples, weighted by its part in each.
  ///
  /// `πₖ = Nₖ / N`, `μₖ = Σᵢ rᵢₖ xᵢ / Nₖ`, `Σₖ = Σᵢ rᵢₖ (xᵢ − μₖ)(xᵢ − μₖ)ᵀ / Nₖ + regularization · I` with `Nₖ = Σᵢ rᵢₖ`
  ///
  /// - Shapes: `x` `[count, size]`, `responsibilities` `[count, componentCount]`.
  public mutating func maximize(_ x: Tensor, responsibilities: Tensor) {
    let (x, responsibilities) = (x.detached(), responsibilities.detached())
    if x.rank != 2 || x.shape[1] != size
      || responsibilities.shape != [x.shape[0], componentCount]
    {
      fail(
        "GaussianMixture.maximize: examples \(x.shape) and responsibilities "
          + "\(responsibilities.shape) do not fit \(componentCount) components of \(size) coordinates"
      )
    }
    let shares = responsibilities.transposed()  // [componentCount, count]
    let totals = shares.sum(alongAxis: 1).scalars
    let sums = matmul(shares, x)
    // A component without any share keeps its place.
    means = totals.indices.map {
      totals[$0] > 1e-20 ? sums[$0] / totals[$0] : means[$0]
    }.stacked()
    weights = Tensor(totals.map { max($0, 1e-20) }) / Float(x.shape[0])
    let scatters = scatter(x, responsibilities)
    covariances = covariances(from: scatters, totals, count: Float(x.shape[0]))
  }

  /// The weighted sums of squares of what is left of the mean, of each component: `Σᵢ rᵢₖ (xᵢ − μₖ)(xᵢ − μₖ)ᵀ`, or its diagonal.
  private func scatter(_ x: Tensor, _ responsibilities: Tensor) -> [Tensor] {
    if !hasFullMatrices {
      let squares = weightedSquaredDifferences(x, means, weights: responsibilities)
      return (0..<componentCount).map { squares[$0] }
    }
    let shares = sqrt(responsibilities).transposed()  // [componentCount, count]
    return RowBlocks(x).sum(over: componentCount, shape: [size, size]) { rows, range, k in
      let own = shares[k][range]
      // Where labels are known, most examples have no share in a component.
      let kept = own.withScalars { scalars in scalars.indices.filter { scalars[$0] > 0 } }
      let isWhole = kept.count == range.count
      let members = isWhole ? rows : rows[at: kept]
      let weighted = (members - means[k]) * (isWhole ? own : own[at: kept]).expanded(atAxis: 1)
      return product(weighted, isTransposed: true, weighted)
    }
  }

  private func covariances(from scatters: [Tensor], _ totals: [Float], count: Float) -> Tensor {
    let own = zip(scatters, totals).map { $0 / max($1, 1e-20) }
    switch kind {
    case .full:
      return own.stacked() + regularization * .identity(size)
    case .diagonal:
      return own.stacked() + regularization
    case .spherical:
      return own.stacked().mean(alongAxis: 1) + regularization
    case .tied:
      return scatters.stacked().sum(alongAxis: 0) / count + regularization * .identity(size)
    }
  }
}
