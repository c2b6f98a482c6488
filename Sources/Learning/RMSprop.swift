// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// Gradient descent with each step divided by the running size of the gradient.
///
/// `s ← αs + (1−α)g²`, `w ← w − ηg / (√s + ε)`.
///
/// - Paper: Tieleman & Hinton (2012), *Lecture 6.5: Divide the Gradient by a Running Average of Its Recent Magnitude*.
public struct RMSprop: Optimizer {
  /// The learning rate η.
  public var learningRate: Float
  /// The part α of the mean square that stays from step to step.
  public var decay: Float
  /// The number ε that keeps the division sound.
  public var epsilon: Float
  /// The mean square of each parameter's gradient.
  public var memory = OptimizerMemory()
  /// The mean square.
  public static let memoryNames = ["meanSquare"]

  /// Makes an optimizer that has not stepped yet.
  ///
  /// - Requires: A positive learning rate, a decay in 0..<1, an epsilon of 0 or more.
  public init(learningRate: Float = 1e-2, decay: Float = 0.99, epsilon: Float = 1e-8) {
    requireRate(learningRate, "RMSprop")
    if !(0..<1).contains(decay) { fail("RMSprop: a decay of \(decay) is not in 0..<1") }
    if !(epsilon >= 0) { fail("RMSprop: an epsilon of \(epsilon) is below 0") }
    (self.learningRate, self.decay, self.epsilon) = (learningRate, decay, epsilon)
  }

  /// Changes each parameter by its gradient.
  public mutating func update(_ parameters: [NamedParameter], with gradients: [Tensor]) {
    let step = OptimizerStep.RMSprop(learningRate: learningRate, decay: decay, epsilon: epsilon)
    memory.update(parameters, with: gradients, tensorCount: 1) { value, gradient, entry in
      entry.stepCount += 1
      OptimizerStep.rmsProp(&value, gradient: gradient, meanSquare: &entry.first, step)
    }
  }
}
