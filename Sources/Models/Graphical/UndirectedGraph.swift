// SPDX-License-Identifier: MIT

import Tensors

/// The graph of a Markov random field: which of some numbered variables interact directly.
///
/// `p(x) ∝ Π ψ(xᵢ, xⱼ)` over the edges; variables are independent given others that separate them.
///
/// - Paper: Pearl (1988), *Probabilistic Reasoning in Intelligent Systems*.
public struct UndirectedGraph: Sendable, Equatable {
  /// For each variable, those that it has an edge to.
  public let neighbors: [Set<Int>]

  /// Makes a graph from its edges, pairs of variables counted from 0.
  ///
  /// - Requires: Edges between two different variables of the graph.
  public init(nodeCount: Int, edges: [(Int, Int)]) {
    if nodeCount < 1 { fail("UndirectedGraph: \(nodeCount) variables") }
    var neighbors = [Set<Int>](repeating: [], count: nodeCount)
    for (first, second) in edges {
      if first == second || !neighbors.indices.contains(first)
        || !neighbors.indices.contains(second)
      {
        fail("UndirectedGraph: no edge from \(first) to \(second) among \(nodeCount) variables")
      }
      neighbors[first].insert(second)
      neighbors[second].insert(first)
    }
    self.neighbors = neighbors
  }

  /// A grid whose variables, counted row by row, have edges to those beside, above and below.
  public static func grid(rows: Int, columns: Int) -> UndirectedGraph {
    if rows < 1 || columns < 1 { fail("UndirectedGraph: a grid of \(rows) × \(columns)") }
    let places = 0..<rows * columns
    let beside = places.filter { $0 % columns < columns - 1 }.map { ($0, $0 + 1) }
    let below = places.filter { $0 + columns < places.count }.map { ($0, $0 + columns) }
    return UndirectedGraph(nodeCount: places.count, edges: beside + below)
  }

  /// How many variables there are.
  public var nodeCount: Int { neighbors.count }

  /// The edges, each once and from the smaller number to the larger one.
  public var edges: [(Int, Int)] {
    neighbors.indices.flatMap { i in neighbors[i].filter { $0 > i }.sorted().map { (i, $0) } }
  }

  /// The looking-back Markov blanket of each variable: all it needs to know of those before it in an order.
  ///
  /// `p(xᵢ | x_{<i}) = p(xᵢ | x_{Bᵢ})`. Later variables are summed out, the last one first: each that goes leaves its
  /// neighbours joined to each other. The neighbours that a variable has when its own turn comes are `Bᵢ`.
  /// - Parameters:
  ///   - order: All variables in the order of the chain rule; by default as they are numbered.
  /// - Returns: For each variable the sorted blanket.
  /// - Paper: Khajenezhad, Madani & Beigy (2021), *Masked Autoencoder for Distribution Estimation on Small Structured Data
  ///   Sets*, IEEE Transactions on Neural Networks and Learning Systems 32.
  public func lookingBackBlankets(order: [Int]? = nil) -> [[Int]] {
    let order = order ?? Array(neighbors.indices)
    if order.sorted() != Array(neighbors.indices) {
      fail("lookingBackBlankets: \(order) is no order of \(nodeCount) variables")
    }
    var neighbors = neighbors
    for variable in order.reversed() {
      let blanket = neighbors[variable]
      for neighbor in blanket {
        neighbors[neighbor].formUnion(blanket)
        neighbors[neighbor].subtract([neighbor, variable])
      }
    }
    // What is left of each is what it had when its turn came: later ones had been taken away from it.
    return neighbors.map { $0.sorted() }
  }
}
