// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

/// The families of binary autoregressive models, each with weights that make its conditionals differ.
enum AutoregressiveKind: CaseIterable {
  case tables, fvsbn, unshared, nade, deep, convolutional

  func model(_ size: Int) -> any AutoregressiveModel {
    var rng = PCG32(seed: 5)
    switch self {
    case .tables:
      let tables = ConditionalTables(size: size)
      tables.table = .normal(tables.table.shape, using: &rng)
      return tables
    case .fvsbn: return FVSBN(size: size).randomized(using: &rng)
    case .unshared:
      return UnsharedNADE(size: size, hiddenSize: 4, using: &rng).randomized(using: &rng)
    case .nade: return NADE(size: size, hiddenSize: 4, using: &rng).randomized(using: &rng)
    case .deep:
      return DeepNADE(size: size, hiddenSizes: [7, 6], using: &rng).randomized(using: &rng)
        .inOrder(mixedOrder(size))
    case .convolutional:
      return ConvNADE(
        imageSize: (1, size), channelCount: 3, layerCount: 2, kernelSize: 3, using: &rng
      )
      .randomized(using: &rng).inOrder(mixedOrder(size))
    }
  }
}

/// All places, the odd ones first.
private func mixedOrder(_ size: Int) -> [Int] {
  (0..<size).filter { $0 % 2 == 1 } + (0..<size).filter { $0 % 2 == 0 }
}

extension AutoregressiveModel {
  /// The model after all its weights were drawn anew.
  func randomized(using rng: inout PCG32) -> Self {
    for named in parameters {
      named.parameter.wrappedValue = .normal(named.parameter.wrappedValue.shape, using: &rng)
    }
    return self
  }
}

/// A model that says what another one says, and leaves all else to what follows from the logits.
private struct ByLogitsAlone: AutoregressiveModel {
  let model: any AutoregressiveModel
  var size: Int { model.size }
  var order: [Int] { model.order }
  func logits(given x: Tensor) -> Tensor { model.logits(given: x) }
}

@Suite("Autoregressive models") struct AutoregressiveModelLaws {
  @Test("The probabilities of all vectors add up to one", arguments: AutoregressiveKind.allCases)
  func normalization(_ kind: AutoregressiveKind) {
    let (vectors, probabilities) = kind.model(5).enumerated()
    #expect(vectors.shape == [32, 5])
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-9)
    expectClose(
      exp(kind.model(5).logProb(vectors)).scalars, probabilities, tolerance: 1e-6)
  }

  @Test("A logit sees nothing but the places before it", arguments: AutoregressiveKind.allCases)
  func order(_ kind: AutoregressiveKind) {
    let model = kind.model(5)
    let x = randomBits([1, 5], seed: 3)
    for (step, place) in model.order.enumerated() {
      let later = Tensor((0..<5).map { model.order[step...].contains($0) ? 1 : 0 })
      let changed = x * (1 - later) + (1 - x) * later
      let before = model.logits(given: x)[0, place].scalar
      #expect(model.logits(given: changed)[0, place].scalar == before)
      expectClose(
        model.logits(at: place, given: changed).scalars, [Double(before)], tolerance: 1e-5)
    }
  }

  @Test(
    "Samples are those of one conditional after another", arguments: AutoregressiveKind.allCases)
  func sampling(_ kind: AutoregressiveKind) {
    let model = kind.model(5)
    var (first, second) = (PCG32(seed: 8), PCG32(seed: 8))
    let samples = model.sample(64, using: &first)
    #expect(samples == ByLogitsAlone(model: model).sample(64, using: &second))
    #expect(samples.shape == [64, 5])
  }

  @Test("Samples have the model's mean in each place", arguments: AutoregressiveKind.allCases)
  func means(_ kind: AutoregressiveKind) {
    let model = kind.model(4)
    let (vectors, probabilities) = model.enumerated()
    let exact = matmul(Tensor(probabilities.map(Float.init)), vectors).scalars.map(Double.init)
    var rng = PCG32(seed: 10)
    let mean = model.sample(3000, using: &rng).mean(alongAxis: 0).scalars
    for (mean, p) in zip(mean, exact) {
      #expect(abs(Double(mean) - p) < 4 * sqrt(p * (1 - p) / 3000))
    }
  }

  @Test("What is kept stays, and the rest follows from it", arguments: AutoregressiveKind.allCases)
  func completion(_ kind: AutoregressiveKind) {
    let model = kind.model(5)
    var rng = PCG32(seed: 4)
    let x = randomBits([40, 5], seed: 6)
    let completed = model.completed(x, keeping: 3, using: &rng)
    for place in model.order[..<3] { #expect(completed[column: place] == x[column: place]) }
    #expect(completed.withScalars { $0.allSatisfy { $0 == 0 || $0 == 1 } })
    #expect(model.completed(x, keeping: 5, using: &rng) == x)
  }
}

@Suite("Fully visible sigmoid belief network") struct FVSBNLaws {
  @Test("Weights and biases count n(n+1)/2", arguments: [(784, 307_720), (900, 405_450), (1, 1)])
  func parameterCount(_ size: Int, _ count: Int) {
    #expect(FVSBN(size: size).parameterCount == count)
  }

  @Test("Logits are those of the definition") func definition() {
    var rng = PCG32(seed: 2)
    let (model, x) = (FVSBN(size: 6).randomized(using: &rng), randomBits([7, 6], seed: 1))
    let (a, b) = (model.weights.scalars, model.bias.scalars)
    let expected = (0..<7).flatMap { row in
      (0..<6).map { i in
        (0..<i).reduce(Double(b[i])) { sum, j in
          sum + Double(a[i * (i - 1) / 2 + j] * x[row, j].scalar)
        }
      }
    }
    expectClose(model.logits(given: x).scalars, expected, tolerance: 1e-6)
    #expect(model.weightMatrix[3, 1].scalar == a[4])
    #expect(model.weightMatrix[1, 3].scalar == 0)
  }

  @Test("The gradient at a weight is the mean of (x̂ᵢ − xᵢ) xⱼ") func gradient() {
    var rng = PCG32(seed: 3)
    let (model, x) = (FVSBN(size: 5).randomized(using: &rng), randomBits([9, 5], seed: 2))
    let (_, gradients) = valueWithGradients(at: model.parameters) { model.loss(on: x, using: &rng) }
    let error = sigmoid(model.logits(given: x)) - x
    let expected = (matmul(error.transposed(), x) / 9).scalars.map(Double.init)
    let lower = (0..<5).flatMap { i in (0..<i).map { j in expected[i * 5 + j] } }
    expectClose(gradients[0].scalars, lower, tolerance: 1e-6)
    expectClose(
      gradients[1].scalars, error.mean(alongAxis: 0).scalars.map(Double.init), tolerance: 1e-6)
  }

  @Test("A penalty adds to the loss, not to the validation loss") func penalty() {
    var rng = PCG32(seed: 4)
    let x = randomBits([9, 5], seed: 2)
    for (penalty, expected) in [(FVSBN.Penalty.l1(0.1), 0.1 * 3.5), (.l2(0.1), 0.05 * 1.75)] {
      let model = FVSBN(size: 5, penalty: penalty)
      model.weights = Tensor([-0.5, 0.25, 0.5, 0, 0, 0.75, -0.25, 0.5, 0.25, 0.5])
      let plain = model.validationLoss(on: x, using: &rng).scalar
      #expect(plain == (-model.logProb(x).mean()).scalar)
      expectClose(
        [model.loss(on: x, using: &rng).scalar - plain], [expected], tolerance: 1e-5)
    }
  }
}

@Suite("Tables of the chain rule") struct ConditionalTablesLaws {
  @Test("There are 2ⁿ − 1 numbers", arguments: [1, 2, 10]) func parameterCount(_ size: Int) {
    #expect(ConditionalTables(size: size).parameterCount == 1 << size - 1)
  }

  @Test("Any distribution has its tables") func anyDistribution() {
    var rng = PCG32(seed: 6)
    let distribution = DiscreteDistribution.random(64, using: &rng)
    let probabilities = ConditionalTables(distribution).enumerated().probabilities
    for (p, q) in zip(probabilities, distribution.probabilities) { #expect(abs(p - q) < 1e-7) }
  }

  @Test("States without probability stay without it") func zeros() {
    let distribution = DiscreteDistribution([0.25, 0, 0.75, 0, 0, 0, 0, 0])
    let probabilities = ConditionalTables(distribution).enumerated().probabilities
    for (p, q) in zip(probabilities, distribution.probabilities) { #expect(abs(p - q) < 1e-7) }
  }

  @Test("Fitted tables are shares of the examples") func fitting() {
    let x = Tensor([[0, 0], [0, 1], [0, 1], [1, 1]])
    let shares = ConditionalTables(fitting: x, pseudocount: 0).enumerated().probabilities
    for (p, q) in zip(shares, [0.25, 0.5, 0, 0.25]) { #expect(abs(p - q) < 1e-7) }
    // After 0 come 0, 1, 1, and half an example of either value: (1.5/4) (2.5/4).
    let smoothed = ConditionalTables(fitting: x).enumerated().probabilities
    #expect(abs(smoothed[0] - 3.5 / 5 * 1.5 / 4) < 1e-7)
  }
}

@Suite("Conditionals with a network each") struct UnsharedNADELaws {
  @Test("The formula counts the parameters", arguments: [(1, 3), (6, 4)])
  func parameterCount(_ size: Int, _ hiddenSize: Int) {
    var rng = PCG32(seed: 1)
    let model = UnsharedNADE(size: size, hiddenSize: hiddenSize, using: &rng)
    #expect(
      model.parameterCount == UnsharedNADE.parameterCount(size: size, hiddenSize: hiddenSize))
  }

  @Test("For digits the matrices have 153 million entries") func digits() {
    #expect(UnsharedNADE.parameterCount(size: 784, hiddenSize: 500) == 154_252_784)
  }
}
