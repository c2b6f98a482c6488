// SPDX-License-Identifier: MIT

public import Tensors

/// One step of a gated recurrent unit.
///
/// `r = σ(x·Wᵣ + h·Uᵣ)`, `z = σ(x·W_z + h·U_z)`, `n = tanh(x·Wₙ + r ⊙ (h·Uₙ))`, `h′ = (1 − z) ⊙ n + z ⊙ h`, each product with
/// its bias
///
/// - Shapes: `x` `[batch, inputSize]`, `h` `[batch, stateSize]` → `[batch, stateSize]`.
/// - Differs: The reset gate acts on the product, as in PyTorch and cuDNN, instead of on the state before it.
/// - Paper: Cho et al. (2014), *Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine
///   Translation*, arXiv:1406.1078.
public struct GRUCell: Module {
  /// The matrices of the input, `Wᵣ`, `W_z`, `Wₙ` side by side.
  @Parameter public var inputWeight: Tensor
  /// The matrices of the state, `Uᵣ`, `U_z`, `Uₙ` side by side.
  @Parameter public var stateWeight: Tensor
  /// The biases of the products with the input.
  @Parameter public var inputBias: Tensor
  /// The biases of the products with the state.
  @Parameter public var stateBias: Tensor
  /// The size of the state.
  public let stateSize: Int

  /// Makes a cell with weights and biases uniform in `±1/√stateSize`.
  public init(
    _ inputSize: Int, _ stateSize: Int, using rng: inout some RandomNumberGenerator
  ) {
    let start = RecurrentStart("GRUCell", inputSize, stateSize, gateCount: 3, using: &rng)
    (inputWeight, stateWeight) = (start.inputWeight, start.stateWeight)
    (inputBias, stateBias) = (start.inputBias, start.stateBias)
    self.stateSize = stateSize
  }

  /// The next state.
  public func callAsFunction(_ x: Tensor, _ state: Tensor) -> Tensor {
    requireStep("GRUCell", x, inputWeight, [state])
    let fromInput = linear(x, inputWeight, inputBias).split(into: 3, alongAxis: 1)
    let fromState = linear(state, stateWeight, stateBias).split(into: 3, alongAxis: 1)
    let reset = sigmoid(fromInput[0] + fromState[0])
    let update = sigmoid(fromInput[1] + fromState[1])
    let proposal = tanh(fromInput[2] + reset * fromState[2])
    return proposal + update * (state - proposal)
  }
}

/// A gated recurrent unit that reads sequences.
///
/// - Shapes: `[batch, time, inputSize]` → the states after each step, `[batch, time, stateSize]`.
public struct GRU: Layer {
  /// What each step computes.
  public let cell: GRUCell

  /// Makes a unit with weights and biases uniform in `±1/√stateSize`.
  public init(
    _ inputSize: Int, _ stateSize: Int, using rng: inout some RandomNumberGenerator
  ) {
    cell = GRUCell(inputSize, stateSize, using: &rng)
  }

  /// The states after each step, from a state of zeros.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    run(timeSteps(x, in: "GRU")).stacked(alongAxis: 1)
  }

  /// The states after each step of a sequence that is given step by step, from a state or from zeros.
  ///
  /// - Shapes: each step `[batch, inputSize]`; the state and the results `[batch, stateSize]`.
  public func run(_ steps: [Tensor], from state: Tensor? = nil) -> [Tensor] {
    guard let first = steps.first else { return [] }
    var state = state ?? .zeros([first.shape[0], cell.stateSize])
    return steps.map { step in
      state = cell(step, state)
      return state
    }
  }
}

/// The first values of a recurrent cell's parameters.
struct RecurrentStart {
  let inputWeight, stateWeight, inputBias, stateBias: Tensor

  init(
    _ name: String, _ inputSize: Int, _ stateSize: Int, gateCount: Int,
    using rng: inout some RandomNumberGenerator
  ) {
    if inputSize < 1 || stateSize < 1 {
      fail("\(name): an input of size \(inputSize) and a state of size \(stateSize)")
    }
    let rule = Initializer.uniform(bound: 1 / Float(stateSize).squareRoot())
    let (size, gates) = (stateSize, gateCount * stateSize)
    inputWeight = rule.tensor([inputSize, gates], fanIn: size, fanOut: size, using: &rng)
    stateWeight = rule.tensor([size, gates], fanIn: size, fanOut: size, using: &rng)
    inputBias = rule.tensor([gates], fanIn: size, fanOut: size, using: &rng)
    stateBias = rule.tensor([gates], fanIn: size, fanOut: size, using: &rng)
  }
}

/// The steps of a batch of sequences.
func timeSteps(_ x: Tensor, in name: String) -> [Tensor] {
  if x.rank != 3 { fail("\(name): sequences of shape \(x.shape) need three axes") }
  // Time first: each step is then a part of one piece of memory.
  let steps = x.transposed(1, 0, 2)
  return (0..<steps.shape[0]).map { steps[$0] }
}

/// Traps unless input and states fit a recurrent cell and each other.
func requireStep(_ name: String, _ x: Tensor, _ inputWeight: Tensor, _ states: [Tensor]) {
  for state in states
  where x.rank != 2 || x.shape[1] != inputWeight.shape[0]
    || state.shape != [x.shape[0], states[0].shape[states[0].rank - 1]]
  {
    fail(
      "\(name): an input of shape \(x.shape) and a state of shape \(state.shape) do not fit "
        + "weights of shape \(inputWeight.shape)")
  }
}
