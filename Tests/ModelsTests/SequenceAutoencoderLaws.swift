// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Sequence autoencoder") struct SequenceAutoencoderLaws {
  private func model(_ symbolCount: Int = 3, codeSize: Int = 5) -> SequenceAutoencoder {
    var rng = PCG32(seed: 3)
    return SequenceAutoencoder(
      symbolCount: symbolCount, codeSize: codeSize, embeddingSize: 2, using: &rng)
  }

  /// All strings of a length over an alphabet.
  private func strings(_ symbolCount: Int, length: Int) -> [[Int]] {
    (0..<length).reduce([[]]) { strings, _ in
      strings.flatMap { string in (0..<symbolCount).map { string + [$0] } }
    }
  }

  /// A gated recurrent unit by its definition in Double, step by step.
  private struct DefinedUnit {
    let inputWeight, stateWeight, inputBias, stateBias: [Double]
    let size: Int

    init(_ cell: GRUCell) {
      let numbers = { (tensor: Tensor) in tensor.scalars.map(Double.init) }
      (inputWeight, stateWeight) = (numbers(cell.inputWeight), numbers(cell.stateWeight))
      (inputBias, stateBias) = (numbers(cell.inputBias), numbers(cell.stateBias))
      size = cell.stateSize
    }

    func step(_ x: [Double], _ h: [Double]) -> [Double] {
      func affine(_ v: [Double], _ weight: [Double], _ bias: [Double], _ column: Int) -> Double {
        v.indices.reduce(bias[column]) { $0 + v[$1] * weight[$1 * 3 * size + column] }
      }
      let sigma = { (a: Double) in 1 / (1 + Foundation.exp(-a)) }
      return (0..<size).map { j in
        let input = (0..<3).map { affine(x, inputWeight, inputBias, $0 * size + j) }
        let state = (0..<3).map { affine(h, stateWeight, stateBias, $0 * size + j) }
        let (reset, update) = (sigma(input[0] + state[0]), sigma(input[1] + state[1]))
        return (1 - update) * Foundation.tanh(input[2] + reset * state[2]) + update * h[j]
      }
    }
  }

  @Test(
    "A string's log-probability is that of reading it and of writing each symbol after the true ones"
  )
  func definition() {
    let model = model()
    let string = [2, 0, 1, 1]
    let vectors = (0..<4).map { model.embedding.weight[$0].scalars.map(Double.init) }
    let (reader, writer) = (DefinedUnit(model.encoder.cell), DefinedUnit(model.decoder.cell))
    var state = string.reduce([Double](repeating: 0, count: 5)) { reader.step(vectors[$1], $0) }
    expectClose(model.encode([string]).scalars, state, tolerance: 1e-5)
    let weight = model.output.weight.scalars.map(Double.init)
    let bias = model.output.bias?.wrappedValue.scalars.map(Double.init) ?? []
    var expected = 0.0
    for (told, symbol) in zip([3] + string, string) {
      state = writer.step(vectors[told], state)
      let logits = (0..<3).map { k in
        state.indices.reduce(bias[k]) { $0 + state[$1] * weight[$1 * 3 + k] }
      }
      expected += logits[symbol] - Foundation.log(logits.reduce(0) { $0 + Foundation.exp($1) })
    }
    let logProb = model.logProb(of: [string], given: model.encode([string]))
    expectClose(logProb.scalars, [expected], tolerance: 1e-5)
    var rng = PCG32(seed: 1)
    expectClose([model.loss(on: [string], using: &rng).scalar], [-expected], tolerance: 1e-5)
  }

  @Test("After one code the probabilities of all strings of a length sum to one")
  func normalized() {
    let (model, all) = (model(), strings(3, length: 4))
    let code = model.encode([[0, 2, 1, 1]]).broadcast(to: [81, 5])
    let total = model.logProb(of: all, given: code).scalars.reduce(0) {
      $0 + Foundation.exp(Double($1))
    }
    #expect(abs(total - 1) < 1e-5)
  }

  @Test("Greedy writing takes the likeliest symbol at each place")
  func greedy() {
    let model = model()
    let code = model.encode([[1, 2, 0]])
    let written = model.decode(code, length: 3)[0]
    for place in 0..<3 {
      let candidates = (0..<3).map { Array(written[..<place]) + [$0] }
      let logProbs = model.logProb(of: candidates, given: code.broadcast(to: [3, 5]))
      #expect(logProbs.argMax() == written[place])
    }
    #expect(model.reconstruct([[1, 2, 0]]) == [written])
  }

  @Test("Every parameter receives a gradient")
  func gradients() {
    let model = model()
    var rng = PCG32(seed: 1)
    let parameters = model.parameters
    #expect(parameters.count == 1 + 4 + 4 + 2)
    let (_, gradients) = valueWithGradients(at: parameters) {
      model.loss(on: [[0, 1, 2], [2, 1, 0]], using: &rng)
    }
    for (parameter, gradient) in zip(parameters, gradients) {
      #expect(gradient.scalars.contains { $0 != 0 }, "\(parameter.path)")
    }
  }

  @Test("It learns to repeat strings that it has seen")
  func learning() {
    let (model, all) = (model(2, codeSize: 12), strings(2, length: 3))
    let before = model.exactMatchRate(on: all)
    let training = Training(
      model, on: all, batchSize: 8, optimizer: Adam(learningRate: 0.03), seed: 1, isShown: false)
    for _ in training.prefix(120) {}
    #expect(before < 0.5 && model.exactMatchRate(on: all) == 1)
  }

  @Test("Strings of two lengths and foreign symbols trap")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      var rng = PCG32(seed: 1)
      _ = SequenceAutoencoder(symbolCount: 2, using: &rng).encode([[0, 1], [0]])
    }
    await #expect(processExitsWith: .failure) {
      var rng = PCG32(seed: 1)
      _ = SequenceAutoencoder(symbolCount: 2, using: &rng).encode([[0, 2]])
    }
  }
}
