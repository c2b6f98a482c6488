// SPDX-License-Identifier: MIT

import Datasets
import Models
import Tensors
import Testing

@Suite("Principal component analysis") struct PCALaws {
  /// Numbers of this table in `PCALaws` and `ProbabilisticPCALaws` are from NumPy 2.4.6 (`linalg.eigh` of the covariance
  /// with divisor N).
  static let x = Tensor([
    [2.5, 2.4, 0.5], [0.5, 0.7, -1.2], [2.2, 2.9, 0.1], [1.9, 2.2, 1.4], [3.1, 3.0, -0.3],
    [2.3, 2.7, 0.9], [2.0, 1.6, -0.8], [1.0, 1.1, 0.2],
  ])

  private let pca = PCA(fitting: PCALaws.x, componentCount: 2)

  @Test("Variances, directions and codes are NumPy's") func reference() {
    expectClose(pca.variances.scalars, [1.38456666, 0.46046847, 0.04168362], tolerance: 1e-6)
    expectClose(
      pca.basis.scalars,
      [0.60239162, -0.41853889, 0.65492614, -0.22758492, 0.4562851, 0.87922142], tolerance: 1e-6)
    expectClose(
      pca.encode(Self.x)[..<2].scalars, [0.73421032, 0.04229534, -2.35963202, -0.22840893],
      tolerance: 1e-6)
    expectClose(
      pca.explainedVarianceRatio.scalars, [0.733849, 0.24405782, 0.02209318], tolerance: 1e-6)
  }

  @Test("Two directions of a correlated plane are its diagonals") func byHand() {
    // Variances 2 and 2 with covariance 1: eigenvalues 3 and 1.
    let corners = PCA(fitting: Tensor([[3, 3], [-3, -3], [1, -1], [-1, 1]]) / sqrt(Tensor(3)))
    expectClose(corners.variances.scalars, [3, 1.0 / 3], tolerance: 1e-6)
    expectClose(
      abs(corners.basis).scalars, Array(repeating: 0.5.squareRoot(), count: 4), tolerance: 1e-6)
  }

  @Test("The directions are orthonormal to nine digits") func orthonormal() {
    var rng = PCG32(seed: 3)
    let spectrum = CovarianceSpectrum(of: Tensor.normal([700, 40], using: &rng))
    let size = spectrum.size
    for i in 0..<size {
      for j in 0...i {
        let product = (0..<size).reduce(0.0) {
          $0 + spectrum.directions[i * size + $1] * spectrum.directions[j * size + $1]
        }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-9, "directions \(i) and \(j)")
      }
    }
  }

  @Test("The mean squared error is the sum of the variances left out", arguments: 0...3)
  func discarded(_ count: Int) {
    let kept = PCA(fitting: Self.x, componentCount: count)
    let error = kept.reconstructionError(of: Self.x).mean().scalar
    expectClose([error], [Double(kept.discardedVariance)], tolerance: 1e-6)
    expectClose(
      [error], [[1.88671875, 0.50215209, 0.04168362, 0][count]], tolerance: 1e-6)
  }

  @Test("No other plane lies nearer") func optimal() {
    var rng = PCG32(seed: 8)
    let least = pca.reconstructionError(of: Self.x).sum().scalar
    for _ in 0..<50 {
      let other = (pca.basis + 0.3 * .normal([3, 2], using: &rng)).qrDecomposition().orthogonal
      let rest = Self.x - pca.mean
      let missed = rest - matmul(matmul(rest, other), other.transposed())
      #expect((missed * missed).sum().scalar > least - 1e-5)
    }
  }

  @Test("Encoding a decoded code gives the code") func roundTrip() {
    let codes = Tensor([[1, -2], [0.5, 3]])
    expectClose(
      pca.encode(pca.decode(codes)).scalars, codes.scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("Keeping fewer components is fitting fewer") func keeping() {
    let all = PCA(fitting: Self.x)
    #expect(all.componentCount == 3)
    #expect(all.keeping(2).basis == pca.basis)
    #expect(all.keeping(2).discardedVariance == pca.discardedVariance)
  }

  @Test("As many components are kept as a share of the variance needs") func share() {
    #expect(pca.componentCount(forShare: 0) == 0)
    #expect(pca.componentCount(forShare: 0.73) == 1)
    #expect(pca.componentCount(forShare: 0.74) == 2)
    #expect(pca.componentCount(forShare: 0.98) == 3)
    #expect(pca.componentCount(forShare: 1) == 3)
  }

  @Test("Small variances survive beside large ones") func precision() {
    // Variances of 10⁷ and 2 along the diagonals of the plane. A covariance in single precision, whose entries would be
    // multiples of ½, could not tell the second one. All coordinates are multiples of 1/16 and thus exact.
    var rng = PCG32(seed: 5)
    let along = Tensor.uniform([2048, 1], using: &rng).sixteenths() * 8192
    let across = Tensor.normal([2048, 1], using: &rng).sixteenths()
    let pca = PCA(fitting: [along + across, along - across].concatenated(alongAxis: 1))
    let expected = 2 * Double(across.variance().scalar)
    expectClose([pca.variances[1].scalar], [expected], tolerance: 0.005)
  }

  @Test("The bits are the same for any number of threads") func threads() {
    var rng = PCG32(seed: 6)
    let data = Tensor.normal([6000, 5], using: &rng)
    let fitted = [1, 3].map { count in withThreads(count) { PCA(fitting: data) } }
    #expect(fitted[0].basis == fitted[1].basis)
    #expect(fitted[0].variances == fitted[1].variances)
  }

  @Test("A linear subspace misses half of a circle") func circle() {
    let angles = Tensor.linspace(0, 2 * .pi * 63 / 64, count: 64)
    let circle = [cos(angles), sin(angles)].stacked(alongAxis: 1)
    let error = PCA(fitting: circle, componentCount: 1).reconstructionError(of: circle).mean()
    expectClose([error.scalar], [0.5], tolerance: 1e-5)
  }

  @Test("Angles between subspaces are those of their planes") func angles() {
    let (c, s) = (Float(0.8), Float(0.6))
    let flat = Tensor([[1, 0], [0, 1], [0, 0]])
    let tilted = Tensor([[1, 1], [0, c], [0, s]])
    expectClose(principalAngleCosines(flat, tilted).scalars, [1, 0.8], tolerance: 1e-6)
    let mixed = matmul(tilted, Tensor([[3, 1], [-2, 5]]))
    expectClose(principalAngleCosines(tilted, mixed).scalars, [1, 1], tolerance: 1e-6)
  }
}

extension Tensor {
  /// Each number rounded to a multiple of 1/16.
  fileprivate func sixteenths() -> Tensor {
    Tensor(scalars.map { ($0 * 16).rounded() / 16 }, shape: shape)
  }
}
