// SPDX-License-Identifier: MIT

/// The logits of the neural autoregressive estimator, each from the numbers before it.
///
/// `logitᵢ = bᵢ + Vᵢ · σ(c + Σ_{j<i} xⱼ Wⱼ)`, by the recursion `a ← a + xᵢ Wᵢ` in time O(size · hidden) for each row.
///
/// - Shapes: `x` `[batch, size]`; `W`, `V` `[size, hidden]`; `b` `[size]`; `c` `[hidden]` → `[batch, size]`.
/// - Requires: Shapes that fit.
/// - Paper: Larochelle & Murray (2011), *The Neural Autoregressive Distribution Estimator*, AISTATS.
package func autoregressiveLogits(
  _ x: Tensor, input: Tensor, output: Tensor, bias: Tensor, hiddenBias: Tensor
) -> Tensor {
  guard input.rank == 2, input.elementCount > 0, output.shape == input.shape,
    bias.shape == [input.shape[0]], hiddenBias.shape == [input.shape[1]], x.rank == 2,
    x.shape[1] == input.shape[0]
  else {
    fail(
      "autoregressiveLogits: \(x.shape) with weights \(input.shape), \(output.shape) and biases "
        + "\(bias.shape), \(hiddenBias.shape) do not fit")
  }
  if let tape = Tape.current, tape.traces(x) {
    return composedLogits(x, [input, output, bias, hiddenBias])
  }
  let parameters = RecursionKernel.Parameters(
    input: input, output: output, bias: bias, hiddenBias: hiddenBias)
  let pullback = RecursionPullback(x, parameters)
  return RecursionKernel.logits(x, parameters).traced(from: [
    (input, { pullback.gradient(0, $0) }), (output, { pullback.gradient(1, $0) }),
    (bias, { pullback.gradient(2, $0) }), (hiddenBias, { pullback.gradient(3, $0) }),
  ])
}

/// The gradients at the four parameters, which one walk back computes together.
private final class RecursionPullback {
  private let x: Tensor
  private let parameters: RecursionKernel.Parameters
  private var cotangent: Tensor?
  private var gradients: [Tensor?] = []

  init(_ x: Tensor, _ parameters: RecursionKernel.Parameters) {
    (self.x, self.parameters) = (x, parameters)
  }

  func gradient(_ index: Int, _ cotangent: Tensor) -> Tensor {
    // Under another tape the gradient is differentiated in turn.
    if Tape.current != nil { return composedGradients(cotangent)[index] }
    if self.cotangent == cotangent, let known = gradients[index].take() { return known }
    let all = RecursionKernel.gradients(x, parameters, cotangent: cotangent)
    gradients = [all.input, all.output, all.bias, all.hiddenBias]
    self.cotangent = cotangent
    return gradients[index].take() ?? all.input
  }

  private func composedGradients(_ cotangent: Tensor) -> [Tensor] {
    let values = [
      parameters.input, parameters.output, parameters.bias, parameters.hiddenBias,
    ]
    return valueWithGradients(at: values) { (composedLogits(x, $0) * cotangent).sum() }.gradients
  }
}

/// The same logits from operations each of which has its gradient: all hidden units of all steps at once.
private func composedLogits(_ x: Tensor, _ parameters: [Tensor]) -> Tensor {
  let steps = x.expanded(atAxis: 2) * parameters[0]  // [batch, size, hidden]
  let before = steps.cumulativeSum(alongAxis: 1) - steps
  let hidden = sigmoid(before + parameters[3])
  return (hidden * parameters[1]).sum(alongAxis: 2) + parameters[2]
}
