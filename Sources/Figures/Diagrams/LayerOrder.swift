// SPDX-License-Identifier: MIT

/// Orders the nodes of each rank so that few edges cross and the members of a plate stay together.
struct LayerOrder {
  private static let rounds = 24

  private(set) var graph: LayerGraph
  /// The plates in which each node or point lies, from the outermost.
  private let nests: [[Int]]
  /// The place of each node in a line of all of them.
  private(set) var line: [Int]
  /// The ranks over which each plate reaches.
  let spans: [ClosedRange<Int>]

  init(_ diagram: GraphDiagram) {
    let graph = LayerGraph(diagram)
    self.graph = graph
    line = [Int](repeating: 0, count: graph.ranks.count)
    let bySize = diagram.plates.indices.sorted {
      (diagram.plates[$0].members.count, $1) > (diagram.plates[$1].members.count, $0)
    }
    nests = graph.ranks.indices.map { node in
      bySize.filter { plate in
        let members = diagram.plates[plate].members
        guard node >= graph.realCount else { return members.contains(node) }
        // A point of a long edge is inside where both ends of the edge are.
        let edge = diagram.edges[graph.owners[node - graph.realCount]]
        return members.contains(edge.from) && members.contains(edge.to)
      }
    }
    spans = diagram.plates.map { plate in
      let ranks = plate.members.map { graph.ranks[$0] }
      return (ranks.min() ?? 0)...(ranks.max() ?? 0)
    }
    guard case .layered = diagram.arrangement else {
      line = graph.order.joined().enumerated().reduce(into: line) { $0[$1.element] = $1.offset }
      return
    }
    settle()
    straighten()
  }

  /// Brings all nodes in one line in which those of each plate follow each other, and orders ranks by it.
  ///
  /// Since every side is decided by that line, no two demands on places contradict each other.
  private mutating func straighten() {
    var keys = [Double](repeating: 0, count: graph.ranks.count)
    for nodes in graph.order {
      for (index, node) in nodes.enumerated() {
        keys[node] = Double(index) - Double(nodes.count - 1) / 2
      }
    }
    let all = sorted(Array(graph.ranks.indices), keys, depth: 0)
    for (index, node) in all.enumerated() { line[node] = index }
    graph.order = graph.order.map { nodes in nodes.sorted { line[$0] < line[$1] } }
  }

  /// Sweeps down and up, and keeps the order with the fewest crossings.
  private mutating func settle() {
    arrange(isDownward: true)
    var best = graph.order
    var fewest = graph.crossings
    for round in 0..<Self.rounds where fewest > 0 {
      arrange(isDownward: round.isMultiple(of: 2))
      let crossings = graph.crossings
      if crossings < fewest { (best, fewest) = (graph.order, crossings) }
    }
    graph.order = best
  }

  /// Puts each node where its neighbours in the rank before it are on average.
  private mutating func arrange(isDownward: Bool) {
    var place = [Double](repeating: 0, count: graph.ranks.count)
    for nodes in graph.order {
      for (index, node) in nodes.enumerated() {
        place[node] = Double(index) - Double(nodes.count - 1) / 2
      }
    }
    let ranks = isDownward ? Array(graph.order.indices) : graph.order.indices.reversed()
    for rank in ranks {
      var keys = place
      for node in graph.order[rank] {
        let neighbours = graph.links.compactMap { link -> Int? in
          if isDownward { return link.lower == node ? link.upper : nil }
          return link.upper == node ? link.lower : nil
        }
        if neighbours.isEmpty { continue }
        keys[node] = neighbours.map { place[$0] }.reduce(0, +) / Double(neighbours.count)
      }
      let nodes = sorted(graph.order[rank], keys, depth: 0)
      graph.order[rank] = nodes
      for (index, node) in nodes.enumerated() {
        place[node] = Double(index) - Double(nodes.count - 1) / 2
      }
    }
  }

  /// Sorts nodes by their keys, those of one plate as a block that has its mean.
  private func sorted(_ nodes: [Int], _ keys: [Double], depth: Int) -> [Int] {
    let groups = Dictionary(grouping: nodes) { node in
      nests[node].count > depth ? nests[node][depth] : -1 - node
    }
    return groups.map { group, members -> (key: Double, group: Int, nodes: [Int]) in
      if group < 0 { return (keys[members[0]], group, members) }
      return (meanKey(ofPlate: group, keys), group, sorted(members, keys, depth: depth + 1))
    }
    .sorted { ($0.key, $1.group) < ($1.key, $0.group) }
    .flatMap(\.nodes)
  }

  /// One key for a plate in all its ranks, so that two plates never change sides.
  private func meanKey(ofPlate plate: Int, _ keys: [Double]) -> Double {
    let members = nests.indices.filter { nests[$0].contains(plate) }
    return members.map { keys[$0] }.reduce(0, +) / Double(max(members.count, 1))
  }

  func isInside(_ node: Int, _ plate: Int) -> Bool { nests[node].contains(plate) }

  /// The first place of a plate's members in the line.
  func start(ofPlate plate: Int) -> Int {
    line.indices.filter { isInside($0, plate) }.map { line[$0] }.min() ?? 0
  }
}
