// SPDX-License-Identifier: MIT

import Tensors
import Testing

@Suite("Reductions") struct ReductionLaws {
  static let axes: [[Int]] = [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2], []]
  let x = sample([5, 19, 11])

  @Test("Sums, means and variances are those of the elements along the axes", arguments: axes)
  func moments(_ axes: [Int]) {
    let groups = Reference.groups(x, along: axes)
    let shape = Shape(x.shape.indices.filter { !axes.contains($0) }.map { x.shape[$0] })
    let sums = groups.map { $0.reduce(0, +) }
    let means = groups.map { $0.reduce(0, +) / Double($0.count) }
    let variances = zip(groups, means).map { group, mean in
      group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
    }
    expectClose(
      x.sum(alongAxes: axes), Tensor(sums.map { Float($0) }, shape: shape), tolerance: 1e-5)
    expectClose(
      x.mean(alongAxes: axes), Tensor(means.map { Float($0) }, shape: shape), tolerance: 1e-6)
    expectClose(
      x.variance(alongAxes: axes), Tensor(variances.map { Float($0) }, shape: shape),
      tolerance: 1e-6)
  }

  @Test("Least and greatest elements and their places", arguments: [0, 1, 2])
  func extremes(_ axis: Int) {
    let groups = Reference.groups(x, along: [axis])
    #expect(x.max(alongAxis: axis).scalars == groups.map { Float($0.max() ?? 0) })
    #expect(x.min(alongAxis: axis).scalars == groups.map { Float($0.min() ?? 0) })
    #expect(x.argMax(alongAxis: axis) == groups.map { $0.firstIndex(of: $0.max() ?? 0) })
    #expect(x.argMin(alongAxis: axis) == groups.map { $0.firstIndex(of: $0.min() ?? 0) })
  }

  @Test("Kept axes have size 1, so that the result fits the tensor") func keptAxes() {
    #expect(x.mean(alongAxis: 1, keepDims: true).shape == [5, 1, 11])
    #expect(x.sum(alongAxes: [0, -1], keepDims: true).shape == [1, 19, 1])
    let centred = x - x.mean(alongAxis: 1, keepDims: true)
    #expect(abs(centred.mean(alongAxis: 1)).max().scalar < 1e-6)
  }

  @Test("A long sum is the Double sum, rounded") func accuracy() {
    let long = Tensor.full([1_000_003], 0.1)
    let exact = Double(Float(0.1)) * 1_000_003
    #expect(long.sum().scalar == Float(exact))
    #expect(long.reshaped(-1, 1).sum(alongAxis: 0).scalar == Float(exact))
    #expect(long.mean().scalar == 0.1)
    #expect((long + 1000).variance().scalar == 0)
  }

  @Test("Numbers that cancel leave no error") func cancellation() {
    let x = Tensor([1e8, 1, -1e8] + [Float](repeating: 0, count: 40_000))
    #expect(x.sum().scalar == 1)
  }

  @Test("NaN shows in the extremes wherever it stands", arguments: [0, 7, 8, 12])
  func notANumber(_ place: Int) {
    var scalars = (0..<13).map { Float($0) }
    scalars[place] = .nan
    let x = Tensor(scalars)
    #expect(x.min().scalar.isNaN && x.max().scalar.isNaN)
    #expect(x.argMax() == place)
  }

  @Test("Infinite numbers take part in the extremes") func infinities() {
    let x = Tensor([-.infinity, .infinity])
    #expect(x.max().scalar == .infinity && x.min().scalar == -.infinity)
    #expect(Tensor([-.infinity]).max().scalar == -.infinity)
  }
}

@Suite("Matrix products") struct MatrixProductLaws {
  static let sizes: [[Int]] = [[1, 1, 1], [3, 4, 5], [17, 33, 9], [1, 50, 3], [200, 64, 70]]

  @Test("Elements are the sums of products", arguments: sizes) func definition(_ sizes: [Int]) {
    let (m, k, n) = (sizes[0], sizes[1], sizes[2])
    let (a, b) = (sample([m, k], seed: 1), sample([k, n], seed: 2))
    expectClose(matmul(a, b), naive(a, b), tolerance: 1e-4)
  }

  @Test("Vectors are rows on the left and columns on the right") func vectors() {
    let a = Tensor([[1, 2], [3, 4]])
    let v = Tensor([10, 1])
    #expect(matmul(a, v) == Tensor([12, 34]))
    #expect(matmul(v, a) == Tensor([13, 24]))
    #expect(matmul(v, v) == Tensor(101))
  }

  @Test("A batch multiplies pair by pair, one factor may serve all") func batches() {
    let (a, b) = (sample([3, 4, 5], seed: 1), sample([3, 5, 2], seed: 2))
    for item in 0..<3 {
      expectClose(matmul(a, b)[item], naive(a[item], b[item]), tolerance: 1e-5)
      expectClose(matmul(a, b[0])[item], naive(a[item], b[0]), tolerance: 1e-5)
      expectClose(matmul(a[0], b)[item], naive(a[0], b[item]), tolerance: 1e-5)
    }
  }

  private func naive(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (left, right) = (a.scalars, b.scalars)
    let products = (0..<m * n).map { place in
      (0..<k).reduce(0.0) { sum, inner in
        sum + Double(left[place / n * k + inner]) * Double(right[inner * n + place % n])
      }
    }
    return Tensor(products.map { Float($0) }, shape: [m, n])
  }
}
