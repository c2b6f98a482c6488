// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Models
import Tensors
import Testing

@Suite("Masked autoencoders that share their weights") struct MADEEnsembleLaws {
  private func ensemble(_ count: Int, size: Int = 6, seed: UInt64 = 1) -> MADEEnsemble {
    var rng = PCG32(seed: seed)
    let ensemble = MADEEnsemble(count, size: size, hiddenSizes: [9], isDirect: true, using: &rng)
    for named in ensemble.parameters {
      named.parameter.wrappedValue = .normal(named.parameter.wrappedValue.shape, using: &rng)
    }
    return ensemble
  }

  @Test("All members use one set of parameters, each under masks of its own") func sharing() {
    let ensemble = ensemble(5)
    #expect(ensemble.parameterCount == ensemble.members[0].parameterCount)
    #expect(Set(ensemble.members.map(\.order)).count > 1)
    #expect(ensemble.buffers.count == 5 * 4)
    let x = randomBits([3, 6], seed: 2)
    #expect(ensemble.members[0].logProb(x) != ensemble.members[1].logProb(x))
  }

  @Test("The mixture's probability is the mean of the members'") func mixture() {
    let (ensemble, x) = (ensemble(3), randomBits([4, 6], seed: 3))
    let members = ensemble.members.map { $0.logProb(x).scalars.map(Double.init) }
    let expected = (0..<4).map { row in
      Foundation.log(members.reduce(0) { $0 + Foundation.exp($1[row]) } / 3)
    }
    expectClose(ensemble.logProb(x).scalars, expected, tolerance: 1e-5)
  }

  @Test("The mixture's probabilities add up to one") func normalization() {
    let sum = ensemble(3).logProb(allBinaryVectors(6)).scalars.reduce(0) {
      $0 + Foundation.exp(Double($1))
    }
    #expect(abs(sum - 1) < 1e-5)
  }

  @Test("The mixture is at least as good as its members are on average") func jensen() {
    let (ensemble, x) = (ensemble(8), randomBits([50, 6], seed: 4))
    let members = ensemble.members.map { $0.logProb(x).mean().scalar }
    #expect(ensemble.logProb(x).mean().scalar >= members.reduce(0, +) / 8)
  }

  @Test("A step's loss is that of one member, and each gets its turn") func loss() {
    let (ensemble, x) = (ensemble(3), randomBits([5, 6], seed: 5))
    var rng = PCG32(seed: 6)
    let losses = (0..<40).map { _ in ensemble.loss(on: x, using: &rng).scalar }
    #expect(Set(losses) == Set(ensemble.members.map { -$0.logProb(x).mean().scalar }))
    #expect(
      ensemble.validationLoss(on: x, using: &rng).scalar == -ensemble.logProb(x).mean().scalar)
  }

  @Test("Samples have the mixture's mean in each place") func samples() {
    let ensemble = ensemble(3, size: 4, seed: 7)
    let all = allBinaryVectors(4)
    let expected = matmul(exp(ensemble.logProb(all)), all)
    var rng = PCG32(seed: 8)
    let mean = ensemble.sample(3000, using: &rng).mean(alongAxis: 0)
    expectClose(mean.scalars, expected.scalars.map(Double.init), tolerance: 0.03)
    #expect(ensemble.sample(0, using: &rng).shape == [0, 4])
  }

  enum Mistake: String, CaseIterable, Codable {
    case order = "MaskLabels: [0, 0, 1] is no order of 3 variables, counted from 0"
    case degree = "MaskLabels: a degree of 4 among 3 variables"
    case later = "MaskLabels: 2, in the blanket of 1, is not before it in the order"
    case units = "MaskLabels: 1 hidden units for 2 blankets; some variables would hear nothing"
    case relabeled = "relabeled: labels for 3–[5] units; the model has 3–[4]"
    case none = "MADEEnsemble: no labels; give at least one"
    case edge = "UndirectedGraph: no edge from 0 to 3 among 3 variables"

    func make() {
      var rng = PCG32(seed: 1)
      let model = MADE(size: 3, hiddenSizes: [4], using: &rng)
      switch self {
      case .order: _ = MaskLabels(order: [0, 0, 1], degrees: [])
      case .degree: _ = MaskLabels(order: [0, 1, 2], degrees: [[4]])
      case .later: _ = MaskLabels(order: [0, 1, 2], blankets: [[], [2], []], hiddenSizes: [])
      case .units: _ = MaskLabels(order: [0, 1, 2], blankets: [[], [0], [1]], hiddenSizes: [1])
      case .relabeled: _ = model.relabeled(.natural(size: 3, hiddenSizes: [5]))
      case .none: _ = MADEEnsemble(model, labels: [])
      case .edge: _ = UndirectedGraph(nodeCount: 3, edges: [(0, 3)])
      }
    }
  }

  @Test("Each mistake is named in a sentence", arguments: Mistake.allCases)
  func mistakes(_ mistake: Mistake) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [mistake = mistake as Mistake] in
      mistake.make()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(mistake.rawValue))
  }
}
