// SPDX-License-Identifier: MIT

import Layers
import Models
import Tensors
import Testing

@Suite("Looking-back Markov blankets") struct MarkovBlanketLaws {
  /// A distribution with a random table on each edge of the graph.
  private func field(_ graph: UndirectedGraph, seed: UInt64) -> (Factor, [DiscreteVariable]) {
    var rng = PCG32(seed: seed)
    let variables = (0..<graph.nodeCount).map { DiscreteVariable("x\($0)", "0", "1") }
    let joint = graph.edges.reduce(Factor.one) { product, edge in
      product * .random(variables[edge.0], variables[edge.1], using: &rng)
    }
    return (joint.normalized(), variables)
  }

  @Test("The grid of three by three in reading order has the blankets worked out by hand")
  func grid() {
    let grid = UndirectedGraph.grid(rows: 3, columns: 3)
    #expect(grid.edges.count == 12)
    #expect(grid.neighbors[4] == [1, 3, 5, 7])
    #expect(
      grid.lookingBackBlankets() == [
        [], [0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 7],
      ])
  }

  @Test("Given its blanket a variable is independent of all others before it, in any order")
  func exactness() {
    let graph = UndirectedGraph.grid(rows: 3, columns: 3)
    let (joint, variables) = field(graph, seed: 1)
    var rng = PCG32(seed: 2)
    for order in [Array(0..<9), permutation(9, using: &rng)] {
      let blankets = graph.lookingBackBlankets(order: order)
      for (place, i) in order.enumerated() {
        let before = order[..<place].map { variables[$0] }
        let blanket = blankets[i].map { variables[$0] }
        let full = joint.conditional(variables[i], given: before)
        let short = joint.conditional(variables[i], given: blanket)
        // Over the same table, as the blanket's conditional does not change with the others.
        let same = Factor(full.variables, values: full.values.map { _ in 1 }) * short
        #expect(full.largestDifference(from: same) < 1e-12)
      }
    }
  }

  @Test("No blanket can do without one of its variables") func minimality() {
    let graph = UndirectedGraph.grid(rows: 3, columns: 3)
    let variables = (0..<9).map { DiscreteVariable("x\($0)", "0", "1") }
    let joint = graph.edges.reduce(Factor.one) { product, edge in
      product * Factor([variables[edge.0], variables[edge.1]], values: [3, 1, 1, 3])
    }.normalized()
    for (i, blanket) in graph.lookingBackBlankets().enumerated() {
      for left in blanket {
        let rest = blanket.filter { $0 != left }.map { variables[$0] }
        #expect(joint.mutualInformation(variables[i], variables[left], given: rest) > 1e-9)
      }
    }
  }

  @Test("In a tree whose root comes first a blanket is the parent alone") func tree() {
    let parents = [0, 0, 1, 1, 2, 5]  // of variables 1 to 6
    let edges = parents.enumerated().map { ($0.offset + 1, $0.element) }
    let tree = UndirectedGraph(nodeCount: 7, edges: edges)
    #expect(tree.lookingBackBlankets() == [[]] + parents.map { [$0] })
    // From the leaves on, each variable that is still to come joins its children.
    #expect(tree.lookingBackBlankets(order: Array((0..<7).reversed()))[0] == [1, 2])
  }

  @Test("The structured autoencoder sees the blankets and nothing else") func masks() {
    var rng = PCG32(seed: 4)
    let graph = UndirectedGraph.grid(rows: 3, columns: 3)
    let order = permutation(9, using: &rng)
    for sizes in [[20], [20, 12]] {
      let model = MADE(
        graph: graph, order: order, hiddenSizes: sizes, activation: Tanh(), using: &rng)
      let slopes = jacobian(at: Tensor.full([1, 9], 0.5)) { model.logits(given: $0) }
        .reshaped(9, 9)
      for (i, blanket) in graph.lookingBackBlankets(order: order).enumerated() {
        #expect((0..<9).filter { slopes[i, $0].scalar != 0 } == blanket)
      }
      #expect(abs(model.enumerated().probabilities.reduce(0, +) - 1) < 1e-9)
    }
  }
}
