// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

@Suite("Optimiser steps") struct OptimizerStepLaws {
  /// Sizes below, at and beyond a register, and one that several threads share.
  static let sizes = [1, 15, 16, 35, 40_000]

  @Test("Adam is its definition", arguments: sizes) func adam(_ size: Int) {
    var (w, m, v) = (sample([size], seed: 1), sample([size], seed: 2), abs(sample([size], seed: 3)))
    let g = sample([size], seed: 4)
    let start = (w.scalars, m.scalars, v.scalars)
    let step = OptimizerStep.Adam(
      learningRate: 0.01, betas: (0.9, 0.99), epsilon: 1e-3, corrections: (0.19, 0.0199),
      weightDecay: 0.1, decoupledWeightDecay: 0.2)
    OptimizerStep.adam(&w, gradient: g, firstMoment: &m, secondMoment: &v, step)
    expectAll(size, w, m, v) { index in
      let weight = Double(start.0[index])
      let gradient = Double(g.scalars(at: index)) + 0.1 * weight
      let first = 0.9 * Double(start.1[index]) + 0.1 * gradient
      let second = 0.99 * Double(start.2[index]) + 0.01 * gradient * gradient
      let root = (second / 0.0199).squareRoot() + 1e-3
      return [weight * (1 - 0.01 * 0.2) - 0.01 * first / 0.19 / root, first, second]
    }
  }

  @Test("Momentum is its definition, also after Nesterov", arguments: [false, true])
  func momentum(_ isNesterov: Bool) {
    var (w, v) = (sample([35], seed: 1), sample([35], seed: 2))
    let g = sample([35], seed: 4)
    let start = (w.scalars, v.scalars)
    OptimizerStep.momentum(
      &w, gradient: g, velocity: &v,
      OptimizerStep.Momentum(
        learningRate: 0.1, momentum: 0.8, weightDecay: 0.3, isNesterov: isNesterov))
    expectAll(35, w, v) { index in
      let gradient = Double(g.scalars(at: index)) + 0.3 * Double(start.0[index])
      let velocity = 0.8 * Double(start.1[index]) + gradient
      let direction = isNesterov ? gradient + 0.8 * velocity : velocity
      return [Double(start.0[index]) - 0.1 * direction, velocity]
    }
  }

  @Test("RMSprop is its definition", arguments: sizes) func rmsProp(_ size: Int) {
    var (w, s) = (sample([size], seed: 1), abs(sample([size], seed: 2)))
    let g = sample([size], seed: 4)
    let start = (w.scalars, s.scalars)
    OptimizerStep.rmsProp(
      &w, gradient: g, meanSquare: &s,
      OptimizerStep.RMSprop(learningRate: 0.1, decay: 0.9, epsilon: 0.01))
    expectAll(size, w, s) { index in
      let gradient = Double(g.scalars(at: index))
      let square = 0.9 * Double(start.1[index]) + 0.1 * gradient * gradient
      let step = 0.1 * gradient / (square.squareRoot() + 0.01)
      return [Double(start.0[index]) - step, square]
    }
  }

  @Test("A moving average is its definition") func average() {
    var a = sample([35], seed: 1)
    let (start, w) = (a.scalars, sample([35], seed: 2))
    OptimizerStep.average(&a, of: w, decay: 0.7)
    expectAll(35, a) { [0.7 * Double(start[$0]) + 0.3 * Double(w.scalars(at: $0))] }
  }

  @Test("A step changes no other tensor that shows the same memory") func values() {
    var w = sample([20])
    let (copy, original) = (w, w.scalars)
    var velocity = Tensor.zeros([20])
    OptimizerStep.momentum(
      &w, gradient: w, velocity: &velocity,
      OptimizerStep.Momentum(learningRate: 1, momentum: 0, weightDecay: 0, isNesterov: false))
    #expect(copy.scalars == original)
    #expect(w.scalars.allSatisfy { $0 == 0 })
  }

  @Test("The squared norm is the sum of all squares") func squaredNorm() {
    let tensors = [sample([70_001]), sample([3, 5], seed: 2), Tensor([Float]())]
    let exact = tensors.flatMap(\.scalars).reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(OptimizerStep.squaredNorm(of: tensors) - exact) < 1e-12 * exact)
  }

  private func expectAll(
    _ size: Int, _ tensors: Tensor..., expected: (Int) -> [Double]
  ) {
    let scalars = tensors.map(\.scalars)
    for index in 0..<size {
      for (actual, exact) in zip(scalars.map { $0[index] }, expected(index)) {
        if abs(Double(actual) - exact) > 2e-6 * (1 + abs(exact)) {
          Issue.record("element \(index) of \(size) is \(actual), expected \(exact)")
          return
        }
      }
    }
  }
}

extension Tensor {
  fileprivate func scalars(at index: Int) -> Float { withScalars { $0[index] } }
}
