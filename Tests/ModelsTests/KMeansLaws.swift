// SPDX-License-Identifier: MIT

import Models
import Tensors
import Testing

@Suite("k-means") struct KMeansLaws {
  private let x = Tensor([
    [0, 0.2], [0.4, -0.3], [-0.5, 0.1], [0.3, 0.6], [3, 2.8], [3.4, 3.5], [2.6, 3.1], [3.2, 2.4],
    [1.5, 1], [1, 2],
  ])

  @Test("Rounds end where scikit-learn's end") func reference() {
    // scikit-learn 1.9.1, `KMeans(init=x[[0, 1, 9]], n_init=1, algorithm="lloyd", tol=0)`.
    var three = KMeans(centers: x[at: [0, 1, 9]])
    let inertias = three.fit(x)
    expectClose(
      three.centers.scalars, [0.05, 0.15, 1.25, 1.5, 3.05, 2.95].map { Double($0) }, tolerance: 1e-6
    )
    #expect(three.assignments(of: x) == [0, 0, 0, 0, 2, 2, 2, 2, 1, 1])
    expectClose([three.inertia(of: x), inertias.last ?? 0], [2.525, 2.525], tolerance: 1e-6)
    // The same from two neighbouring seeds, `init=x[[0, 1]]`.
    var two = KMeans(centers: x[at: [0, 1]])
    two.fit(x)
    expectClose([two.inertia(of: x)], [6.875], tolerance: 1e-6)
  }

  @Test("No round raises the inertia", arguments: 1...6 as ClosedRange<Int>)
  func monotone(_ count: Int) {
    var rng = PCG32(seed: UInt64(count))
    let data = Tensor.normal([80, 3], using: &rng)
    var clusters = KMeans(centers: data[..<count])
    let inertias = clusters.fit(data)
    for (after, before) in zip(inertias.dropFirst(), inertias) { #expect(after <= before) }
    #expect(inertias.last == clusters.inertia(of: data))
  }

  @Test("Seeds are examples, each chosen once where all differ") func seeds() {
    var rng = PCG32(seed: 3)
    let seeds = KMeans(seeding: x, clusterCount: 10, using: &rng)
    let found = nearestNeighbors(of: seeds.centers, in: x)
    #expect(found.squaredDistances.max().scalar == 0)
    #expect(Set(found.indices.flatMap { $0 }).count == 10)
  }

  @Test("A centre without examples stays") func emptyCluster() {
    var clusters = KMeans(centers: Tensor([[0, 0], [3, 3], [99, 99]]))
    clusters.fit(x)
    #expect(clusters.centers[2].scalars == [99, 99])
  }

  @Test("Equal Gaussians of small variance assign as the nearest centre does") func limit() {
    var rng = PCG32(seed: 8)
    let data = Tensor.normal([100, 2], using: &rng)
    let clusters = KMeans(fitting: data, clusterCount: 4, using: &rng)
    let sharp = GaussianMixture(
      weights: .full([4], 0.25), means: clusters.centers, covariances: .full([4], 1e-3),
      kind: .spherical)
    #expect(sharp.assignments(of: data) == clusters.assignments(of: data))
  }

  @Test("Purity counts the most frequent label of each cluster") func purity() {
    #expect(clusterPurity([0, 0, 0, 1, 1, 2], labels: [5, 5, 1, 2, 2, 0]) == 5.0 / 6)
    #expect(clusterPurity([3, 3], labels: [0, 0]) == 1)
  }
}
