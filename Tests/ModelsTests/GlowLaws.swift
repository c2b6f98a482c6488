// SPDX-License-Identifier: MIT

import Distributions
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Glow and autoregressive flows") struct GlowLaws {
  enum Kind: CaseIterable {
    case actNorm, convolution, glow, reversed, autoregressive, inverseAutoregressive, maf, planar

    var size: Int { self == .glow || self == .reversed ? 16 : 4 }

    var step: any Bijector {
      var rng = PCG32(seed: 21)
      switch self {
      case .actNorm:
        let step = ActNorm(channelCount: 2, pixelCount: 2)
        (step.logScale, step.offset) = (Tensor([[0.5], [-1]]), Tensor([[2], [0.3]]))
        return step
      case .convolution:
        return InvertibleConvolution(weight: Tensor([[2, 1], [-1, 0.5]]), pixelCount: 2)
      case .glow: return Chain(glow(.convolution, using: &rng).steps)
      case .reversed: return Chain(glow(.reversal, using: &rng).steps)
      case .autoregressive: return MaskedAutoregressive(size: 4, hiddenSizes: [9], using: &rng)
      case .inverseAutoregressive:
        return Inverse(MaskedAutoregressive(size: 4, hiddenSizes: [9], using: &rng))
      case .maf: return Chain(MAF(size: 4, stepCount: 3, hiddenSizes: [9], using: &rng).steps)
      case .planar:
        let step = Planar(4, using: &rng)
        (step.direction, step.offset) = (Tensor([[1, -2, 0.5, 1]]), Tensor([0.3]))
        return step
      }
    }

    private func glow(_ mixing: Glow.Mixing, using rng: inout PCG32) -> Glow {
      let glow = Glow(
        height: 4, width: 4, depth: 2, hiddenChannels: 3, mixing: mixing, using: &rng)
      for part in glow.parameters where part.path.hasSuffix("weight") {
        let noise = Tensor.normal(part.parameter.wrappedValue.shape, using: &rng)
        part.parameter.wrappedValue = part.parameter.wrappedValue + noise * 0.1
      }
      return glow
    }

    var points: Tensor {
      var rng = PCG32(seed: 29)
      return .normal([2, size], using: &rng)
    }
  }

  @Test("Inverse undoes forward, and the log-determinants are opposite", arguments: Kind.allCases)
  func inverse(_ kind: Kind) { expectInvertible(kind.step, at: kind.points, tolerance: 1e-4) }

  @Test("The log-determinant is that of the matrix of differences", arguments: Kind.allCases)
  func logDeterminant(_ kind: Kind) { expectStretch(of: kind.step, at: kind.points) }

  @Test("Normalisation starts with mean 0 and variance 1 in each channel") func actNorm() {
    var rng = PCG32(seed: 23)
    let x = Tensor.normal([50, 6], using: &rng) * 3 + Tensor([1, 2, 3, -4, -5, -6])
    let step = ActNorm(channelCount: 2, pixelCount: 3)
    step.initialize(on: x)
    let codes = step.inverse(x).x.reshaped(50, 2, 3)
    let mean = codes.mean(alongAxes: [0, 2])
    expectClose(mean.scalars, [0, 0], tolerance: 1e-5)
    expectClose(
      (codes * codes).mean(alongAxes: [0, 2]).scalars, [1, 1], tolerance: 1e-4)
  }

  @Test("Glow starts all its normalisations from data, one after the other") func initialized() {
    var rng = PCG32(seed: 24)
    let glow = Glow(height: 4, width: 4, depth: 2, hiddenChannels: 3, using: &rng)
    let x = Tensor.normal([200, 16], using: &rng) * 5 + 2
    glow.initialize(on: x)
    let codes = glow.encode(x)
    expectClose([codes.mean().scalar], [0], tolerance: 1e-3)
    expectClose([(codes * codes).mean().scalar], [1], tolerance: 0.05)
  }

  @Test("Glow has a matrix, a normalisation and a network in each step") func parameters() {
    var rng = PCG32(seed: 25)
    let glow = Glow(
      height: 8, width: 8, levelCount: 2, depth: 3, hiddenChannels: 5, using: &rng)
    func network(_ channels: Int) -> Int {
      channels / 2 * 9 * 5 + 5 + 5 * 5 + 5 + 5 * 9 * channels + channels
    }
    let levels = [4, 8].map { 3 * ($0 * $0 + 2 * $0 + network($0)) }
    #expect(glow.parameterCount == levels[0] + levels[1])
  }

  @Test("An autoregressive step's functions of a coordinate see only those before it") func masks()
  {
    var rng = PCG32(seed: 26)
    let step = MaskedAutoregressive(size: 5, hiddenSizes: [20, 20], using: &rng)
    let x = Tensor.normal([1, 5], using: &rng)
    for part in 0..<2 {
      let matrix = jacobian(at: x) { x in
        let (mean, logScale) = step.meanAndLogScale(x)
        return part == 0 ? mean : logScale
      }.reshaped(5, 5)
      for row in 0..<5 {
        for column in row..<5 { #expect(matrix[row, column].scalar == 0) }
      }
      #expect(matrix[4, 0].scalar != 0)
    }
  }

  @Test("The density of an autoregressive step is the product of its conditionals")
  func conditionals() {
    var rng = PCG32(seed: 27)
    let step = MaskedAutoregressive(size: 3, hiddenSizes: [8], using: &rng)
    let x = Tensor.normal([4, 3], using: &rng)
    let (mean, logScale) = step.meanAndLogScale(x)
    let product = Normal(mean: mean, standardDeviation: exp(logScale)).logProb(x)
    let flow = NormalizingFlow(Normal.standard(3), [step])
    expectClose(flow.logProb(x).scalars, product.scalars.map(Double.init), tolerance: 1e-5)
  }

  @Test("However its direction points, a planar map can be inverted") func planar() {
    var rng = PCG32(seed: 28)
    for _ in 0..<5 {
      let step = Planar(3, using: &rng)
      step.direction = -3 * step.normal.transposed()
      let along = matmul(step.invertibleDirection, step.normal).scalar
      #expect(along > -1)
      expectInvertible(step, at: .normal([6, 3], using: &rng), tolerance: 1e-3)
    }
  }
}
