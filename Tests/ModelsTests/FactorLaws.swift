// SPDX-License-Identifier: MIT

import Foundation
import Models
import Tensors
import Testing

@Suite("Tables over discrete variables") struct FactorLaws {
  private let a = DiscreteVariable("a", "0", "1", "2")
  private let b = DiscreteVariable("b", "0", "1")
  private let c = DiscreteVariable("c", "0", "1", "2", "3")

  @Test("A product has the variables of both, and at each row the product of the numbers")
  func product() {
    let f = Factor([a, b], values: [1, 2, 3, 4, 5, 6])
    let g = Factor([b, c], values: [1, 10, 100, 1000, 2, 20, 200, 2000])
    let product = f * g
    #expect(product.variables == [a, b, c])
    for row in product.rows {
      #expect(product[row] == f[[row[0], row[1]]] * g[[row[1], row[2]]])
    }
  }

  @Test("A marginal sums over what it leaves out, in the order that is asked for")
  func marginal() {
    let f = Factor([a, b], values: [1, 2, 3, 4, 5, 6])
    #expect(f.marginal(b).values == [9, 12])
    #expect(f.marginal(b, a).values == [1, 3, 5, 2, 4, 6])
    #expect(f.summing(over: b).values == [3, 7, 11])
    #expect(f.marginal([]).values == [21])
  }

  @Test("Named values find the number, and a restriction drops their variables") func restriction()
  {
    let f = Factor([a, b], values: [1, 2, 3, 4, 5, 6])
    #expect(f[[a: "2", b: "0"]] == 5)
    #expect(f.restricted(to: [a: "1"]).values == [3, 4])
    #expect(f.restricted(to: [a: "1"]).variables == [b])
  }

  @Test("Every order of the chain rule gives the joint") func chainRule() {
    var rng = PCG32(seed: 1)
    let joint = Factor.random(a, b, c, using: &rng)
    #expect(abs(joint.total - 1) < 1e-14)
    for order in [[a, b, c], [c, a, b], [b, c, a], [c, b, a]] {
      let product = order.indices.map {
        joint.conditional(order[$0], given: Array(order[..<$0]))
      }.reduce(Factor.one, *)
      #expect(joint.largestDifference(from: product) < 1e-15)
    }
  }

  @Test("A conditional given what is impossible is zero, not a number's failure")
  func impossible() {
    let f = Factor([a, b], values: [0, 0, 0.5, 0, 0.25, 0.25])
    #expect(f.conditional(b, given: a).values == [0, 0, 1, 0, 0.5, 0.5])
  }

  @Test("Entropy, divergence and mutual information are those of the literature's example")
  func information() {
    // Cover & Thomas (2006), *Elements of Information Theory*, example 2.2.1, in bits.
    let x = DiscreteVariable("x", "1", "2", "3", "4")
    let y = DiscreteVariable("y", "1", "2", "3", "4")
    let joint = Factor(
      [y, x],
      values: [4, 2, 1, 1, 2, 4, 1, 1, 2, 2, 2, 2, 8, 0, 0, 0].map { $0 / 32 })
    let bit = Foundation.log(2.0)
    #expect(abs(joint.marginal(x).entropy / bit - 7.0 / 4) < 1e-14)
    #expect(abs(joint.marginal(y).entropy / bit - 2) < 1e-14)
    #expect(abs(joint.entropy / bit - 27.0 / 8) < 1e-14)
    #expect(abs(joint.mutualInformation(x, y) / bit - 3.0 / 8) < 1e-14)
    let independent = joint.marginal(x) * joint.marginal(y)
    #expect(abs(joint.klDivergence(to: independent) / bit - 3.0 / 8) < 1e-14)
  }

  @Test("A variable that is missing is named") func missing() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = DiscreteVariable("a", "0", "1")
      _ = Factor([a], values: [1, 1]).marginal(DiscreteVariable("stranger", "0"))
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("stranger is none of the variables"))
  }
}
