// SPDX-License-Identifier: MIT

import Foundation
import Tensors
import Testing

@testable import Datasets

/// The sets of points whose density is known.
enum PointKind: String, CaseIterable {
  case moons
  case rings
  case spirals
  case checkerboard
  case pinwheel
  case threeClusters
  case eightClusters

  var source: any PointDistribution {
    switch self {
    case .moons: TwoMoons(noise: 0.2)
    case .rings: Rings(radii: [0.7, 2], noise: 0.2)
    case .spirals: Spirals(arms: 3, turns: 0.8, noise: 0.2)
    case .checkerboard: Checkerboard(fields: 4, width: 6)
    case .pinwheel: Pinwheel(tangential: 0.2)
    case .threeClusters: .three as GaussianClusters
    case .eightClusters: GaussianClusters.ring(standardDeviation: 0.3)
    }
  }
}

@Suite("Synthetic points") struct SyntheticPointsLaws {
  @Test("Densities integrate to one on a grid", arguments: PointKind.allCases)
  func integral(_ kind: PointKind) {
    // The middles of the cells of a square that holds all but a millionth of each set.
    let (size, half) = (72, 4.5)
    let cell = 2 * half / Double(size)
    let places = (0..<size).map { Float(-half + (Double($0) + 0.5) * cell) }
    let grid = places.flatMap { x in places.map { [x, $0] } }
    let logs = kind.source.logProb(Tensor(grid)).scalars
    let integral = logs.reduce(0) { $0 + exp(Double($1)) } * cell * cell
    #expect(abs(integral - 1) < 1e-3, "\(integral)")
  }

  @Test("As many samples lie in a cell as the density says", arguments: PointKind.allCases)
  func histogram(_ kind: PointKind) {
    var rng = PCG32(seed: 3)
    let (source, count, half) = (kind.source, 4000, 3.0)
    let points = source.sample(count, using: &rng).points.scalars
    let coarse = 6
    let side = 2 * half / Double(coarse)
    var counts = [Double](repeating: 0, count: coarse * coarse)
    for index in 0..<count {
      let (x, y) = (Double(points[2 * index]) + half, Double(points[2 * index + 1]) + half)
      let (i, j) = (Int((x / side).rounded(.down)), Int((y / side).rounded(.down)))
      if (0..<coarse).contains(i), (0..<coarse).contains(j) { counts[i * coarse + j] += 1 }
    }
    for cell in counts.indices {
      let corner = (
        x: Double(cell / coarse) * side - half, y: Double(cell % coarse) * side - half
      )
      let mass = mass(of: source, from: corner, side: side)
      let expected = Double(count) * mass
      let deviation = (expected * (1 - min(mass, 1))).squareRoot()
      // Five standard errors, and what the sum misses of a narrow density.
      #expect(abs(counts[cell] - expected) < 5 * deviation + 25)
    }
  }

  /// The probability of a square, by a sum over the middles of smaller squares.
  private func mass(
    of source: any PointDistribution, from corner: (x: Double, y: Double), side: Double
  ) -> Double {
    let count = 6
    let step = side / Double(count)
    let grid = (0..<count * count).map { place in
      let (x, y) = (Double(place % count) + 0.5, Double(place / count) + 0.5)
      return [Float(corner.x + x * step), Float(corner.y + y * step)]
    }
    let logs = source.logProb(Tensor(grid)).scalars
    return logs.reduce(0) { $0 + exp(Double($1)) } * step * step
  }

  @Test("The same seed gives the same points", arguments: PointKind.allCases)
  func seed(_ kind: PointKind) {
    var (first, second) = (PCG32(seed: 5), PCG32(seed: 5))
    #expect(kind.source.sample(50, using: &first) == kind.source.sample(50, using: &second))
  }

  @Test("Components are equally likely where nothing else is said") func components() {
    var rng = PCG32(seed: 1)
    let counts = Rings(radii: [1, 2, 3]).sample(3000, using: &rng).labels.counts(classCount: 3)
    for count in counts { #expect(abs(count - 1000) < 130) }  // five standard errors
  }

  @Test("Two moons of noise 0.1 have the known mean log-density −1.018") func moonsEntropy() {
    var rng = PCG32(seed: 2)
    let moons = TwoMoons(noise: 0.1)
    let logs = moons.logProb(moons.sample(1500, using: &rng).points)
    let error = logs.standardDeviation().scalar / Float(1500).squareRoot()
    #expect(abs(logs.mean().scalar + 1.018) < 4 * error)
  }

  @Test("A Gaussian fitted to the moons has the known mean log-density −1.904") func moonsGauss() {
    var rng = PCG32(seed: 4)
    let points = TwoMoons(noise: 0.1).sample(20_000, using: &rng).points
    let x = points - points.mean(alongAxis: 0)
    let covariance = (matmul(x.transposed(), x) / 20_000).scalars.map { Double($0) }
    let determinant = covariance[0] * covariance[3] - covariance[1] * covariance[2]
    #expect(abs(-1 - log(2 * Double.pi) - log(determinant) / 2 + 1.904) < 0.02)
  }

  @Test("Points without noise lie on their curves") func curves() {
    var rng = PCG32(seed: 6)
    let moons = TwoMoons(noise: 0).sample(100, using: &rng)
    for index in 0..<100 {
      let center: [Float] = moons.labels[index] == 0 ? [0, 0] : [1, 0.5]
      let away = moons.points[index] - Tensor(center)
      #expect(abs((away * away).sum().scalar - 1) < 1e-5)
      #expect(
        (away.scalars[1] >= -1e-6) == (moons.labels[index] == 0) || abs(away.scalars[1]) < 1e-5)
    }
  }

  @Test("A spiral is run through at constant speed, from the centre outward") func spiral() {
    var rng = PCG32(seed: 7)
    let spirals = Spirals(arms: 1, turns: 2, noise: 0)
    let sample = spirals.sample(400, using: &rng)
    let order = sample.positions.indices.sorted { sample.positions[$0] < sample.positions[$1] }
    let sorted = sample[at: order]
    for index in 1..<400 {
      let step = sorted.points[index] - sorted.points[index - 1]
      let chord = (step * step).sum().scalar.squareRoot()
      let arc = (sorted.positions[index] - sorted.positions[index - 1]) * spirals.armLength
      #expect(chord <= arc * 1.001 + 1e-4 && chord >= arc * 0.99 - 1e-4)
    }
  }

  @Test("Clusters have their means, covariances and weights") func clusters() {
    var rng = PCG32(seed: 8)
    let source = GaussianClusters.three
    let sample = source.sample(12_000, using: &rng)
    for cluster in 0..<3 {
      let points = sample.points(ofComponent: cluster)
      let x = points - source.means[cluster]
      let covariance = matmul(x.transposed(), x) / Float(points.shape[0])
      #expect(abs(Float(points.shape[0]) / 12_000 - source.weights[cluster]) < 0.025)
      #expect(
        (points.mean(alongAxis: 0) - source.means[cluster]).scalars.allSatisfy { abs($0) < 0.06 })
      #expect((covariance - source.covariances[cluster]).scalars.allSatisfy { abs($0) < 0.07 })
    }
  }

  @Test("The density of a cluster is that of a normal distribution") func normal() {
    let source = GaussianClusters(
      means: Tensor([[1, 2]]), covariances: Tensor([[[2, 0.6], [0.6, 1]]]))
    // SciPy: multivariate_normal([1, 2], [[2, .6], [.6, 1]]).logpdf([[0, 0], [1, 2], [3, 1]])
    let known: [Float] = [-4.097_420_31, -2.085_225_19, -4.646_200_8]
    let logs = source.logProb(Tensor([[0, 0], [1, 2], [3, 1]])).scalars
    for (log, known) in zip(logs, known) { #expect(abs(log - known) < 1e-5) }
  }

  @Test("The roll lies on its spiral") func roll() {
    var rng = PCG32(seed: 9)
    let sample = SwissRoll().sample(200, using: &rng)
    for index in 0..<200 {
      let p = sample.points[index].scalars
      let t = 1.5 * Float.pi * (1 + 2 * sample.positions[index])
      #expect(abs((p[0] * p[0] + p[2] * p[2]).squareRoot() - t) < 1e-3)
      #expect((0...21).contains(p[1]))
    }
  }
}
