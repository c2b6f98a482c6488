// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Masked autoencoder for distribution estimation") struct MADELaws {
  enum Kind: CaseIterable, Codable {
    case natural, direct, deep, drawn, visible

    func model(_ size: Int, seed: UInt64 = 1) -> MADE {
      var rng = PCG32(seed: seed)
      let labels: MaskLabels =
        switch self {
        case .natural, .direct: .natural(size: size, hiddenSizes: [9])
        case .deep: .natural(size: size, hiddenSizes: [9, 7])
        case .drawn: .random(size: size, hiddenSizes: [9, 7], using: &rng)
        case .visible: .natural(size: size, hiddenSizes: [])
        }
      let isDirect = self == .direct || self == .drawn
      let model = MADE(labels: labels, isDirect: isDirect, activation: Tanh(), using: &rng)
      for named in model.parameters {
        let shape = named.parameter.wrappedValue.shape
        named.parameter.wrappedValue = .normal(shape, using: &rng)
      }
      return model
    }
  }

  /// What each logit changes with, from exact derivatives: `[output][input]`.
  private func dependence(of model: MADE) -> [[Bool]] {
    let middle = Tensor.full([1, model.size], 0.5)
    let matrix = jacobian(at: middle) { model.logits(given: $0) }.reshaped(model.size, model.size)
    return (0..<model.size).map { row in matrix[row].scalars.map { $0 != 0 } }
  }

  @Test(
    "A logit depends on the variables before its own in the order, and on no others",
    arguments: Kind.allCases)
  func autoregressive(_ kind: Kind) {
    let model = kind.model(6)
    let seen = dependence(of: model)
    for (place, variable) in model.order.enumerated() {
      for (other, input) in model.order.enumerated() {
        // Where few units are left, a random model may leave out an input, but never add one.
        if other >= place { #expect(!seen[variable][input]) }
        if other < place && kind != .deep && kind != .natural { #expect(seen[variable][input]) }
      }
    }
  }

  @Test("The probabilities of all vectors add up to one", arguments: Kind.allCases)
  func normalization(_ kind: Kind) {
    let sum = kind.model(8).enumerated().probabilities.reduce(0, +)
    #expect(abs(sum - 1) < 1e-9)
  }

  @Test("Masks follow from the degrees: at least as large inside, larger at the output")
  func masks() {
    // The order x₂, x₃, x₁ and the degrees, worked out by hand.
    let labels = MaskLabels(order: [1, 2, 0], degrees: [[2, 1, 2, 2], [1, 2, 2, 1]])
    #expect(
      labels.masks == [
        Tensor([[0, 0, 0, 0], [1, 1, 1, 1], [1, 0, 1, 1]]),
        Tensor([[0, 1, 1, 0], [1, 1, 1, 1], [0, 1, 1, 0], [0, 1, 1, 0]]),
        Tensor([[1, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 1]]),
      ])
    #expect(labels.directMask == Tensor([[0, 0, 0], [1, 0, 1], [1, 0, 0]]))
    #expect(labels.degrees == [[2, 1, 2, 2], [1, 2, 2, 1]])
  }

  @Test("Inclusion of sets is the comparison of degrees") func degrees() {
    var rng = PCG32(seed: 3)
    let labels = MaskLabels.random(size: 7, hiddenSizes: [12, 5], using: &rng)
    let places = (0..<7).map { labels.order.firstIndex(of: $0) ?? 7 }
    let layers = [places.map { $0 + 1 }] + labels.degrees + [places.map { $0 + 1 }]
    for (index, mask) in labels.masks.enumerated() {
      for (row, lower) in layers[index].enumerated() {
        for (column, upper) in layers[index + 1].enumerated() {
          let isConnected = index == 2 ? upper > lower : upper >= lower
          #expect((mask[row, column].scalar == 1) == isConnected)
        }
      }
    }
  }

  @Test(
    "The number of ways through the masks is strictly lower triangular in the order",
    arguments: Kind.allCases)
  func triangular(_ kind: Kind) {
    let model = kind.model(6)
    let ways = model.masks.reduce(.identity(6)) { matmul($0, $1) }
    for (place, variable) in model.order.enumerated() {
      for later in model.order[place...] { #expect(ways[later, variable].scalar == 0) }
    }
  }

  @Test("Logits are those of the formula", arguments: Kind.allCases)
  func formula(_ kind: Kind) {
    let (model, x) = (kind.model(5), randomBits([4, 5], seed: 2))
    let layers = model.hiddenLayers + [model.output]
    for row in 0..<4 {
      let input = x[row].scalars.map(Double.init)
      var values = input
      for (index, layer) in layers.enumerated() {
        let outputs = Self.affine(values, layer)
        values = index < layers.count - 1 ? outputs.map { Foundation.tanh($0) } : outputs
      }
      if let direct = model.direct {
        values = zip(values, Self.affine(input, direct)).map { $0 + $1 }
      }
      expectClose(model.logits(given: x)[row].scalars, values, tolerance: 1e-5)
    }
  }

  private static func affine(_ x: [Double], _ layer: MaskedLinear) -> [Double] {
    let (weight, mask) = (layer.weight, layer.mask)
    return (0..<weight.shape[1]).map { column in
      x.indices.reduce(Double(layer.bias?.wrappedValue.scalars[column] ?? 0)) { sum, row in
        sum + x[row] * Double(weight[row, column].scalar) * Double(mask[row, column].scalar)
      }
    }
  }

  @Test("Samples are as frequent as they are probable", arguments: Kind.allCases)
  func samples(_ kind: Kind) {
    let model = kind.model(4, seed: 4)
    let (vectors, probabilities) = model.enumerated()
    var rng = PCG32(seed: 5)
    let drawn = model.sample(4000, using: &rng)
    var counts: [[Float]: Int] = [:]
    for row in 0..<4000 { counts[drawn[row].scalars, default: 0] += 1 }
    let frequencies = (0..<16).map { Float(counts[vectors[$0].scalars] ?? 0) / 4000 }
    expectClose(frequencies, probabilities, tolerance: 0.03)
  }

  @Test("A completion keeps the first places of the order, and draws the rest given them")
  func completion() {
    let model = Kind.drawn.model(5)
    let kept = Array(model.order[..<3])
    var rng = PCG32(seed: 6)
    let start = Tensor.zeros([3000, 5]) + Tensor((0..<5).map { kept.contains($0) ? 1 : 0 })
    let drawn = model.completed(start, keeping: 3, using: &rng)
    for place in kept { #expect(drawn[column: place].min().scalar == 1) }
    let next = model.order[3]
    let expected = 1 / (1 + Foundation.exp(-Double(model.logits(at: next, given: start)[0].scalar)))
    expectClose([drawn[column: next].mean().scalar], [expected], tolerance: 0.03)
  }

  @Test("The same seed draws the same model and the same vectors") func seeds() {
    let drawn = (0..<2).map { _ in
      var rng = PCG32(seed: 7)
      let model = MADE(labels: .random(size: 6, hiddenSizes: [5], using: &rng), using: &rng)
      return model.sample(20, using: &rng)
    }
    #expect(drawn[0] == drawn[1])
  }

  @Test("The digits' model has as many parameters as NADE; more layers and ways add theirs")
  func parameterCount() {
    var rng = PCG32(seed: 0)
    #expect(MADE(using: &rng).parameterCount == 785_284)
    let large = MADE(size: 20, hiddenSizes: [30, 40], isDirect: true, using: &rng)
    #expect(large.parameterCount == 20 * 30 + 30 + 30 * 40 + 40 + 40 * 20 + 20 + 400)
  }

  @Test("Without hidden layers the weights are a strict triangle") func visible() {
    let model = Kind.visible.model(4)
    let (weight, bias) = (model.output.weight, model.output.bias?.wrappedValue ?? .zeros([4]))
    let x = randomBits([1, 4], seed: 8)
    let expected = (0..<4).map { i in
      (0..<i).reduce(Double(bias[i].scalar)) {
        $0 + Double(x[0, $1].scalar) * Double(weight[$1, i].scalar)
      }
    }
    expectClose(model.logits(given: x).scalars, expected, tolerance: 1e-6)
  }

  @Test("A model that is loaded has the order and the masks of the one that was saved")
  func checkpoint() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("made-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (saved, other) = (Kind.drawn.model(5, seed: 1), Kind.drawn.model(5, seed: 2))
    try saved.save(to: path)
    try other.load(from: path)
    let x = randomBits([3, 5], seed: 9)
    #expect(other.order == saved.order && other.masks == saved.masks)
    #expect(other.logits(given: x) == saved.logits(given: x))
  }

  @Test("Learning raises the likelihood of what is learnt") func learning() {
    var rng = PCG32(seed: 10)
    let column = randomBits([64, 1], density: 0.5, seed: 11)
    let x = [column, 1 - column, column].concatenated(alongAxis: 1)  // 1 bit of information
    let model = MADE(size: 3, hiddenSizes: [8], using: &rng)
    let training = Training(
      model, on: x, batchSize: 32, optimizer: Adam(learningRate: 0.05), seed: 12, isShown: false)
    for _ in training.prefix(60) {}
    #expect(-model.logProb(x).mean().scalar < 0.75)  // log 2 = 0.693
  }
}
