// SPDX-License-Identifier: MIT

/// A graph with a rank for each node, in which long edges pass through points of their own.
///
/// - Paper: Sugiyama, Tagawa & Toda (1981), *Methods for Visual Understanding of Hierarchical System
///   Structures*.
struct LayerGraph {
  /// The rank of each node; from `realCount` on they are points of long edges.
  var ranks: [Int]
  let realCount: Int
  /// The short edges, from one rank to the next.
  var links: [(upper: Int, lower: Int)] = []
  /// The nodes and points that each edge passes, from its start to its end.
  var paths: [[Int]] = []
  /// The edge to which each point belongs.
  var owners: [Int] = []
  /// The nodes of each rank in their order.
  var order: [[Int]] = []

  init(_ diagram: GraphDiagram) {
    realCount = diagram.nodes.count
    let isReversed = Self.reversedEdges(diagram)
    let arcs = diagram.edges.indices.map { index -> (Int, Int) in
      let edge = diagram.edges[index]
      return isReversed[index] ? (edge.to, edge.from) : (edge.from, edge.to)
    }
    if case .ranks(let given) = diagram.arrangement {
      ranks = [Int](repeating: 0, count: realCount)
      for (rank, nodes) in given.enumerated() { for node in nodes { ranks[node] = rank } }
    } else {
      ranks = Self.ranks(arcs, count: realCount)
    }
    if case .ranks(let given) = diagram.arrangement {
      // Where ranks are given, edges are straight.
      paths = diagram.edges.map { [$0.from, $0.to] }
      order = given
      return
    }
    for (index, arc) in arcs.enumerated() {
      let path = addPath(arc, edge: index)
      paths.append(isReversed[index] ? path.reversed() : path)
    }
    order = (0...(ranks.max() ?? 0)).map { rank in ranks.indices.filter { ranks[$0] == rank } }
  }

  /// The edges that would close a cycle.
  private static func reversedEdges(_ diagram: GraphDiagram) -> [Bool] {
    var isReversed = [Bool](repeating: false, count: diagram.edges.count)
    var state = [Int](repeating: 0, count: diagram.nodes.count)
    func visit(_ node: Int) {
      state[node] = 1
      for (index, edge) in diagram.edges.enumerated() where edge.from == node {
        if state[edge.to] == 1 {
          isReversed[index] = true
        } else if state[edge.to] == 0 {
          visit(edge.to)
        }
      }
      state[node] = 2
    }
    for node in diagram.nodes.indices where state[node] == 0 { visit(node) }
    return isReversed
  }

  /// Each node below all from which an edge comes, and sources just above what they lead to.
  private static func ranks(_ arcs: [(Int, Int)], count: Int) -> [Int] {
    var ranks = [Int](repeating: 0, count: count)
    for _ in 0..<count {
      for (from, to) in arcs where from != to { ranks[to] = max(ranks[to], ranks[from] + 1) }
    }
    for node in 0..<count where !arcs.contains(where: { $0.1 == node && $0.0 != node }) {
      let nearest = arcs.filter { $0.0 == node && $0.1 != node }.map { ranks[$0.1] }.min()
      if let nearest { ranks[node] = max(ranks[node], nearest - 1) }
    }
    return ranks
  }

  private mutating func addPath(_ arc: (Int, Int), edge: Int) -> [Int] {
    var path = [arc.0]
    let (start, end) = (ranks[arc.0], ranks[arc.1])
    if end > start + 1 {
      for rank in start + 1..<end {
        ranks.append(rank)
        owners.append(edge)
        path.append(ranks.count - 1)
      }
    }
    path.append(arc.1)
    if end > start {
      for (upper, lower) in zip(path, path.dropFirst()) { links.append((upper, lower)) }
    }
    return path
  }

  /// How often short edges cross in the present order.
  var crossings: Int {
    var place = [Int](repeating: 0, count: ranks.count)
    for nodes in order { for (index, node) in nodes.enumerated() { place[node] = index } }
    var count = 0
    for (index, first) in links.enumerated() {
      for second in links[..<index] where ranks[first.upper] == ranks[second.upper] {
        let above = place[first.upper] - place[second.upper]
        let below = place[first.lower] - place[second.lower]
        if above * below < 0 { count += 1 }
      }
    }
    return count
  }
}
