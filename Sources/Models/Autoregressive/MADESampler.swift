// SPDX-License-Identifier: MIT

import Layers
import Tensors

/// Vectors of which more and more variables are known, and what the model says about the next one.
///
/// A map of the inputs is a sum over known variables, so that each new one adds a row of weights instead of a new product.
struct MADESampler {
  /// Sums of rows of weights, as far as the variables are known.
  private struct Sum {
    let weight: Tensor
    var value: Tensor

    init(_ layer: MaskedLinear, count: Int) {
      weight = layer.keptWeight
      let start = layer.bias?.wrappedValue ?? .zeros([weight.shape[1]])
      value = start.broadcast(to: [count, weight.shape[1]])
    }

    mutating func add(_ place: Int, _ x: Tensor) { value += x * weight[place] }
  }

  private let model: MADE
  private var columns: [Tensor?]
  /// The input of the first hidden layer, where there is one.
  private var first: Sum?
  /// What leads from the inputs straight to the logits.
  private var straight: Sum?
  private let outputColumns: Tensor
  private let outputBias: Tensor

  init(_ model: MADE, count: Int) {
    self.model = model
    columns = Array(repeating: nil, count: model.size)
    first = model.hiddenLayers.first.map { Sum($0, count: count) }
    let shortcut = first == nil ? model.output : model.direct
    straight = shortcut.map { Sum($0, count: count) }
    outputColumns = model.output.keptWeight.transposed()
    outputBias = model.output.bias?.wrappedValue ?? .zeros([model.size])
  }

  /// The logit of a place given those that are known, `[count, 1]`.
  func logit(at place: Int) -> Tensor {
    let shortcut = straight?.value[column: place].expanded(atAxis: 1)
    guard let first else { return shortcut ?? .zeros([1]) }
    let hidden = model.hiddenLayers.dropFirst().reduce(model.activation(first.value)) {
      model.activation($1($0))
    }
    let weights = outputColumns[place].expanded(atAxis: 1)
    let logit = matmul(hidden, weights) + outputBias[place]
    return shortcut.map { logit + $0 } ?? logit
  }

  /// Makes a place known in all vectors.
  mutating func set(_ place: Int, to x: Tensor) {
    columns[place] = x
    first?.add(place, x)
    straight?.add(place, x)
  }

  var vectors: Tensor { columns.compactMap { $0 }.concatenated(alongAxis: 1) }
}
