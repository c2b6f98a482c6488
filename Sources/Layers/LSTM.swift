// SPDX-License-Identifier: MIT

public import Tensors

/// One step of a long short-term memory.
///
/// `i, f, o = σ(x·W + h·U + b)`, `g = tanh(x·W_g + h·U_g + b_g)`, `c′ = f ⊙ c + i ⊙ g`, `h′ = o ⊙ tanh(c′)`
///
/// - Shapes: `x` `[batch, inputSize]`, `h`, `c` `[batch, stateSize]` → `h′`, `c′`.
/// - Paper: Hochreiter & Schmidhuber (1997), *Long Short-Term Memory*; Gers, Schmidhuber & Cummins (2000), *Learning to
///   Forget*.
public struct LSTMCell: Module {
  /// What a step hands to the next one.
  public struct State: Sendable {
    /// The output `h`.
    public var hidden: Tensor
    /// The memory `c`.
    public var cell: Tensor

    /// Makes a state of its two parts.
    public init(hidden: Tensor, cell: Tensor) { (self.hidden, self.cell) = (hidden, cell) }
  }

  /// The matrices of the input for the gates `i`, `f`, `g`, `o` side by side.
  @Parameter public var inputWeight: Tensor
  /// The matrices of the state for the gates `i`, `f`, `g`, `o` side by side.
  @Parameter public var stateWeight: Tensor
  /// The biases of the products with the input.
  @Parameter public var inputBias: Tensor
  /// The biases of the products with the state.
  @Parameter public var stateBias: Tensor
  /// The size of output and memory.
  public let stateSize: Int

  /// Makes a cell with weights and biases uniform in `±1/√stateSize`.
  public init(
    _ inputSize: Int, _ stateSize: Int, using rng: inout some RandomNumberGenerator
  ) {
    let start = RecurrentStart("LSTMCell", inputSize, stateSize, gateCount: 4, using: &rng)
    (inputWeight, stateWeight) = (start.inputWeight, start.stateWeight)
    (inputBias, stateBias) = (start.inputBias, start.stateBias)
    self.stateSize = stateSize
  }

  /// The next state.
  public func callAsFunction(_ x: Tensor, _ state: State) -> State {
    requireStep("LSTMCell", x, inputWeight, [state.hidden, state.cell])
    let fromInput = linear(x, inputWeight, inputBias)
    let gates = (fromInput + linear(state.hidden, stateWeight, stateBias))
      .split(into: 4, alongAxis: 1)
    let kept = sigmoid(gates[1]) * state.cell
    let cell = kept + sigmoid(gates[0]) * tanh(gates[2])
    return State(hidden: sigmoid(gates[3]) * tanh(cell), cell: cell)
  }
}

/// A long short-term memory that reads sequences.
///
/// - Shapes: `[batch, time, inputSize]` → the outputs after each step, `[batch, time, stateSize]`.
public struct LSTM: Layer {
  /// What each step computes.
  public let cell: LSTMCell

  /// Makes a memory with weights and biases uniform in `±1/√stateSize`.
  public init(
    _ inputSize: Int, _ stateSize: Int, using rng: inout some RandomNumberGenerator
  ) {
    cell = LSTMCell(inputSize, stateSize, using: &rng)
  }

  /// The outputs after each step, from a state of zeros.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    run(timeSteps(x, in: "LSTM")).map(\.hidden).stacked(alongAxis: 1)
  }

  /// The states after each step of a sequence that is given step by step, from a state or from zeros.
  ///
  /// - Shapes: each step `[batch, inputSize]`; both parts of a state `[batch, stateSize]`.
  public func run(_ steps: [Tensor], from state: LSTMCell.State? = nil) -> [LSTMCell.State] {
    guard let first = steps.first else { return [] }
    let zeros = Tensor.zeros([first.shape[0], cell.stateSize])
    var state = state ?? LSTMCell.State(hidden: zeros, cell: zeros)
    return steps.map { step in
      state = cell(step, state)
      return state
    }
  }
}
