// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// Stochastic gradient descent, with momentum where asked for.
///
/// `v ← μv + (g + λw)`, `w ← w − ηv`; after Nesterov `w ← w − η(g + λw + μv)`.
///
/// - Paper: Sutskever, Martens, Dahl & Hinton (2013), *On the Importance of Initialization and Momentum in Deep
///   Learning*, ICML.
/// - Differs: As is usual now, the learning rate stands outside of the velocity.
public struct SGD: Optimizer {
  /// The learning rate η.
  public var learningRate: Float
  /// The part μ of the velocity that stays from step to step.
  public var momentum: Float
  /// The weight λ of the penalty `½‖w‖²`.
  public var weightDecay: Float
  /// Whether the gradient is taken where the velocity leads to.
  public var isNesterov: Bool
  /// The velocity of each parameter.
  public var memory = OptimizerMemory()
  /// The velocity.
  public static let memoryNames = ["velocity"]

  /// Makes an optimizer that has not stepped yet.
  ///
  /// - Requires: A positive learning rate, a momentum in 0..<1, a weight decay of 0 or more.
  public init(
    learningRate: Float, momentum: Float = 0, weightDecay: Float = 0, isNesterov: Bool = false
  ) {
    requireRate(learningRate, "SGD")
    if !(0..<1).contains(momentum) { fail("SGD: a momentum of \(momentum) is not in 0..<1") }
    requireDecay(weightDecay, "SGD")
    (self.learningRate, self.momentum) = (learningRate, momentum)
    (self.weightDecay, self.isNesterov) = (weightDecay, isNesterov)
  }

  /// Changes each parameter by its gradient.
  public mutating func update(_ parameters: [NamedParameter], with gradients: [Tensor]) {
    let step = OptimizerStep.Momentum(
      learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
      isNesterov: isNesterov)
    memory.update(parameters, with: gradients, tensorCount: 1) { value, gradient, entry in
      entry.stepCount += 1
      OptimizerStep.momentum(&value, gradient: gradient, velocity: &entry.first, step)
    }
  }
}

/// Traps unless a learning rate is a positive number.
func requireRate(_ rate: Float, _ name: String) {
  if !(rate > 0 && rate.isFinite) { fail("\(name): a learning rate of \(rate) is not positive") }
}

/// Traps unless a weight decay is a number of 0 or more.
func requireDecay(_ decay: Float, _ name: String) {
  if !(decay >= 0 && decay.isFinite) { fail("\(name): a weight decay of \(decay) is below 0") }
}
