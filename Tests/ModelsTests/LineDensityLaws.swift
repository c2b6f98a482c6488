// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Densities from bins, windows and neighbours") struct LineDensityLaws {
  private let ten = Tensor([-1.3, -0.9, -0.4, 0.1, 0.2, 0.9, 1.7, 2.6, 3.1, 3.4])

  private func draw(_ count: Int, seed: UInt64) -> Tensor {
    var rng = PCG32(seed: seed)
    return .normal([count], using: &rng)
  }

  @Test("A histogram counts in intervals that hold their upper end") func histogram() {
    let density = HistogramDensity(Tensor([0.5, 1, 1.5, 2, 2, 3.25]), binWidth: 1)
    #expect(density.steps.edges == [0, 1, 2, 3, 4])
    #expect(density.steps.heights == [2, 3, 0, 1].map { $0 / 6 })
    #expect(density.density(at: 1) == 2.0 / 6)
    #expect(density.density(at: 0) == 0)
    #expect(density.density(at: 2.5) == 0)
    #expect(density.density(at: 4.5) == 0)
    #expect(density.logProb(Tensor([2.5, 1.5])).scalars == [-.infinity, Float(log(0.5))])
  }

  @Test("A histogram integrates to one, wherever its bins begin", arguments: [0, 0.1, -7.3])
  func histogramIntegral(_ origin: Float) {
    let examples = draw(300, seed: 1)
    for width: Float in [0.03, 0.4, 5] {
      let density = HistogramDensity(examples, binWidth: width, origin: origin)
      #expect(abs(density.steps.integral - 1) < 1e-12)
    }
  }

  @Test("A histogram's samples fall into its bins as often as it says") func histogramSamples() {
    let density = HistogramDensity(Tensor([0.5, 1, 1.5, 2, 2, 3.25]), binWidth: 1)
    var rng = PCG32(seed: 2)
    let again = HistogramDensity(density.sample(6000, using: &rng), binWidth: 1)
    for (height, other) in zip(density.steps.heights, again.steps.heights) {
      #expect(abs(height - other) < 0.03)
    }
  }

  @Test("The naive estimate has its steps' values, two jumps for each example and integral one")
  func naive() {
    let density = NaiveDensity(ten, width: 0.75)
    let steps = density.steps
    #expect(steps.jumpCount == 20)
    #expect(abs(steps.integral - 1) < 1e-12)
    for (index, height) in steps.heights.enumerated() {
      let middle = (steps.edges[index] + steps.edges[index + 1]) / 2
      #expect(density.density(at: middle) == height)
    }
  }

  @Test("The naive estimate's samples have its mean and its spread")
  func naiveSamples() {
    let density = NaiveDensity(ten, width: 0.75)
    var rng = PCG32(seed: 6)
    let drawn = density.sample(4000, using: &rng)
    #expect(drawn.scalars.allSatisfy { density.density(at: Double($0)) > 0 })
    #expect(abs(drawn.mean().scalar - ten.mean().scalar) < 0.1)
    let spread = ten.variance().scalar + 0.75 * 0.75 / 12
    #expect(abs(drawn.variance().scalar / spread - 1) < 0.06)
  }

  @Test("The naive estimate's bin holds its lower end, the window both") func edges() {
    let (naive, window) = (NaiveDensity(Tensor([1]), width: 1), ParzenWindow(Tensor([1]), width: 1))
    #expect([0.5, 1, 1.5].map(naive.density(at:)) == [0, 1, 1])
    #expect([0.5, 1, 1.5].map(window.density(at:)) == [1, 1, 1])
  }

  @Test("The window is scikit-learn's top hat of half the width") func window() {
    // scikit-learn, `KernelDensity(kernel="tophat", bandwidth=0.5)`.
    let density = ParzenWindow(ten, width: 1)
    let expected = [0.2, 0.3, 0.2, 0.3]
    expectClose(
      exp(density.logProb(Tensor([-1, 0, 0.65, 3]))).scalars, expected, tolerance: 1e-6)
    for (x, value) in zip([-1, 0, 0.65, 3], expected) {
      #expect(abs(density.density(at: x) - value) < 1e-12)
    }
  }

  @Test("In several dimensions the window counts the examples in a cube", arguments: [1, 2, 3])
  func cube(_ size: Int) {
    var rng = PCG32(seed: UInt64(size))
    let examples = Tensor.normal([40, size], using: &rng)
    let points = Tensor.normal([25, size], using: &rng)
    let density = ParzenWindow(examples, width: 1.5)
    let counts = density.counts(around: points)
    for (row, count) in counts.enumerated() {
      let inside = (0..<40).count { abs(examples[$0] - points[row]).max().scalar <= 0.75 }
      #expect(inside == count)
    }
    let expected = counts.map { log(Double($0) / (40 * pow(1.5, Double(size)))) }
    for (value, wanted) in zip(density.logProb(points).scalars, expected) {
      #expect(value == -.infinity && wanted == -.infinity || abs(Double(value) - wanted) < 1e-5)
    }
    let drawn = density.sample(200, using: &rng)
    #expect(drawn.shape == [200, size])
    #expect(density.counts(around: drawn).allSatisfy { $0 > 0 })
  }

  @Test("The nearest-neighbour estimate is k / (2 m r), at any place", arguments: [1, 3, 10])
  func neighbors(_ k: Int) {
    let density = NearestNeighborDensity(ten, neighborCount: k)
    for x in stride(from: -4.0, through: 6, by: 0.173) {
      let radius = ten.scalars.map { abs(x - Double($0)) }.sorted()[k - 1]
      #expect(abs(density.density(at: x) - Double(k) / (20 * radius)) < 1e-12)
    }
  }

  @Test("In the plane the volume is a disc's") func disc() {
    // NumPy: 3 / (10 π r²), with r the third distance from (0, 1) and from (1, 4).
    let numbers = ten.scalars
    let rows = zip(numbers, numbers.reversed()).map { [$0, $1 * $1] }
    let density = NearestNeighborDensity(Tensor(rows), neighborCount: 3)
    expectClose(
      density.density(Tensor([[0, 1], [1, 4]])).scalars,
      [0.026658375214298105, 0.00882877986105317], tolerance: 1e-5)
  }

  @Test("Each decade of the neighbours' tail has the mass (k/m) ln 10") func tail() {
    let density = NearestNeighborDensity(draw(100, seed: 4), neighborCount: 5)
    for (start, tolerance) in [(1e2, 0.03), (1e3, 0.003), (1e4, 0.0003)] {
      let step = log(10.0) / 500
      let mass = (0..<500).reduce(0.0) { sum, index in
        let x = start * exp((Double(index) + 0.5) * step)
        return sum + step * x * (density.density(at: x) + density.density(at: -x))
      }
      #expect(abs(mass / (0.05 * log(10)) - 1) < tolerance)
    }
  }

  @Test("A kernel estimate on the line takes lists of numbers, and is exact in double precision")
  func kernel() {
    // scikit-learn, `KernelDensity(bandwidth=0.5)`.
    let density = KernelDensity(ten, bandwidth: 0.5)
    let expected = [0.19532292, 0.24434409, 0.18552732, 0.19681356]
    for (x, value) in zip([-1, 0, 0.65, 3], expected) {
      #expect(abs(density.density(at: x) - value) < 1e-7)
    }
    let x = Tensor([-1, 0, 0.65, 3])
    expectClose(exp(density.logProb(x)).scalars, expected, tolerance: 1e-6)
    #expect(density.logProb(x) == density.logProb(x.reshaped(4, 1)))
  }

  @Test("The fitted bandwidth is the maximum of leave-one-out that SciPy finds") func fitted() {
    // scipy.optimize.minimize_scalar on the same criterion.
    let density = KernelDensity(fitting: ten)
    #expect(abs(density.bandwidth - 0.97766) < 0.01)
    #expect(abs(density.leaveOneOutLogProb().mean().scalar - -2.035624) < 1e-5)
    // Where the maximum lies beyond the range, the range's end is taken.
    let narrow = KernelDensity(fitting: ten, bandwidths: 0.1...0.3).bandwidth
    #expect(narrow > 0.29 && narrow <= 0.3)
  }

  @Test("Silverman's rule on the line is 1.06 standard deviations by the fifth root of the count")
  func normalReference() {
    let examples = draw(500, seed: 5)
    let expected = pow(4.0 / 3, 0.2) * Double(examples.standardDeviation().scalar) * pow(500, -0.2)
    let bandwidth = KernelDensity.normalReferenceBandwidth(examples)
    #expect(abs(Double(bandwidth) / expected - 1) < 1e-5)
  }

  @Test("Lists that are none are refused with their shape") func refusal() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = NaiveDensity(Tensor([[1, 2], [3, 4]]), width: 1)
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("NaiveDensity: [2, 2] is no list of numbers"))
  }
}
