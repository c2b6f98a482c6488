// SPDX-License-Identifier: MIT

import Glibc
public import Layers
public import Tensors

/// Gradient descent with steps of adaptive length, from running means of the gradient and of its square.
///
/// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − η m̂ / (√v̂ + ε)`, with `m̂ = m / (1−β₁ᵗ)`, `v̂ = v / (1−β₂ᵗ)`.
///
/// - Paper: Kingma & Ba (2014), *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980.
public struct Adam: Optimizer {
  /// The learning rate η.
  public var learningRate: Float
  /// The parts β₁ and β₂ of the two means that stay from step to step.
  public var betas: (Float, Float)
  /// The number ε that keeps the division sound.
  public var epsilon: Float
  /// The weight λ of the penalty `½‖w‖²`, whose gradient `λw` is added to `g`.
  public var weightDecay: Float
  /// The two means of each parameter.
  public var memory = OptimizerMemory()
  /// The mean of the gradient and the mean of its square.
  public static let memoryNames = ["firstMoment", "secondMoment"]

  /// Makes an optimizer that has not stepped yet.
  ///
  /// - Requires: A positive learning rate, betas in 0..<1, an epsilon and a weight decay of 0 or more.
  public init(
    learningRate: Float = 1e-3, betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8,
    weightDecay: Float = 0
  ) {
    Self.require(learningRate, betas, epsilon, weightDecay, "Adam")
    (self.learningRate, self.betas) = (learningRate, betas)
    (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
  }

  /// Changes each parameter by its gradient.
  public mutating func update(_ parameters: [NamedParameter], with gradients: [Tensor]) {
    let step = OptimizerStep.Adam(
      learningRate: learningRate, betas: betas, epsilon: epsilon, corrections: (1, 1),
      weightDecay: weightDecay)
    memory.updateByAdam(parameters, with: gradients, step)
  }

  static func require(
    _ rate: Float, _ betas: (Float, Float), _ epsilon: Float, _ decay: Float, _ name: String
  ) {
    requireRate(rate, name)
    for beta in [betas.0, betas.1] where !(0..<1).contains(beta) {
      fail("\(name): a beta of \(beta) is not in 0..<1")
    }
    if !(epsilon >= 0) { fail("\(name): an epsilon of \(epsilon) is below 0") }
    requireDecay(decay, name)
  }
}

/// Adam that takes the weight decay from the weights directly, not through the gradient.
///
/// `w ← (1 − ηλ)w − η m̂ / (√v̂ + ε)`, with the means of Adam.
///
/// - Paper: Loshchilov & Hutter (2017), *Decoupled Weight Decay Regularization*, arXiv:1711.05101.
public struct AdamW: Optimizer {
  /// The learning rate η.
  public var learningRate: Float
  /// The parts β₁ and β₂ of the two means that stay from step to step.
  public var betas: (Float, Float)
  /// The number ε that keeps the division sound.
  public var epsilon: Float
  /// The part λ that each weight loses in a step of length 1.
  public var weightDecay: Float
  /// The two means of each parameter.
  public var memory = OptimizerMemory()
  /// The mean of the gradient and the mean of its square.
  public static let memoryNames = ["firstMoment", "secondMoment"]

  /// Makes an optimizer that has not stepped yet.
  ///
  /// - Requires: A positive learning rate, betas in 0..<1, an epsilon and a weight decay of 0 or more.
  public init(
    learningRate: Float = 1e-3, betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8,
    weightDecay: Float = 1e-2
  ) {
    Adam.require(learningRate, betas, epsilon, weightDecay, "AdamW")
    (self.learningRate, self.betas) = (learningRate, betas)
    (self.epsilon, self.weightDecay) = (epsilon, weightDecay)
  }

  /// Changes each parameter by its gradient.
  public mutating func update(_ parameters: [NamedParameter], with gradients: [Tensor]) {
    let step = OptimizerStep.Adam(
      learningRate: learningRate, betas: betas, epsilon: epsilon, corrections: (1, 1),
      decoupledWeightDecay: weightDecay)
    memory.updateByAdam(parameters, with: gradients, step)
  }
}

extension OptimizerMemory {
  /// Steps by Adam's rule, with the corrections that each parameter's number of steps asks for.
  fileprivate mutating func updateByAdam(
    _ parameters: [NamedParameter], with gradients: [Tensor], _ step: OptimizerStep.Adam
  ) {
    var step = step
    update(parameters, with: gradients, tensorCount: 2) { value, gradient, entry in
      entry.stepCount += 1
      let count = Double(entry.stepCount)
      step.corrections = (
        Float(1 - pow(Double(step.betas.0), count)), Float(1 - pow(Double(step.betas.1), count))
      )
      OptimizerStep.adam(
        &value, gradient: gradient, firstMoment: &entry.first, secondMoment: &entry.second, step)
    }
  }
}
