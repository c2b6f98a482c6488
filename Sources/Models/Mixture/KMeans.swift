// SPDX-License-Identifier: MIT

public import Tensors

/// A division of examples into clusters, each around a centre, by Lloyd's algorithm.
///
/// `J = Σᵢ minₖ |xᵢ − cₖ|²`, made smaller by turns: each example to the nearest centre, each centre to its examples' mean.
///
/// - Shapes: examples `[count, size]`, centres `[clusterCount, size]`.
/// - Units: squared units of the examples, summed over all of them.
/// - Paper: Lloyd (1982), *Least Squares Quantization in PCM*; Arthur & Vassilvitskii (2007), *k-means++: The Advantages
///   of Careful Seeding*.
public struct KMeans: Sendable {
  /// The centres `cₖ`, `[clusterCount, size]`.
  public private(set) var centers: Tensor

  /// The number of clusters.
  public var clusterCount: Int { centers.shape[0] }

  /// Takes known centres.
  ///
  /// - Requires: At least one centre.
  public init(centers: Tensor) {
    if centers.rank != 2 || centers.shape[0] == 0 {
      fail("KMeans: \(centers.shape) is no list of centres")
    }
    self.centers = centers.detached()
  }

  /// Takes examples far from each other as centres (k-means++): each next one with a probability that grows with the
  /// square of its distance to those before.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as clusters.
  public init(
    seeding x: Tensor, clusterCount: Int, using rng: inout some RandomNumberGenerator
  ) {
    if x.rank != 2 || clusterCount < 1 || x.shape[0] < clusterCount {
      fail("KMeans: \(clusterCount) clusters for examples of shape \(x.shape)")
    }
    let x = x.detached()
    var chosen = [Int.random(in: 0..<x.shape[0], using: &rng)]
    var distances = Self.squaredDistances(x, x[at: chosen]).flattened()
    while chosen.count < clusterCount {
      // Where all examples coincide with a seed, any will do.
      let isDegenerate = distances.max().scalar == 0
      let logits = isDegenerate ? .zeros(distances.shape) : log(distances)
      chosen.append(categorical(logits: logits.expanded(atAxis: 0), using: &rng)[0])
      let last = x[at: [chosen[chosen.count - 1]]]
      distances = minimum(distances, Self.squaredDistances(x, last).flattened())
    }
    centers = x[at: chosen]
  }

  /// Finds clusters: good seeds, then rounds until no example changes its cluster.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many examples as clusters.
  public init(
    fitting x: Tensor, clusterCount: Int, iterations: Int = 50,
    using rng: inout some RandomNumberGenerator
  ) {
    self.init(seeding: x, clusterCount: clusterCount, using: &rng)
    fit(x, iterations: iterations)
  }

  /// Improves the centres until no example changes its cluster; returns the inertia before each round and after the last.
  ///
  /// - Shapes: `x` `[count, size]`.
  @discardableResult
  public mutating func fit(_ x: Tensor, iterations: Int = 50) -> [Float] {
    let x = checked(x)
    var distances = Self.squaredDistances(x, centers)
    var inertias = [distances.min(alongAxis: 1).sum().scalar]
    var labels: [Int] = []
    for _ in 0..<max(iterations, 0) {
      let next = distances.argMin(alongAxis: 1)
      if next == labels { break }
      labels = next
      moveCenters(to: x, labels)
      distances = Self.squaredDistances(x, centers)
      inertias.append(distances.min(alongAxis: 1).sum().scalar)
    }
    return inertias
  }

  /// The cluster of each example: that of the nearest centre.
  ///
  /// - Shapes: `x` `[count, size]`.
  public func assignments(of x: Tensor) -> [Int] {
    Self.squaredDistances(checked(x), centers).argMin(alongAxis: 1)
  }

  /// The sum over all examples of the squared distance to the nearest centre.
  ///
  /// - Shapes: `x` `[count, size]`.
  public func inertia(of x: Tensor) -> Float {
    Self.squaredDistances(checked(x), centers).min(alongAxis: 1).sum().scalar
  }

  /// Each centre goes to the mean of its examples; one without examples stays.
  private mutating func moveCenters(to x: Tensor, _ labels: [Int]) {
    let members = Tensor.oneHot(labels, classCount: clusterCount)
    let sizes = members.sum(alongAxis: 0).expanded(atAxis: 1)
    let means = product(members, isTransposed: true, x) / maximum(sizes, .ones([clusterCount, 1]))
    centers = means.replacing(with: centers, where: (sizes .== 0).broadcast(to: means.shape))
  }

  private func checked(_ x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] != centers.shape[1] {
      fail("KMeans: examples of shape \(x.shape) for centres of shape \(centers.shape)")
    }
    return x.detached()
  }

  private static func squaredDistances(_ x: Tensor, _ centers: Tensor) -> Tensor {
    scaledSquaredDistances(x, centers, scales: .ones(centers.shape))
  }
}

/// The share of examples whose label is the most frequent one of their cluster.
///
/// `1/N Σₖ max_c |{i : clusterᵢ = k, labelᵢ = c}|`; it is 1 where no cluster mixes labels.
///
/// - Requires: As many clusters as labels, at least one of each, none negative.
public func clusterPurity(_ clusters: [Int], labels: [Int]) -> Float {
  if clusters.count != labels.count || clusters.isEmpty {
    fail("clusterPurity: \(clusters.count) clusters for \(labels.count) labels")
  }
  let groups = Dictionary(grouping: zip(clusters, labels), by: { $0.0 })
  let classCount = (labels.max() ?? 0) + 1
  let hits = groups.values.map { $0.map(\.1).counts(classCount: classCount).max() ?? 0 }
  return Float(hits.reduce(0, +)) / Float(labels.count)
}
