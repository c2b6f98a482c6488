// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Normalised layers have the statistics that they promise") struct NormalizationLaws {
  private var rng = PCG32(seed: 8)

  private mutating func features() -> Tensor {
    .normal([6, 4, 3, 2], mean: 3, standardDeviation: 2, using: &rng)
  }

  @Test("Batch normalisation gives each channel mean 0 and variance 1") mutating func batch() {
    let y = BatchNorm(4)(features(), using: &rng)
    expectNear(y.mean(alongAxes: [0, 2, 3]), [Float](repeating: 0, count: 4), 1e-6)
    expectNear(y.variance(alongAxes: [0, 2, 3]), [Float](repeating: 1, count: 4), 1e-4)
  }

  @Test("Batch normalisation works on vectors as well") mutating func vectors() {
    let y = BatchNorm(4)(.normal([50, 4], mean: -1, using: &rng), using: &rng)
    expectNear(y.mean(alongAxis: 0), [0, 0, 0, 0], 1e-6)
    expectNear(y.variance(alongAxis: 0), [1, 1, 1, 1], 1e-4)
  }

  @Test("Running statistics approach those of the data") mutating func running() {
    let layer = BatchNorm(1)
    for _ in 0..<100 {
      _ = layer(.normal([200, 1], mean: 5, standardDeviation: 3, using: &rng), using: &rng)
    }
    #expect(abs(layer.runningMean.scalars[0] - 5) < 0.3)
    #expect(abs(layer.runningVariance.scalars[0] - 9) < 0.9)
  }

  @Test("In use an example does not depend on its batch") mutating func alone() {
    let layer = BatchNorm(4)
    let x = features()
    _ = layer(x, using: &rng)
    expectNear(layer(x)[2..<3], layer(x[2..<3]).scalars, 1e-6)
  }

  @Test("Statistics of a batch with a gradient are kept without it") mutating func detached() {
    let layer = BatchNorm(2)
    let x = Tensor.normal([5, 2], using: &rng)
    var outer = rng
    _ = valueWithGradient(at: x) { layer($0, using: &outer).sum() }
    let gradient = gradient(at: x) { ($0 * layer.runningMean).sum() }
    #expect(gradient == layer.runningMean.broadcast(to: [5, 2]))
  }

  @Test("Group normalisation does not see the scale of a group") mutating func group() {
    let x = features()
    let layer = GroupNorm(4, groups: 2)
    expectNear(layer(x), layer(x * 50 + 7).scalars, 1e-4)
  }

  @Test("One group in all is layer normalisation of the images") mutating func oneGroup() {
    let x = features()
    expectNear(GroupNorm(4, groups: 1)(x), LayerNorm(shape: [4, 3, 2])(x).scalars, 1e-6)
  }

  @Test("Virtual batch normalisation gives an example the same output in any batch")
  mutating func virtualAlone() {
    let reference = features()
    let network = Sequential {
      Conv2D(4, 3, kernelSize: 2, using: &rng)
      VirtualBatchNorm(3, referenceSize: 6)
      Tanh()
      Flatten()
      Linear(6, 5, using: &rng)
      VirtualBatchNorm(5, referenceSize: 6)
    }
    let layer = WithReferenceBatch(reference, network)
    let x = features()
    let whole = layer(x, using: &rng)
    #expect(whole.shape == [6, 5])
    for example in 0..<6 {
      expectNear(layer(x[example..<example + 1], using: &rng), whole[example].scalars, 1e-6)
    }
  }

  @Test("Virtual batch normalisation mixes the statistics of reference and example")
  mutating func virtualStatistics() {
    let (reference, x) = (features(), features())
    let y = WithReferenceBatch(reference, VirtualBatchNorm(4, referenceSize: 6))(x)
    let shares: [(Tensor, Double)] = (0..<6).map { (reference[$0], 1.0 / 7) } + [(x[1], 1.0 / 7)]
    for channel in 0..<4 {
      var (mean, square) = (0.0, 0.0)
      for (example, share) in shares {
        for scalar in example[channel].scalars {
          mean += share * Double(scalar) / 6
          square += share * Double(scalar) * Double(scalar) / 6
        }
      }
      let deviation = (square - mean * mean + 1e-5).squareRoot()
      let expected = x[1, channel].scalars.map { Float((Double($0) - mean) / deviation) }
      expectNear(y[1, channel], expected, 1e-5)
    }
  }

  @Test("The reference batch is normalised by itself alone") mutating func virtualReference() {
    let (reference, x) = (features(), features())
    let y = VirtualBatchNorm(4, referenceSize: 6)([reference, x].concatenated())
    expectNear(y[..<6], BatchNorm(4)(reference, using: &rng).scalars, 1e-6)
  }

  @Test("Spectral norm divides by the greatest singular value") mutating func spectral() {
    let base = Linear(3, 4, hasBias: false, using: &rng)
    base.weight = wave([3, 4], 1)
    let layer = SpectralNorm(base, using: &rng)
    for _ in 0..<50 { _ = layer(.zeros([1, 3]), using: &rng) }
    // The greatest singular value is 0.97658, by PyTorch 2.13.
    expectNear(layer(.identity(3)), (base.weight / 0.97658).scalars, 1e-5)
  }

  @Test("Spectral norm of kernels is that of their matrix, of transposed ones as well")
  mutating func spectralKernels() {
    let base = Conv2D(2, 3, kernelSize: 2, hasBias: false, using: &rng)
    base.weight = wave([3, 2, 2, 2], 1)
    let twin = ConvTranspose2D(2, 3, kernelSize: 2, hasBias: false, using: &rng)
    twin.weight = base.weight.transposed(1, 0, 2, 3)
    let x = Tensor.normal([1, 2, 4, 4], using: &rng)
    let layer = SpectralNorm(base, using: &rng)
    let twinLayer = SpectralNorm(twin, using: &rng)
    for _ in 0..<50 { _ = (layer(x, using: &rng), twinLayer(x, using: &rng)) }
    // The greatest singular value is 1.33954, by PyTorch 2.13.
    expectNear(layer(x), (base(x) / 1.33954).scalars, 1e-5)
    expectNear(twinLayer(x), (twin(x) / 1.33954).scalars, 1e-5)
  }

  @Test("Weight norm changes nothing at the start") mutating func weightNorm() {
    let base = Conv2D(2, 3, kernelSize: 2, using: &rng)
    let x = Tensor.normal([1, 2, 4, 4], using: &rng)
    expectNear(WeightNorm(base)(x), base(x).scalars, 1e-6)
  }

  @Test("Dropout keeps the mean, and the share that it says") mutating func dropout() {
    let y = Dropout(0.3)(.ones([20_000]), using: &rng).scalars
    let kept = y.filter { $0 != 0 }
    #expect(kept.allSatisfy { abs($0 - 1 / 0.7) < 1e-6 })
    // Three standard errors of a share of 20 000.
    #expect(abs(Double(kept.count) / 20_000 - 0.7) < 0.01)
  }

  @Test("Dropout lets the gradient through where it keeps the element")
  mutating func dropoutGradient() {
    let layer = Dropout(0.5)
    let x = Tensor.ones([50])
    var (first, second) = (PCG32(seed: 4), PCG32(seed: 4))
    #expect(gradient(at: x) { layer($0, using: &first).sum() } == layer(x, using: &second))
  }

  @Test("Dropout in use is the identity") mutating func dropoutInUse() {
    let x = features()
    #expect(Dropout(0.9)(x) == x)
    #expect(Dropout(0)(x, using: &rng) == x)
  }
}
