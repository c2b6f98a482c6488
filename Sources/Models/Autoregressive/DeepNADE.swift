// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// A multilayer perceptron that knows the conditionals of every order of the variables.
///
/// `ℓ = MLP([x ⊙ m, m])`
///
/// In a given order only a row for the value and a row for its mask are added at each step, and one logit is read.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Uria, Côté, Gregor, Murray & Larochelle (2016), *Neural Autoregressive Distribution Estimation*,
///   arXiv:1605.02226.
public struct DeepNADE: OrderAgnosticModel {
  /// The network, from twice as many inputs as there are variables.
  public let network: MLP
  /// The order in which the likelihood and the samples go through the variables.
  public let order: [Int]

  /// Makes a model with random weights, in the order of the places.
  public init(
    size: Int = 784, hiddenSizes: [Int] = [500, 500], using rng: inout some RandomNumberGenerator
  ) {
    if size < 1 || hiddenSizes.isEmpty {
      fail("DeepNADE: \(size) variables and hidden layers \(hiddenSizes); both must be some")
    }
    network = MLP([2 * size] + hiddenSizes + [size], using: &rng)
    order = Array(0..<size)
  }

  private init(network: MLP, order: [Int]) { (self.network, self.order) = (network, order) }

  /// The same network, asked in another order.
  ///
  /// - Requires: Each place once.
  public func inOrder(_ order: [Int]) -> DeepNADE {
    checkOrder(order)
    return DeepNADE(network: network, order: order)
  }

  /// The logits of all variables, from those that a mask shows.
  ///
  /// - Shapes: `x` and `mask` `[batch, size]` → `[batch, size]`.
  public func logits(given x: Tensor, where mask: Tensor) -> Tensor {
    network([x * mask, mask].concatenated(alongAxis: 1))
  }

  /// The logits of all conditionals in the model's order.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func logits(given x: Tensor) -> Tensor {
    var logits = Array(repeating: Tensor(0), count: size)
    walk(x.shape[0]) { place, logit in
      logits[place] = logit
      return x.sliced(place..<place + 1, alongAxis: 1)
    }
    return logits.concatenated(alongAxis: 1)
  }

  /// Keeps the first places of vectors, and draws those that follow in the order.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func completed(
    _ x: Tensor, keeping step: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    checkCompletion(of: x, keeping: step)
    let numbers = Tensor.uniform([size - step, x.shape[0], 1], using: &rng)
    var values = Array(repeating: Tensor(0), count: size)
    var index = 0
    withoutGradient {
      walk(x.shape[0]) { place, logit in
        let given = x.sliced(place..<place + 1, alongAxis: 1)
        let value = index < step ? given : numbers[index - step] .< sigmoid(logit)
        values[place] = value
        index += 1
        return value
      }
    }
    return values.concatenated(alongAxis: 1)
  }

  /// Goes through the places in their order; a body gives each its value once it knows its logit.
  ///
  /// A place that is seen changes the first layer's sums by two rows of its matrix, and only one logit is read.
  private func walk(_ count: Int, value: (_ place: Int, _ logit: Tensor) -> Tensor) {
    guard let first = network.layers.first, let last = network.layers.last else { return }
    let readouts = last.weight.transposed()  // [size, hidden]
    let biases = last.bias?.wrappedValue ?? .zeros([size])
    let start = first.bias?.wrappedValue ?? .zeros([first.weight.shape[1]])
    var sums = start.broadcast(to: [count, start.shape[0]])
    for place in order {
      let hidden = network.layers.dropFirst().dropLast().reduce(network.activation(sums)) {
        network.activation($1($0))
      }
      let logit = matmul(hidden, readouts[place].expanded(atAxis: 1)) + biases[place]
      let x = value(place, logit)  // [count, 1]
      sums = sums + x * first.weight[place] + first.weight[size + place]
    }
  }
}
