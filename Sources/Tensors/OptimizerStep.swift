// SPDX-License-Identifier: MIT

import CKernels

/// One step of an optimiser on one parameter: in place, and in one pass over the scalars.
package enum OptimizerStep {
  /// The numbers of a step of gradient descent with momentum.
  package struct Momentum: Sendable {
    package var learningRate: Float
    package var momentum: Float
    package var weightDecay: Float
    package var isNesterov: Bool

    package init(learningRate: Float, momentum: Float, weightDecay: Float, isNesterov: Bool) {
      (self.learningRate, self.momentum) = (learningRate, momentum)
      (self.weightDecay, self.isNesterov) = (weightDecay, isNesterov)
    }
  }

  /// `v ← μv + g`, `w ← w − ηv`, with `g + λw` for `g`; `w ← w − η(g + μv)` after Nesterov.
  package static func momentum(
    _ value: inout Tensor, gradient: Tensor, velocity: inout Tensor, _ step: Momentum
  ) {
    update(&value, gradient, &velocity, "momentum") { w, g, v, count in
      Elementwise.loops.momentum(
        w, g, v, count, step.learningRate, step.momentum, step.weightDecay,
        step.isNesterov ? 1 : 0)
    }
  }

  /// The numbers of a step of RMSprop.
  package struct RMSprop: Sendable {
    package var learningRate: Float
    package var decay: Float
    package var epsilon: Float

    package init(learningRate: Float, decay: Float, epsilon: Float) {
      (self.learningRate, self.decay, self.epsilon) = (learningRate, decay, epsilon)
    }
  }

  /// `s ← αs + (1−α)g²`, `w ← w − ηg / (√s + ε)`.
  package static func rmsProp(
    _ value: inout Tensor, gradient: Tensor, meanSquare: inout Tensor, _ step: RMSprop
  ) {
    update(&value, gradient, &meanSquare, "RMSprop") { w, g, s, count in
      Elementwise.loops.rms_prop(w, g, s, count, step.learningRate, step.decay, step.epsilon)
    }
  }

  /// The numbers of a step of Adam, the corrections of this step's bias among them.
  package struct Adam: Sendable {
    package var learningRate: Float
    package var betas: (Float, Float)
    package var epsilon: Float
    /// `1 − β₁ᵗ` and `1 − β₂ᵗ`.
    package var corrections: (Float, Float)
    /// Added to the gradient, as in Adam with an L2 penalty.
    package var weightDecay: Float
    /// Taken from the weight directly, as in AdamW.
    package var decoupledWeightDecay: Float

    package init(
      learningRate: Float, betas: (Float, Float), epsilon: Float, corrections: (Float, Float),
      weightDecay: Float = 0, decoupledWeightDecay: Float = 0
    ) {
      (self.learningRate, self.betas, self.epsilon) = (learningRate, betas, epsilon)
      self.corrections = corrections
      (self.weightDecay, self.decoupledWeightDecay) = (weightDecay, decoupledWeightDecay)
    }
  }

  /// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − η m̂ / (√v̂ + ε)`.
  package static func adam(
    _ value: inout Tensor, gradient: Tensor, firstMoment: inout Tensor,
    secondMoment: inout Tensor, _ step: Adam
  ) {
    if secondMoment.shape != value.shape {
      fail("Adam: moments of shape \(secondMoment.shape) for a parameter of \(value.shape)")
    }
    let numbers = adam_numbers(
      beta1: step.betas.0, beta2: step.betas.1, rate: step.learningRate / step.corrections.0,
      scale: 1 / step.corrections.1.squareRoot(), epsilon: step.epsilon,
      weight_decay: step.weightDecay, kept: 1 - step.learningRate * step.decoupledWeightDecay)
    secondMoment.withMutableScalars { second in
      guard let v = second.baseAddress else { return }
      update(&value, gradient, &firstMoment, "Adam") { start, w, g, m, count in
        Elementwise.loops.adam(w, g, m, v + start, count, numbers)
      }
    }
  }

  /// `a ← δa + (1−δ)w`: an exponential moving average.
  package static func average(_ average: inout Tensor, of value: Tensor, decay: Float) {
    if average.shape != value.shape {
      fail("average: the shapes \(average.shape) and \(value.shape) differ")
    }
    average.withMutableScalars { a in
      value.withScalars { w in
        guard let a = a.baseAddress, let w = w.baseAddress else { return }
        Elementwise.forEachRange(of: value.elementCount) { range in
          Elementwise.loops.average(a + range.lowerBound, w + range.lowerBound, range.count, decay)
        }
      }
    }
  }

  /// The sum of the squares of all scalars, in double precision.
  package static func squaredNorm(of gradients: [Tensor]) -> Double {
    gradients.reduce(0) { $0 + $1.squaredNorm }
  }

  private typealias Source = UnsafePointer<Float>
  private typealias Target = UnsafeMutablePointer<Float>

  private static func update(
    _ value: inout Tensor, _ gradient: Tensor, _ state: inout Tensor, _ name: StaticString,
    _ body: (_ w: Target, _ g: Source, _ s: Target, _ count: Int) -> Void
  ) {
    update(&value, gradient, &state, name) { body($1, $2, $3, $4) }
  }

  /// Calls the body for stretches of the scalars, on several threads if there are many.
  private static func update(
    _ value: inout Tensor, _ gradient: Tensor, _ state: inout Tensor, _ name: StaticString,
    _ body: (_ start: Int, _ w: Target, _ g: Source, _ s: Target, _ count: Int) -> Void
  ) {
    if gradient.shape != value.shape || state.shape != value.shape {
      fail("\(name): a gradient of shape \(gradient.shape) for a parameter of shape \(value.shape)")
    }
    value.withMutableScalars { w in
      state.withMutableScalars { s in
        gradient.withScalars { g in
          let count = w.count
          guard let w = w.baseAddress, let s = s.baseAddress, let g = g.baseAddress else { return }
          Elementwise.forEachRange(of: count) { range in
            let start = range.lowerBound
            body(start, w + start, g + start, s + start, range.count)
          }
        }
      }
    }
  }
}
