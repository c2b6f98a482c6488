// SPDX-License-Identifier: MIT

public import Layers
import Tensors

/// Weights averaged over the steps of a training, which often give better samples than the last ones.
///
/// `a ← δa + (1−δ)w` after every step; the average begins as the weights.
///
/// - Paper: Polyak & Juditsky (1992), *Acceleration of Stochastic Approximation by Averaging*, SIAM Journal on Control
///   and Optimization 30.
/// - Differs: Later weights count more, as in the training of adversarial and diffusion models.
public final class ExponentialMovingAverage {
  /// The part δ of the average that stays from step to step.
  public let decay: Float
  let parameters: [NamedParameter]
  var averages: [Tensor]

  /// Makes an average that begins with the weights of now.
  ///
  /// - Requires: A decay in 0...1.
  public init(of parameters: [NamedParameter], decay: Float = 0.999) {
    if !(0...1).contains(decay) { fail("average: a decay of \(decay) is not in 0...1") }
    (self.parameters, self.decay) = (parameters, decay)
    // Copies, so that the next step has the weights' memory to itself.
    averages = parameters.map { named in
      let value = named.parameter.value
      return Tensor(shape: value.shape) { copy in
        value.withScalars { _ = copy.update(fromContentsOf: $0) }
      }
    }
  }

  /// Takes the weights of now into the average; a training given the average does it after every step.
  public func update() {
    for (index, named) in parameters.enumerated() {
      OptimizerStep.average(&averages[index], of: named.parameter.value, decay: decay)
    }
  }

  /// Runs a body in which the model has the averaged weights; then it has its own again.
  public func withAveragedWeights<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    exchange()
    defer { exchange() }
    return try body()
  }

  private func exchange() {
    for (index, named) in parameters.enumerated() {
      swap(&averages[index], &named.parameter.value)
    }
  }
}
