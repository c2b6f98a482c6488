// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

@Suite("Blocks of matrix products") struct MatrixBlockLaws {
  /// The sizes `m, k, n` of products: edges of all tiles, one row, one column, several blocks of depth.
  static let sizes: [[Int]] = {
    var rng = PCG32(seed: 5)
    let random = (0..<40).map { _ in (0..<3).map { _ in Int.random(in: 1...70, using: &rng) } }
    return random + [
      [1, 90, 40], [70, 3, 1], [2, 900, 33], [15, 1, 47], [33, 391, 2], [1, 1, 1],
    ]
  }()
  static let instructionSets: [String] = ["AVX-512", "AVX2", "baseline", "NEON"].filter {
    MatrixKernel.$instructionSet.withValue($0) { MatrixKernel.loops != nil }
  }

  @Test("Every element is the sum of its products", arguments: instructionSets, [false, true])
  func definition(_ instructionSet: String, isLeftTransposed: Bool) {
    for (index, size) in Self.sizes.enumerated() {
      let isRightTransposed = index % 2 == 0
      let (a, b) = (sample([size[0], size[1]]), sample([size[1], size[2]], seed: 2))
      let left = isLeftTransposed ? a.transposed() : a
      let right = isRightTransposed ? b.transposed() : b
      let product = MatrixKernel.$instructionSet.withValue(instructionSet) {
        MatrixKernel.product(
          left, right, batch: 1, isShared: (true, true),
          transposing: .init(left: isLeftTransposed, right: isRightTransposed),
          sizes: (size[0], size[1], size[2]), shape: [size[0], size[2]])
      }
      expectClose(product, reference(a, b), tolerance: 2e-6 * Float(size[1] + 1))
    }
  }

  @Test("An affine map adds its bias to each product's row") func bias() {
    for size in Self.sizes {
      let (x, w) = (sample([size[0], size[1]]), sample([size[1], size[2]], seed: 2))
      let b = sample([size[2]], seed: 3)
      expectClose(
        linear(x, w, b), reference(x, w) + b, tolerance: 2e-6 * Float(size[1] + 2))
    }
  }

  @Test("The bits are the same for any number of threads", arguments: [2, 3])
  func threads(_ threadCount: Int) {
    let pairs: [(Shape, Shape)] = [
      ([200, 300], [300, 170]), ([2, 900], [900, 1000]), ([1500, 600], [600, 2]),
      ([5, 60, 70], [5, 70, 50]),
    ]
    for (left, right) in pairs {
      let (a, b) = (sample(left), sample(right, seed: 2))
      let alone = Workers.$current.withValue(Workers(threadCount: 1)) { matmul(a, b) }
      let together = Workers.$current.withValue(Workers(threadCount: threadCount)) { matmul(a, b) }
      #expect(alone == together)
    }
  }

  @Test("A row's bits do not follow from the rows beside it") func position() {
    let (a, b) = (sample([61, 450]), sample([450, 83], seed: 2))
    let whole = matmul(a, b)
    for rows in [0..<61, 3..<40, 20..<27] {
      #expect(matmul(a[rows], b) == whole[rows])
    }
  }

  @Test("The derivatives of an affine map are those of a product and a sum") func derivatives() {
    let inputs = [sample([4, 3]), sample([3, 5], seed: 2), sample([5], seed: 3)]
    func gradients(_ map: ([Tensor]) -> Tensor) -> [Tensor] {
      valueWithGradients(at: inputs) { outer in
        let inner = valueWithGradients(at: outer) { exp(map($0)).sum() }.gradients
        return inner.reduce(Tensor(0)) { $0 + ($1 * $1).sum() }
      }.gradients
    }
    let (fused, composed) = (
      gradients { linear($0[0], $0[1], $0[2]) }, gradients { matmul($0[0], $0[1]) + $0[2] }
    )
    for (actual, expected) in zip(fused, composed) {
      let size = expected.scalars.map(abs).max() ?? 0
      expectClose(actual, expected, tolerance: 1e-5 * size)
    }
  }

  @Test("A mask multiplies the weights, in the map and in all of its derivatives")
  func masked() {
    let (x, w, b) = (sample([40, 70]), sample([70, 90], seed: 2), sample([90], seed: 3))
    // Triangular, with whole tiles of zeros above and below, and a part that knows no order.
    let mask = Tensor(
      (0..<70 * 90).map { place in
        let (row, column) = (place / 90, place % 90)
        return row < 60 ? (column > row ? 1 : 0) : Float(column % 2)
      }, shape: [70, 90])
    expectClose(linear(x, w, b, mask: mask), matmul(x, w * mask) + b, tolerance: 1e-4)
    func slopes(_ map: @escaping (Tensor, Tensor) -> Tensor) -> (Tensor, Tensor) {
      valueWithGradient(at: x, w) { x, w in
        let inner = valueWithGradient(at: x, w) { pow(map($0, $1) / 9, 3).sum() }.1
        return (inner.0 * inner.0).sum() + (inner.1 * inner.1).sum()
      }.1
    }
    let (actual, expected) = (
      slopes { linear($0, $1, mask: mask) }, slopes { matmul($0, $1 * mask) }
    )
    for (one, other) in [(actual.0, expected.0), (actual.1, expected.1)] {
      expectClose(one, other, tolerance: 1e-4 * (other.scalars.map(abs).max() ?? 0))
    }
    #expect(actual.1 * (1 - mask) == .zeros(w.shape))
  }

  @Test("A bias of the wrong size traps") func wrongBias() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = linear(.zeros([2, 3]), .zeros([3, 4]), .zeros([3]))
    }
    #expect(message(result).contains("[3] does not fit a weight of shape [3, 4]"))
  }

  private func reference(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (a, b) = (a.scalars, b.scalars)
    var result = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        result[i * n + j] = Float(
          (0..<k).reduce(0.0) { $0 + Double(a[i * k + $1]) * Double(b[$1 * n + j]) })
      }
    }
    return Tensor(result, shape: [m, n])
  }
}
