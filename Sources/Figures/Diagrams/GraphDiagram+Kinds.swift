// SPDX-License-Identifier: MIT

public import Tensors

extension GraphDiagram {
  /// Makes a Boltzmann machine: each two of its units are connected, the visible ones shaded.
  public static func complete(visible: Int, hidden: Int = 0) -> GraphDiagram {
    var diagram = GraphDiagram()
    diagram.addUnits("v", visible, isObserved: true)
    diagram.addUnits("h", hidden, isObserved: false)
    let count = visible + hidden
    if count < 1 { fail("GraphDiagram: \(visible) visible and \(hidden) hidden units") }
    for first in 0..<count {
      for second in first + 1..<max(count, first + 1) {
        diagram.edges.append(Edge(from: first, to: second, isDirected: false))
      }
    }
    diagram.arrangement = .circular
    return diagram
  }

  /// Makes a restricted Boltzmann machine: visible units below, hidden above, no edge inside a layer.
  public static func bipartite(visible: Int, hidden: Int) -> GraphDiagram {
    stack([("v", visible), ("h", hidden)], observed: 1, undirected: 1)
  }

  /// Makes a stack of layers from the visible one upwards, such as a deep Boltzmann machine.
  ///
  /// Between layers all units are connected: without direction in the uppermost pairs, downwards below.
  public static func stack(
    _ layers: [(name: String, units: Int)], observed: Int = 1, undirected: Int? = nil
  ) -> GraphDiagram {
    var diagram = GraphDiagram()
    var ranks: [[Int]] = []
    for (place, layer) in layers.enumerated() {
      if layer.units < 1 { fail("GraphDiagram: layer “\(layer.name)” has \(layer.units) units") }
      let start = diagram.nodes.count
      diagram.addUnits(layer.name, layer.units, isObserved: place < observed)
      ranks.append(Array(start..<diagram.nodes.count))
    }
    let pairs = Array(zip(ranks, ranks.dropFirst()).enumerated())
    for (place, (lower, upper)) in pairs {
      let isDirected = place < pairs.count - (undirected ?? pairs.count)
      for top in upper {
        for bottom in lower {
          diagram.edges.append(Edge(from: top, to: bottom, isDirected: isDirected))
        }
      }
    }
    diagram.arrangement = .ranks(ranks.reversed())
    return diagram
  }

  private mutating func addUnits(_ name: String, _ count: Int, isObserved: Bool) {
    for unit in 0..<max(count, 0) {
      let label = count == 1 ? name : "\(name)_{\(unit + 1)}"
      nodes.append(Node(id: "\(name)\(unit + 1)", label: label, isObserved: isObserved))
    }
  }

  /// Makes a network of layers from left to right; of large layers only some units are drawn.
  ///
  /// With masks, of which a nonzero entry lets a unit of one layer see a unit of the next, only those
  /// connections are drawn.
  /// - Shapes: masks `[units, units of the next layer]`, for layers that are drawn whole.
  public static func network(
    _ layers: [(name: String, units: Int)], most: Int = 6, masks: [Tensor]? = nil
  ) -> GraphDiagram {
    if layers.isEmpty || most < 3 {
      fail("GraphDiagram: a network needs layers of 3 units or more")
    }
    if let masks { check(masks, layers) }
    var diagram = GraphDiagram()
    var ranks: [[Int]] = []
    for layer in layers {
      if layer.units < 1 { fail("GraphDiagram: layer “\(layer.name)” has \(layer.units) units") }
      let isWhole = masks != nil || layer.units <= most
      let shown = isWhole ? Array(1...layer.units) : Array(1..<most - 1) + [0, layer.units]
      ranks.append(shown.map { diagram.addUnit(layer.name, $0, isNamed: layer.units <= most) })
    }
    for (place, (left, right)) in zip(ranks, ranks.dropFirst()).enumerated() {
      for (row, from) in left.enumerated() where diagram.nodes[from].shape != .plain {
        for (column, to) in right.enumerated() where diagram.nodes[to].shape != .plain {
          if let masks, masks[place].scalars[row * right.count + column] == 0 { continue }
          diagram.edges.append(Edge(from: from, to: to, isDirected: false))
        }
      }
    }
    diagram.arrangement = .ranks(ranks)
    diagram.direction = .right
    diagram.isDense = true
    diagram.layerSizes = layers.map(\.units)
    diagram.rankLabels = layers.map { layer in
      layer.units > most ? "\(layer.name) (\(layer.units))" : layer.name
    }
    return diagram
  }

  /// The network with other labels in its units, a list for each layer, such as how much each may see.
  ///
  /// - Requires: A label for each unit that is drawn.
  public func unitLabels(_ labels: [[String]]) -> GraphDiagram {
    guard case .ranks(let ranks) = arrangement, ranks.map(\.count) == labels.map(\.count) else {
      fail("GraphDiagram: labels for \(labels.map(\.count)) units do not fit the layers drawn")
    }
    var diagram = self
    for (unit, label) in zip(ranks.joined(), labels.joined()) { diagram.nodes[unit].label = label }
    return diagram
  }

  private static func check(_ masks: [Tensor], _ layers: [(name: String, units: Int)]) {
    let wanted = zip(layers, layers.dropFirst()).map { [$0.units, $1.units] }
    let shapes = masks.map { mask in (0..<mask.rank).map { mask.shape[$0] } }
    if shapes != wanted {
      fail("GraphDiagram: masks of shapes \(shapes) for layers that need \(wanted)")
    }
  }

  /// Adds a unit; unit 0 stands for those that are not drawn.
  private mutating func addUnit(_ layer: String, _ unit: Int, isNamed: Bool) -> Int {
    var node = Node(id: "\(layer).\(unit)", label: isNamed ? "\(layer)_{\(unit)}" : "")
    if unit == 0 { (node.label, node.shape) = ("⋮", .plain) } else { node.shape = .circle }
    // Layers of one name, such as two of x, stay apart.
    while nodes.contains(where: { $0.id == node.id }) { node.id += "'" }
    nodes.append(node)
    return nodes.count - 1
  }

  /// Makes a tree of boxes from left to right, from the branches of each inner node.
  public static func tree(_ branches: KeyValuePairs<String, [String]>) -> GraphDiagram {
    var diagram = GraphDiagram(branches)
    for index in diagram.nodes.indices { diagram.nodes[index].shape = .box }
    (diagram.direction, diagram.isTree) = (.right, true)
    for index in diagram.edges.indices { diagram.edges[index].isDirected = false }
    return diagram
  }

  /// Makes a chain of boxes from left to right, such as encoder, code and decoder.
  public static func chain(_ blocks: String...) -> GraphDiagram {
    var diagram = GraphDiagram()
    for block in blocks {
      let place = diagram.node(block)
      diagram.nodes[place].shape = .box
    }
    for (start, end) in zip(blocks, blocks.dropFirst()) {
      diagram.edges.append(
        Edge(from: diagram.index(start), to: diagram.index(end), isDirected: true))
    }
    if diagram.nodes.isEmpty { fail("GraphDiagram: a chain needs blocks") }
    diagram.direction = .right
    return diagram
  }
}
