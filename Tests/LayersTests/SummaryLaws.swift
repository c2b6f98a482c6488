// SPDX-License-Identifier: MIT

import Display
import Layers
import Tensors
import Testing

@Suite("A model's summary lists its layers and sums their parameters") struct SummaryLaws {
  private var rng = PCG32(seed: 2)

  private struct Autoencoder: Module {
    let encoder: Sequential
    let decoder: MLP
    @Parameter var logVariance = Tensor([0, 0])

    init(using rng: inout PCG32) {
      encoder = Sequential {
        Conv2D(1, 2, kernelSize: 3, padding: 1, using: &rng)
        BatchNorm(2)
        ReLU()
        Flatten()
        Linear(32, 2, using: &rng)
      }
      decoder = MLP([2, 3, 16], lastActivation: Sigmoid(), using: &rng)
    }
  }

  @Test("Each layer has a row with its path, type, weights and parameters")
  mutating func rows() {
    let rows = Autoencoder(using: &rng).summary().rows
    #expect(
      rows.map(\.path) == [
        "", "encoder.layers.0", "encoder.layers.1", "encoder.layers.2", "encoder.layers.3",
        "encoder.layers.4", "decoder.layers.0", "decoder.layers.1", "decoder.activation",
        "decoder.lastActivation",
      ])
    #expect(
      rows.map(\.type) == [
        "Autoencoder", "Conv2D", "BatchNorm", "ReLU", "Flatten", "Linear", "Linear", "Linear",
        "ReLU", "Sigmoid",
      ])
    #expect(rows.map(\.parameterCount) == [2, 20, 4, 0, 0, 66, 9, 64, 0, 0])
    #expect(rows[1].weights == [[2, 1, 3, 3], [2]])
  }

  @Test("Totals are those of the model") mutating func totals() {
    let model = Autoencoder(using: &rng)
    let summary = model.summary()
    #expect(summary.parameterCount == model.parameterCount)
    #expect(summary.rows.reduce(0) { $0 + $1.parameterCount } == model.parameterCount)
    #expect(summary.bufferCount == 4)
  }

  @Test("Tied weights count in their first row") mutating func tied() {
    let shared = Linear(3, 3, using: &rng)
    let rows = Sequential {
      shared
      shared
    }.summary().rows
    #expect(rows.map(\.parameterCount) == [12, 0])
  }

  @Test("An example input shows what each layer gives") mutating func outputs() {
    let encoder = Autoencoder(using: &rng).encoder
    let summary = encoder.summary(on: .zeros([8, 1, 4, 4]))
    #expect(
      summary.rows.map { $0.output ?? [] } == [
        [8, 2, 4, 4], [8, 2, 4, 4], [8, 2, 4, 4], [8, 32], [8, 2],
      ])
    #expect(summary.parameterCount == 90)
  }

  @Test("The text is a table with a title and its totals") mutating func text() {
    let model = Sequential {
      Linear(784, 400, using: &rng)
      ReLU()
      BatchNorm(400)
    }
    #expect(
      model.summary().description == """
        Sequential
        layer     type       weights             parameters
        ────────  ─────────  ──────────────────  ──────────
        layers.0  Linear     [784, 400] + [400]      314000
        layers.1  ReLU                                    0
        layers.2  BatchNorm  [400] + [400]              800
        Parameters: 314\u{202F}800; not trained: 800
        """)
  }

  @Test("A notebook shows a table and its totals") mutating func html() {
    let bundle = MLP([2, 3], using: &rng).summary().mimeBundle
    guard case .text(let html)? = bundle.contents["text/html"] else {
      Issue.record("no HTML")
      return
    }
    #expect(html.contains("<table>"))
    #expect(html.contains("<p>Parameters: 9</p>"))
    #expect(bundle.contents["text/markdown"] != nil)
  }
}
