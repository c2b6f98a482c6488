// SPDX-License-Identifier: MIT

public import Display

/// A graph of variables or parts: a directed model with plates, a Boltzmann machine, a network, a tree.
///
/// Nodes find their places by themselves; none lies upon another, and plates hold only their own.
public struct GraphDiagram: Figure {
  /// How a node looks.
  public enum Shape: String, Sendable {
    /// A circle where the label fits into one, else a rounded box.
    case automatic
    /// A circle.
    case circle
    /// A box, as for a part of a network.
    case box
    /// A small dot beside its label, as for a constant.
    case dot
    /// The label alone.
    case plain
  }

  /// Where the arrows lead.
  public enum Direction: String, Sendable {
    /// From top to bottom.
    case down
    /// From left to right.
    case right
  }

  struct Node: Sendable {
    var id: String
    var label: String
    var shape = Shape.automatic
    var isObserved = false
    var color: Color?
    var detail: String?
    var link: String?
  }

  struct Edge: Sendable {
    var from: Int
    var to: Int
    var label: String?
    var isDirected: Bool
    var isDashed = false
  }

  struct Plate: Sendable {
    var label: String
    var members: Set<Int>
  }

  enum Arrangement: Sendable {
    /// By rank, each arrow leading on.
    case layered
    /// Evenly on a circle.
    case circular
    /// In given ranks and orders.
    case ranks([[Int]])
  }

  var nodes: [Node] = []
  var edges: [Edge] = []
  var plates: [Plate] = []
  var arrangement = Arrangement.layered
  var direction = Direction.down
  var title: String?
  /// Texts beside ranks, below or left of them.
  var rankLabels: [String] = []
  /// The sizes of the layers of a network, of which only some units may be drawn.
  var layerSizes: [Int] = []
  /// Whether it is a network, whose units are close to each other.
  var isDense = false
  /// Whether it is a tree, whose boxes begin at one line.
  var isTree = false
  /// The name of the files that an exporter writes.
  public var name: String?

  init() {}

  /// Makes a graph from the nodes to which each node leads: `["z": ["x"], "w": ["x"]]`.
  ///
  /// Nodes appear as they are first named; labels may hold `_{…}` and `^{…}`.
  public init(_ edges: KeyValuePairs<String, [String]>, isDirected: Bool = true) {
    for (start, ends) in edges {
      let from = node(start)
      for end in ends {
        let to = node(end)
        self.edges.append(Edge(from: from, to: to, isDirected: isDirected))
      }
    }
    if nodes.isEmpty { fail("GraphDiagram: there are no nodes") }
  }

  /// Makes a graph whose nodes and edges were computed.
  ///
  /// - Requires: At least one node, and edges between nodes of the list.
  public init(nodes: [String], edges: [(from: String, to: String)], isDirected: Bool = true) {
    if nodes.isEmpty { fail("GraphDiagram: there are no nodes") }
    for name in nodes { _ = node(name) }
    self.edges = edges.map { edge in
      Edge(from: index(edge.from), to: index(edge.to), isDirected: isDirected)
    }
  }

  /// The place of a node, which is added where it is new.
  mutating func node(_ id: String) -> Int {
    if let known = nodes.firstIndex(where: { $0.id == id }) { return known }
    nodes.append(Node(id: id, label: id))
    return nodes.count - 1
  }

  func index(_ id: String) -> Int {
    guard let index = nodes.firstIndex(where: { $0.id == id }) else {
      fail("GraphDiagram: there is no node “\(id)” among \(nodes.map(\.id))")
    }
    return index
  }

  /// The diagram's shapes at their places.
  public var drawing: Drawing { GraphDrawing(self).drawing() }

  /// How many nodes there are.
  public var nodeCount: Int { nodes.count }

  /// How many edges there are.
  public var edgeCount: Int { edges.count }

  /// The diagram as data: nodes and plates with their boxes, edges with their labels.
  public var manifest: JSON {
    let layout = GraphLayout(self)
    let box = { (area: Drawing.Rectangle) in
      JSON.numbers([area.x, area.y, area.width, area.height].map { ($0 * 100).rounded() / 100 })
    }
    return .object([
      "kind": "graph", "title": .string(title ?? ""),
      "layers": .array(layerSizes.map(JSON.int)),
      "nodes": .array(
        nodes.indices.map { index in
          var node: [String: JSON] = [
            "id": .string(nodes[index].id), "label": .string(nodes[index].label),
            "isObserved": .bool(nodes[index].isObserved), "box": box(layout.boxes[index]),
          ]
          if let link = nodes[index].link { node["link"] = .string(link) }
          return .object(node)
        }),
      "edges": .array(
        edges.map { edge in
          [
            "from": .string(nodes[edge.from].id), "to": .string(nodes[edge.to].id),
            "label": .string(edge.label ?? ""), "isDirected": .bool(edge.isDirected),
          ]
        }),
      "plates": .array(
        plates.indices.map { index in
          [
            "label": .string(plates[index].label), "box": box(layout.plates[index]),
            "members": .array(
              plates[index].members.sorted().map { JSON.string(nodes[$0].id) }),
          ]
        }),
    ])
  }

  /// The diagram in words.
  public var summary: String {
    let title = title.map { "Graph “\(RichText.plain($0))”" } ?? "Graph"
    let names = nodes.prefix(12).map { RichText.plain($0.label) }.joined(separator: ", ")
    return "\(title): \(nodes.count) nodes (\(names)\(nodes.count > 12 ? ", …" : "")), "
      + "\(edges.count) edges"
      + (plates.isEmpty ? "" : ", plates \(plates.map(\.label).joined(separator: ", "))")
  }
}

extension GraphDiagram {
  private func with(_ change: (inout GraphDiagram) -> Void) -> GraphDiagram {
    var diagram = self
    change(&diagram)
    return diagram
  }

  private func changing(_ ids: [String], _ change: (inout Node) -> Void) -> GraphDiagram {
    with { diagram in for id in ids { change(&diagram.nodes[index(id)]) } }
  }

  /// The diagram with a title above it.
  public func title(_ title: String) -> GraphDiagram { with { $0.title = title } }

  /// The diagram with nodes shaded, as what is observed.
  public func observed(_ ids: String...) -> GraphDiagram {
    changing(ids) { $0.isObserved = true }
  }

  /// The diagram with nodes in a shape.
  public func shape(_ shape: Shape, _ ids: String...) -> GraphDiagram {
    changing(ids.isEmpty ? nodes.map(\.id) : ids) { $0.shape = shape }
  }

  /// The diagram with nodes in a colour.
  public func color(_ color: Color, _ ids: String...) -> GraphDiagram {
    changing(ids) { $0.color = color }
  }

  /// The diagram with other labels than the nodes' names.
  public func labels(_ labels: KeyValuePairs<String, String>) -> GraphDiagram {
    with { diagram in for (id, label) in labels { diagram.nodes[index(id)].label = label } }
  }

  /// The diagram with a second, smaller line in nodes, such as the size of a layer.
  public func details(_ details: KeyValuePairs<String, String>) -> GraphDiagram {
    with { diagram in for (id, detail) in details { diagram.nodes[index(id)].detail = detail } }
  }

  /// The diagram with nodes that lead to an address, such as the notebook of a model.
  ///
  /// SVG and PDF keep the links.
  public func links(_ links: KeyValuePairs<String, String>) -> GraphDiagram {
    with { diagram in for (id, link) in links { diagram.nodes[index(id)].link = link } }
  }

  /// The diagram with a frame around nodes that are repeated, and how often.
  ///
  /// - Requires: Plates of which each two hold each other or nothing in common.
  public func plate(_ label: String, _ ids: String...) -> GraphDiagram { plate(label, ids) }

  /// The diagram with a frame around nodes that are repeated, and how often.
  ///
  /// - Requires: Plates of which each two hold each other or nothing in common.
  public func plate(_ label: String, _ ids: [String]) -> GraphDiagram {
    let members = Set(ids.map(index))
    for plate in plates where !plate.members.isDisjoint(with: members) {
      if !plate.members.isSubset(of: members) && !members.isSubset(of: plate.members) {
        fail("GraphDiagram: the plates “\(plate.label)” and “\(label)” cross each other")
      }
    }
    return with { $0.plates.append(Plate(label: label, members: members)) }
  }

  /// The diagram with a text at an edge, such as a weight.
  public func edgeLabel(_ label: String, from start: String, to end: String) -> GraphDiagram {
    with { $0.edges[edge(start, end)].label = label }
  }

  /// The diagram with a dashed edge.
  public func dashed(from start: String, to end: String) -> GraphDiagram {
    with { $0.edges[edge(start, end)].isDashed = true }
  }

  /// The diagram with an edge that has no direction.
  public func undirected(_ start: String, _ end: String) -> GraphDiagram {
    with { $0.edges[edge(start, end)].isDirected = false }
  }

  /// The diagram whose arrows lead the given way.
  public func direction(_ direction: Direction) -> GraphDiagram {
    with { $0.direction = direction }
  }

  /// The diagram with its nodes in given rows, or columns where arrows lead to the right; edges are straight.
  ///
  /// - Requires: Every node in one of the rows.
  public func rows(_ rows: [[String]]) -> GraphDiagram {
    if rows.joined().sorted() != nodes.map(\.id).sorted() {
      fail("GraphDiagram: the rows \(rows) are not the nodes \(nodes.map(\.id))")
    }
    return with { $0.arrangement = .ranks(rows.map { $0.map(index) }) }
  }

  /// The diagram with its nodes evenly on a circle, the first one at the top; edges are straight.
  public func onCircle() -> GraphDiagram { with { $0.arrangement = .circular } }

  private func edge(_ start: String, _ end: String) -> Int {
    let (from, to) = (index(start), index(end))
    let found = edges.firstIndex { edge in
      edge.from == from && edge.to == to || !edge.isDirected && edge.from == to && edge.to == from
    }
    guard let found else { fail("GraphDiagram: there is no edge from “\(start)” to “\(end)”") }
    return found
  }
}
