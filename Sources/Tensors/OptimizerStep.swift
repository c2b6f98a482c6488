// SPDX-License-Identifier: MIT

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
    update(&value, gradient, &velocity, "momentum") { w, g, v in
      let g = g + step.weightDecay * w
      v = step.momentum * v + g
      w -= step.learningRate * (step.isNesterov ? g + step.momentum * v : v)
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
    update(&value, gradient, &meanSquare, "RMSprop") { w, g, s in
      s = step.decay * s + (1 - step.decay) * g * g
      w -= step.learningRate * g / (s.squareRoot() + step.epsilon)
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
    let (beta1, beta2) = step.betas
    let rate = step.learningRate / step.corrections.0
    let scale = 1 / step.corrections.1.squareRoot()
    let kept = 1 - step.learningRate * step.decoupledWeightDecay
    secondMoment.withMutableScalars { second in
      update(&value, gradient, &firstMoment, "Adam") { index, w, g, m in
        let g = g + step.weightDecay * w
        m = beta1 * m + (1 - beta1) * g
        second[index] = beta2 * second[index] + (1 - beta2) * g * g
        w = kept * w - rate * m / (second[index].squareRoot() * scale + step.epsilon)
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
        for index in a.indices { a[index] = decay * a[index] + (1 - decay) * w[index] }
      }
    }
  }

  @inline(__always)
  private static func update(
    _ value: inout Tensor, _ gradient: Tensor, _ state: inout Tensor, _ name: StaticString,
    _ body: (inout Float, Float, inout Float) -> Void
  ) {
    update(&value, gradient, &state, name) { body(&$1, $2, &$3) }
  }

  @inline(__always)
  private static func update(
    _ value: inout Tensor, _ gradient: Tensor, _ state: inout Tensor, _ name: StaticString,
    _ body: (Int, inout Float, Float, inout Float) -> Void
  ) {
    if gradient.shape != value.shape || state.shape != value.shape {
      fail("\(name): a gradient of shape \(gradient.shape) for a parameter of shape \(value.shape)")
    }
    value.withMutableScalars { w in
      state.withMutableScalars { s in
        gradient.withScalars { g in
          for index in w.indices { body(index, &w[index], g[index], &s[index]) }
        }
      }
    }
  }
}
