// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Helmholtz machine") struct HelmholtzMachineLaws {
  private let vectors = Assignments(of: 4, classes: 2).map { $0.map(Double.init) }

  private var trained: HelmholtzMachine {
    var rng = PCG32(seed: 18)
    var machine = HelmholtzMachine(visible: 4, hidden: 2, using: &rng)
    for step in 0..<4000 {
      machine.wakeSleep(
        on: step.isMultiple(of: 2) ? [1, 1, 0, 0] : [0, 0, 1, 1], learningRate: 0.1, using: &rng)
    }
    return machine
  }

  @Test("The likelihood sums to 1, and the bound is below it by the divergence of recognition")
  func bound() {
    let machine = trained
    #expect(abs(vectors.reduce(0) { $0 + exp(machine.logProb($1)) } - 1) < 1e-12)
    for v in vectors {
      let gap = machine.recognized(v).klDivergence(to: machine.latentModel(of: v).posterior)
      #expect(abs(machine.elbo(v) + gap - machine.logProb(v)) < 1e-11)
    }
  }

  @Test("Wake and sleep raise the bound of what is seen") func learning() {
    let machine = trained
    // Uniform over 16 vectors is −2.77; two equally likely patterns allow −0.69.
    #expect(machine.elbo([1, 1, 0, 0]) > -1.3)
    #expect(machine.elbo([0, 0, 1, 1]) > -1.3)
    #expect(machine.logProb([1, 0, 1, 0]) < -4)
  }

  @Test("Dreams have the law that the likelihood says") func dreams() {
    let machine = trained
    var rng = PCG32(seed: 19)
    let count = (0..<4000).count { _ in machine.sample(using: &rng).visible == [1, 1, 0, 0] }
    let expected = exp(machine.logProb([1, 1, 0, 0]))
    let standardError = (expected * (1 - expected) / 4000).squareRoot()
    #expect(abs(Double(count) / 4000 - expected) < 4 * standardError)
  }
}
