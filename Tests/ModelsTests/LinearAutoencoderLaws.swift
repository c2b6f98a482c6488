// SPDX-License-Identifier: MIT

import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Linear autoencoder") struct LinearAutoencoderLaws {
  /// Examples whose variances fall from coordinate to coordinate, turned at random.
  private func data(seed: UInt64) -> Tensor {
    var rng = PCG32(seed: seed)
    let spread = Tensor([3, 2, 0.7, 0.5, 0.3])
    let turn = Tensor.normal([5, 5], using: &rng).qrDecomposition().orthogonal
    return matmul(Tensor.normal([300, 5], using: &rng) * spread, turn) + 2
  }

  @Test("Alternating least squares finds the subspace of PCA", arguments: [1, 2, 3])
  func subspace(_ latentSize: Int) {
    let x = data(seed: UInt64(latentSize))
    var rng = PCG32(seed: 12)
    let model = LinearAutoencoder(size: 5, latentSize: latentSize, using: &rng)
    model.alternateLeastSquares(on: x, rounds: 60)
    let pca = PCA(fitting: x, componentCount: latentSize)
    #expect(principalAngleCosines(model.basis, pca.basis).min().scalar > 0.99999)
    expectClose(
      [model.loss(on: x, using: &rng).scalar], [Double(pca.discardedVariance)], tolerance: 1e-5)
    // The maps differ from those of PCA, for the coordinates in the subspace are free.
    expectClose(
      model.reconstruct(x).scalars, pca.reconstruct(x).scalars.map(Double.init), tolerance: 1e-3)
  }

  @Test("No round makes the error grow") func monotone() {
    let x = data(seed: 9)
    var rng = PCG32(seed: 2)
    let model = LinearAutoencoder(size: 5, latentSize: 2, using: &rng)
    var last = Float.infinity
    for _ in 0..<15 {
      model.alternateLeastSquares(on: x)
      let loss = model.loss(on: x, using: &rng).scalar
      #expect(loss <= last * (1 + 1e-6))
      last = loss
    }
  }

  @Test("The error is never below that of PCA while gradient descent learns") func bound() {
    let x = data(seed: 5)
    var rng = PCG32(seed: 3)
    let model = LinearAutoencoder(size: 5, latentSize: 2, using: &rng)
    let least = PCA(fitting: x, componentCount: 2).discardedVariance
    let before = model.loss(on: x, using: &rng).scalar
    for _ in Training(
      model, on: x, batchSize: 50, optimizer: Adam(learningRate: 0.02), seed: 1, isShown: false
    ).prefix(10) {
      #expect(model.loss(on: x, using: &rng).scalar >= least * (1 - 1e-5))
    }
    #expect(model.loss(on: x, using: &rng).scalar < before / 2)
  }

  @Test("The parameters are two affine maps") func parameters() {
    var rng = PCG32(seed: 1)
    let model = LinearAutoencoder(size: 784, latentSize: 30, using: &rng)
    #expect(model.parameterCount == 784 * 30 + 30 + 30 * 784 + 784)
  }
}
