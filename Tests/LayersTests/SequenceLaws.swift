// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Layers of sequences respect time") struct SequenceLaws {
  private var rng = PCG32(seed: 14)

  @Test("A symbol's vector is its row") mutating func embedding() {
    let layer = Embedding(5, 3, using: &rng)
    let rows = [3, 0, 3].map { layer.weight[$0] }.stacked()
    #expect(layer([3, 0, 3]) == rows)
    #expect(layer([[3, 0], [3, 3]]).shape == [2, 2, 3])
    #expect(layer(Tensor([3, 0, 3])) == rows)
    #expect(layer(Tensor([[3, 0], [3, 3]])) == layer([[3, 0], [3, 3]]))
  }

  @Test("Gradients of a symbol add up over its places") mutating func embeddingGradient() {
    let layer = Embedding(4, 2, using: &rng)
    let gradients = valueWithGradients(at: layer.parameters) {
      (layer([1, 3, 1]) * Tensor([[1, 2], [3, 4], [10, 20]])).sum()
    }.gradients
    #expect(gradients[0] == Tensor([[0, 0], [11, 22], [0, 0], [3, 4]]))
  }

  @Test("Reading a sequence in two parts is reading it at once") mutating func parts() {
    let (gru, lstm) = (GRU(3, 4, using: &rng), LSTM(3, 4, using: &rng))
    let steps = (0..<5).map { _ in Tensor.normal([2, 3], using: &rng) }
    let states = gru.run(steps)
    let later = gru.run(Array(steps[2...]), from: states[1])
    #expect(later == Array(states[2...]))
    let memories = lstm.run(steps)
    let laterMemories = lstm.run(Array(steps[2...]), from: memories[1])
    #expect(laterMemories.map(\.hidden) == memories[2...].map(\.hidden))
    #expect(gru(steps.stacked(alongAxis: 1)) == states.stacked(alongAxis: 1))
    #expect(gru.run([]).isEmpty)
    #expect(lstm.run([]).isEmpty)
  }

  @Test("A closed update gate keeps the state") mutating func updateGate() {
    let cell = GRUCell(2, 3, using: &rng)
    // The second third of the biases belongs to the update gate; σ(40) is 1 in a Float.
    cell.inputBias = Tensor([0, 0, 0, 40, 40, 40, 0, 0, 0])
    let state = Tensor.normal([4, 3], using: &rng)
    expectNear(cell(.normal([4, 2], using: &rng), state), state.scalars, 1e-6)
  }

  @Test("A memory whose forget gate is open and whose input gate is closed stays")
  mutating func memory() {
    let cell = LSTMCell(2, 2, using: &rng)
    cell.inputBias = Tensor([-40, -40, 40, 40, 0, 0, 0, 0])
    let kept = Tensor([[0.5, -2]])
    let state = LSTMCell.State(hidden: .zeros([1, 2]), cell: kept)
    expectNear(cell(.normal([1, 2], using: &rng), state).cell, kept.scalars, 1e-6)
  }

  @Test("Attention does not know the order of the places") mutating func equivariance() {
    let layer = SelfAttention(6, headCount: 3, using: &rng)
    let x = Tensor.normal([2, 5, 6], using: &rng)
    let order = [3, 1, 4, 0, 2]
    expectNear(
      layer(x.gathered(order, alongAxis: 1)), layer(x).gathered(order, alongAxis: 1).scalars, 2e-6)
  }

  @Test("Causal attention sees no later place") mutating func causality() {
    let layer = SelfAttention(2, isCausal: true, using: &rng)
    let x = Tensor.normal([1, 4, 2], using: &rng)
    let derivatives = jacobian(at: x) { layer($0) }.reshaped(4, 2, 4, 2)
    let seen = abs(derivatives).sum(alongAxes: [1, 3])
    let isEarlier = Tensor.arange(4).expanded(atAxis: 1) .>= Tensor.arange(4)
    #expect((seen .> 0) == isEarlier)
  }

  @Test("Sines and cosines of a place have constant length") func sinusoidalLength() {
    let y = SinusoidalEmbedding(16)(.arange(50))
    expectNear((y * y).sum(alongAxis: 1), [Float](repeating: 8, count: 50), 1e-5)
  }

  @Test("Places are added to each sequence alike") mutating func positions() {
    let y = PositionalEncoding(8)(.zeros([2, 5, 8]))
    #expect(y[0] == SinusoidalEmbedding(8)(.arange(5)))
    #expect(y[0] == y[1])
  }
}
