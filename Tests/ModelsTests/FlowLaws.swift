// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Flows") struct FlowLaws {
  /// The maps a flow is made of, with parameters that are not special.
  enum Kind: CaseIterable {
    case affine, bounded, additive, scaling, logit, whitening, realNVP, nice

    var size: Int { self == .affine || self == .nice ? 5 : 4 }

    /// The map from codes to examples.
    var step: any Bijector {
      var rng = PCG32(seed: 11)
      switch self {
      case .affine: return AffineCoupling(.alternating(5), hiddenSizes: [6], using: &rng)
      case .bounded:
        return AffineCoupling(
          .checkerboard(height: 2, width: 2), hiddenSizes: [6], scaleBound: 2, using: &rng)
      case .additive:
        let network = MLP([2, 6, 2], activation: Tanh(), using: &rng)
        return AdditiveCoupling(CouplingMask.halves(4).swapped, network: network)
      case .scaling:
        let scaling = DiagonalScaling(4)
        scaling.logScale = Tensor([0.3, -1, 0, 2])
        return scaling
      case .logit: return Inverse(Logit(margin: 0.1))
      case .whitening:
        return Inverse(
          PCAWhitening(fitting: .normal([50, 4], using: &rng) * Tensor([1, 2, 3, 4]) + 1))
      case .realNVP:
        return Chain(
          RealNVP(
            size: 4, couplingCount: 3, hiddenSizes: [6], masks: [.alternating(4), .halves(4)],
            using: &rng
          ).steps)
      case .nice:
        let nice = NICE(size: 5, couplingCount: 3, hiddenSizes: [6], using: &rng)
        for coupling in nice.couplings { coupling.disturb(using: &rng) }
        nice.scaling.logScale = .normal([5], using: &rng)
        return Chain(nice.steps)
      }
    }

    var points: Tensor {
      var rng = PCG32(seed: 12)
      return .normal([3, size], using: &rng)
    }
  }

  @Test("Inverse undoes forward, and the log-determinants are opposite", arguments: Kind.allCases)
  func inverse(_ kind: Kind) { expectInvertible(kind.step, at: kind.points) }

  @Test("The log-determinant is that of the matrix of differences", arguments: Kind.allCases)
  func logDeterminant(_ kind: Kind) { expectStretch(of: kind.step, at: kind.points) }

  @Test("A coupling keeps what its mask keeps, to the bit") func kept() {
    for kind in [Kind.affine, .additive] {
      let points = kind.points
      guard
        let mask = (kind.step as? AffineCoupling)?.mask ?? (kind.step as? AdditiveCoupling)?.mask
      else { continue }
      let image = kind.step.forward(points).y
      #expect(image.gathered(mask.kept, alongAxis: 1) == points.gathered(mask.kept, alongAxis: 1))
      let moved = image.gathered(mask.changed, alongAxis: 1)
      #expect((moved .!= points.gathered(mask.changed, alongAxis: 1)).min().scalar == 1)
    }
  }

  @Test("The Jacobian of a coupling of halves is lower triangular") func triangular() {
    var rng = PCG32(seed: 4)
    let coupling = AffineCoupling(.halves(6), hiddenSizes: [8], using: &rng)
    let matrix = jacobian(at: .normal([6], using: &rng)) { coupling.forward($0).y }
    for row in 0..<6 {
      for column in 0..<6 where column > row { #expect(matrix[row, column].scalar == 0) }
    }
    #expect(matrix[4, 1].scalar != 0)
  }

  @Test("The density of a flow in the plane integrates to one, after each of its steps")
  func normalized() {
    var rng = PCG32(seed: 5)
    let flow = RealNVP(size: 2, couplingCount: 4, hiddenSizes: [8], using: &rng)
    let (count, width) = (160, 0.1)
    let line = (0..<count).map { Float(width * (Double($0) - Double(count) / 2 + 0.5)) }
    let grid = Tensor(line.flatMap { y in line.flatMap { [$0, y] } }, shape: [count * count, 2])
    for stepCount in 0...4 {
      let mass = flow.logProb(grid, after: stepCount).scalars
        .reduce(0) { $0 + exp(Double($1)) * width * width }
      #expect(abs(mass - 1) < 1e-3, "after \(stepCount) steps the mass is \(mass)")
    }
    #expect(flow.logProb(grid, after: 4) == flow.logProb(grid))
  }

  @Test("A trajectory begins with codes, ends with their examples, and follows the steps")
  func trajectory() {
    var rng = PCG32(seed: 6)
    let flow = RealNVP(size: 3, couplingCount: 3, hiddenSizes: [4], using: &rng)
    let z = Tensor.normal([2, 3], using: &rng)
    let path = flow.trajectory(from: z)
    #expect(path.count == 4)
    #expect(path[0] == z)
    #expect(path[3] == flow.decode(z))
    for (step, (from, to)) in zip(flow.steps, zip(path, path.dropFirst())) {
      #expect(step.forward(from).y == to)
    }
    expectClose(flow.encode(path[3]).scalars, z.scalars.map(Double.init), tolerance: 1e-5)
  }

  @Test("The likelihood of NICE is the prior's at x/s less the sum of log s") func scaling() {
    var rng = PCG32(seed: 7)
    let nice = NICE(size: 4, hiddenSizes: [5], using: &rng)  // its couplings still shift nothing
    nice.scaling.logScale = Tensor([0.5, -0.5, 1, 2])
    let x = Tensor([[0.3, -1, 2, 0.7]])
    let expected = zip(x.scalars, [0.5, -0.5, 1, 2]).reduce(0.0) { sum, pair in
      let z = Double(pair.0) / exp(pair.1)
      return sum - z - 2 * log1p(exp(-z)) - pair.1
    }
    expectClose(nice.logProb(x).scalars, [expected], tolerance: 1e-5)
  }

  @Test("The units of the couplings are the deviations of the data's coordinates") func units() {
    var rng = PCG32(seed: 14)
    let x = Tensor.normal([300, 4], using: &rng) * Tensor([0.01, 1, 3, 0.2])
    let nice = NICE(size: 4, couplingCount: 2, hiddenSizes: [5], using: &rng)
    let deviations = x.standardDeviation(alongAxis: 0)
    nice.initialize(on: x)
    #expect(nice.couplings[0].unit == deviations.gathered([1, 3]))
    #expect(nice.couplings[1].unit == deviations.gathered([0, 2]))
  }

  @Test("Scales that start from data give codes the deviation of the prior") func initialized() {
    var rng = PCG32(seed: 8)
    let x = Tensor.normal([400, 6], using: &rng) * Tensor([0.01, 1, 3, 0.2, 5, 1])
    let nice = NICE(size: 6, hiddenSizes: [5], using: &rng)
    nice.initialize(on: x)
    expectClose(
      nice.encode(x).standardDeviation(alongAxis: 0).scalars,
      [Double](repeating: Double.pi / 3.0.squareRoot(), count: 6), tolerance: 1e-4)
  }

  @Test("The benchmark's couplings have 136,208 parameters, all of which get a gradient")
  func parameters() {
    var rng = PCG32(seed: 9)
    let flow = RealNVP(size: 2, couplingCount: 8, hiddenSizes: [128, 128], using: &rng)
    #expect(flow.parameterCount == 136_208)
    let x = Tensor.normal([16, 2], using: &rng)
    let (_, gradients) = valueWithGradients(at: flow.parameters) { -flow.logProb(x).mean() }
    #expect(gradients.allSatisfy { abs($0).max().scalar > 0 })
    let nice = NICE(size: 784, hiddenSizes: [200, 200], using: &rng)
    #expect(nice.parameterCount == 784 + 4 * (392 * 200 + 200 + 200 * 200 + 200 + 200 * 392 + 392))
  }

  @Test("Training raises the likelihood, and the same seed gives the same bits") func training() {
    func trained() -> (before: Float, after: Float, flow: RealNVP) {
      var rng = PCG32(seed: 10)
      let x = Tensor.normal([128, 2], using: &rng) * Tensor([2, 0.3]) + Tensor([1, -1])
      let flow = RealNVP(size: 2, couplingCount: 4, hiddenSizes: [8], using: &rng)
      let before = flow.logProb(x).mean().scalar
      let training = Training(
        flow, on: x, batchSize: 64, optimizer: Adam(learningRate: 1e-2), seed: 3, isShown: false)
      for _ in training.prefix(30) {}
      return (before, flow.logProb(x).mean().scalar, flow)
    }
    let (first, second) = (trained(), trained())
    #expect(first.after > first.before + 0.5)
    #expect(first.after == second.after)
  }

  @Test("Dequantised levels stay within their steps, and bits count the levels") func levels() {
    var rng = PCG32(seed: 13)
    let flow = RealNVP(size: 4, couplingCount: 2, hiddenSizes: [4], using: &rng)
    let model = Dequantized(flow, levels: 17)
    let images = Tensor([0, 3, 16, 7, 1, 0, 9, 16], shape: [2, 4]) / 16
    let noisy = model.dequantized(images, using: &rng)
    #expect(noisy.min().scalar >= 0 && noisy.max().scalar < 1)
    let levels = noisy.scalars.map { ($0 * 17).rounded(.down) }
    #expect(levels == [0, 3, 16, 7, 1, 0, 9, 16])
    let drawn = model.sample(200, using: &rng)
    #expect(drawn.shape == [200, 4] && drawn.min().scalar == 0 && drawn.max().scalar == 1)
    // Uniform on 0…1: every level equally likely, log₂ 256 = 8 bits.
    expectClose(bitsPerDimension(logProb: Tensor([0]), size: 784).scalars, [8], tolerance: 1e-6)
    // The published 1980.50 nats of NICE on MNIST are 4.36 bits per pixel.
    expectClose(
      bitsPerDimension(logProb: Tensor([1980.5]), size: 784).scalars, [4.3556], tolerance: 1e-4)
  }
}

/// Expects that a bijector's inverse leads back, and that its two log-determinants are opposite.
func expectInvertible(
  _ step: any Bijector, at points: Tensor, tolerance: Double = 2e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let (x, forward) = step.forward(points)
  let (z, backward) = step.inverse(x)
  expectClose(
    z.scalars, points.scalars.map(Double.init), tolerance: tolerance, sourceLocation: sourceLocation
  )
  expectClose(
    backward.scalars, forward.scalars.map { -Double($0) }, tolerance: tolerance,
    sourceLocation: sourceLocation)
  #expect(forward.shape == [points.shape[0]], sourceLocation: sourceLocation)
}

/// Expects that a bijector's log-determinant is that of its Jacobian, and the Jacobian that of differences.
func expectStretch(
  of step: any Bijector, at points: Tensor, sourceLocation: SourceLocation = #_sourceLocation
) {
  let size = points.shape[1]
  for row in 0..<points.shape[0] {
    let point = points[row..<row + 1]
    let matrix = jacobian(at: point) { step.forward($0).y }.reshaped(size, size)
    expectClose(
      step.forward(point).logDeterminant.scalars, [Double(matrix.logDeterminant().scalar)],
      tolerance: 2e-5, sourceLocation: sourceLocation)
    let h: Float = 1e-3  // so short that a rectifier's kink hardly lies between
    for column in 0..<size {
      let shift = Tensor.oneHot([column], classCount: size) * h
      let (above, below) = (step.forward(point + shift).y, step.forward(point - shift).y)
      expectClose(
        matrix[column: column].scalars, ((above - below) / (2 * h)).scalars.map(Double.init),
        tolerance: 2e-2, sourceLocation: sourceLocation)
    }
  }
}

@Suite("Coupling masks") struct CouplingMaskLaws {
  @Test("Masks keep what their names say") func kinds() {
    #expect(CouplingMask.halves(5).kept == [0, 1, 2])
    #expect(CouplingMask.alternating(5).kept == [0, 2, 4])
    #expect(CouplingMask.checkerboard(height: 2, width: 3).kept == [0, 2, 4])
    #expect(CouplingMask.stripes(height: 3, width: 2).kept == [0, 1, 4, 5])
    #expect(CouplingMask.alternating(4).tensor == Tensor([1, 0, 1, 0]))
  }

  @Test("The counterpart keeps what a mask changes") func swapped() {
    let mask = CouplingMask(keeping: [4, 1], of: 5)
    #expect(mask.kept == [1, 4] && mask.changed == [0, 2, 3])
    #expect(mask.swapped.kept == mask.changed && mask.swapped.changed == mask.kept)
    #expect(mask.swapped.swapped == mask)
  }
}

@Suite("Flow traps") struct FlowTraps {
  enum Mistake: String, CaseIterable, Codable {
    case mask = "keep some"
    case size = "5 coordinates"
    case steps = "no step"
    case constant = "add noise"
    case levels = "grey levels"
    case singular = "without variance"

    func make() {
      var rng = PCG32(seed: 1)
      switch self {
      case .mask: _ = CouplingMask(keeping: [0, 1], of: 2)
      case .size:
        _ = AffineCoupling(.halves(5), hiddenSizes: [2], using: &rng).forward(.zeros([1, 4]))
      case .steps: _ = NormalizingFlow(Normal.standard(2), [])
      case .constant: DiagonalScaling(2).initialize(on: .zeros([3, 2]))
      case .levels: _ = Dequantized(NICE(size: 2, using: &rng), levels: 1)
      case .singular: _ = PCAWhitening(fitting: .zeros([3, 2]))
      }
    }
  }

  @Test("Mistakes are named in a sentence", arguments: Mistake.allCases)
  func mistakes(_ mistake: Mistake) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [mistake = mistake as Mistake] in
      mistake.make()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains(mistake.rawValue), "\(message)")
  }
}

extension AdditiveCoupling {
  /// Gives the last map, which starts with zeros, other weights.
  fileprivate func disturb(using rng: inout some RandomNumberGenerator) {
    for parameter in parameters.map(\.parameter) {
      parameter.wrappedValue = .normal(parameter.wrappedValue.shape, using: &rng) * 0.5
    }
  }
}
