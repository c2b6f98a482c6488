// SPDX-License-Identifier: MIT

import Glibc

/// The places of a diagram's nodes, edges and plates.
struct GraphLayout {
  static let radius = 18.0
  private static let dotRadius = 4.0
  private static let gap = 22.0
  private static let rankGap = 44.0
  private static let padding = 12.0
  private static let labelRoom = 15.0
  static let labelSize = 13.0

  private let diagram: GraphDiagram
  private(set) var boxes: [Drawing.Rectangle] = []
  private(set) var plates: [Drawing.Rectangle] = []
  /// The points that each edge passes between its ends.
  private(set) var bends: [[Drawing.Point]] = []

  init(_ diagram: GraphDiagram) {
    self.diagram = diagram
    if case .circular = diagram.arrangement { placeOnCircle() } else { placeInRanks() }
    moveIntoPage()
  }

  /// What is drawn: also the points of edges, which are smooth and may reach a little beyond them.
  private var areas: [Drawing.Rectangle] {
    let points = bends.joined().map { Drawing.Rectangle(x: $0.x, y: $0.y, width: 0, height: 0) }
    return boxes + plates + points.map { $0.grown(by: 4) }
  }

  var width: Double { areas.map(\.maxX).max() ?? 0 }
  var height: Double { areas.map(\.maxY).max() ?? 0 }

  private var isRight: Bool { diagram.direction == .right }

  // MARK: Sizes

  static func size(of node: GraphDiagram.Node) -> (width: Double, height: Double) {
    let width = TextMetrics.width(node.label, size: labelSize)
    let detail = node.detail.map { TextMetrics.width($0, size: Theme.tickSize - 1) } ?? 0
    let height = node.detail == nil ? 34.0 : 46
    switch shape(of: node) {
    case .dot: return (max(2 * dotRadius, width), 2 * (dotRadius + 15))
    case .plain: return (max(width, 10), 18)
    case .box: return (max(width, detail) + 22, height)
    case .circle, .automatic: return (2 * radius, 2 * radius)
    }
  }

  /// The shape with which a node is drawn.
  static func shape(of node: GraphDiagram.Node) -> GraphDiagram.Shape {
    guard node.shape == .automatic else { return node.shape }
    let isShort = TextMetrics.width(node.label, size: labelSize) <= 2 * radius - 4
    return isShort && node.detail == nil ? .circle : .box
  }

  /// A node's size along its rank, and across the ranks.
  private func extent(_ node: Int) -> (along: Double, across: Double) {
    guard node < diagram.nodes.count else { return (4, 0) }
    let size = Self.size(of: diagram.nodes[node])
    return isRight ? (size.height, size.width) : (size.width, size.height)
  }

  // MARK: Ranks

  private mutating func placeInRanks() {
    let order = LayerOrder(diagram)
    let graph = order.graph
    // Arrows between nodes side by side need room, and all rows have the same steps.
    let isLinked = diagram.edges.contains { graph.ranks[$0.from] == graph.ranks[$0.to] }
    let nodeGap = diagram.isDense ? 9 : isLinked ? Self.rankGap : Self.gap
    let count = graph.ranks.count
    // After the nodes come the two ends of each plate.
    var separations: [Placement.Separation] = []
    var start = [Double](repeating: 0, count: count + 2 * diagram.plates.count)
    for nodes in graph.order {
      var place = 0.0
      for (first, second) in zip(nodes, nodes.dropFirst()) {
        let gap = (extent(first).along + extent(second).along) / 2 + nodeGap
        separations.append(Placement.Separation(first: first, second: second, gap: gap))
        place += gap
        start[second] = place
      }
      for node in nodes { start[node] -= place / 2 }
    }
    separations += plateSeparations(order)
    let pulls = graph.links.map { upper, lower in
      // Straight long edges please more than straight short ones.
      let points = (upper >= graph.realCount ? 1 : 0) + (lower >= graph.realCount ? 1 : 0)
      return (first: upper, second: lower, weight: [1.0, 2, 6][points])
    }
    let ends = diagram.plates.indices.map { plate in
      (first: count + 2 * plate, second: count + 2 * plate + 1, weight: 0.05)
    }
    var along = start
    if case .layered = diagram.arrangement {
      along = Placement.places(start: start, separations: separations, pulls: pulls + ends)
    }
    let across = rankPlaces(order)
    let isRight = isRight
    let points = graph.ranks.indices.map { node -> Drawing.Point in
      let (along, across) = (along[node], across[graph.ranks[node]])
      return isRight ? Drawing.Point(x: across, y: along) : Drawing.Point(x: along, y: across)
    }
    boxes = diagram.nodes.indices.map { box(around: points[$0], Self.size(of: diagram.nodes[$0])) }
    if diagram.isTree { alignBoxes(graph.ranks) }
    bends = graph.paths.map { $0.dropFirst().dropLast().map { points[$0] } }
    framePlates(order)
  }

  /// In a tree the boxes of a rank begin at one line.
  private mutating func alignBoxes(_ ranks: [Int]) {
    for rank in Set(ranks) {
      let members = boxes.indices.filter { ranks[$0] == rank }
      let start = members.map { boxes[$0].x }.min() ?? 0
      for node in members { boxes[node].x = start }
    }
  }

  private func box(
    around point: Drawing.Point, _ size: (width: Double, height: Double)
  ) -> Drawing.Rectangle {
    Drawing.Rectangle(
      x: point.x - size.width / 2, y: point.y - size.height / 2, width: size.width,
      height: size.height)
  }

  /// A plate's members lie between its ends, all others outside of them.
  private func plateSeparations(_ order: LayerOrder) -> [Placement.Separation] {
    let count = order.graph.ranks.count
    var separations: [Placement.Separation] = []
    for plate in diagram.plates.indices {
      let (first, second) = (count + 2 * plate, count + 2 * plate + 1)
      let room = Self.padding + (isRight ? Self.labelRoom : 0)
      let start = order.start(ofPlate: plate)
      for rank in order.spans[plate] {
        let nodes = order.graph.order[rank]
        for node in nodes {
          let half = extent(node).along / 2
          if order.isInside(node, plate) {
            separations.append(.init(first: first, second: node, gap: half + Self.padding))
            separations.append(.init(first: node, second: second, gap: half + room))
          } else if order.line[node] < start {
            separations.append(.init(first: node, second: first, gap: half + 8))
          } else {
            separations.append(.init(first: second, second: node, gap: half + 8))
          }
        }
      }
      for other in diagram.plates.indices where other != plate {
        let outer = diagram.plates[other].members
        let inner = diagram.plates[plate].members
        if inner.isSubset(of: outer), inner != outer || other < plate {
          separations.append(.init(first: count + 2 * other, second: first, gap: 8))
          separations.append(
            .init(first: second, second: count + 2 * other + 1, gap: 8 + room - 12))
        } else if inner.isDisjoint(with: outer), start < order.start(ofPlate: other),
          order.spans[plate].overlaps(order.spans[other])
        {
          separations.append(.init(first: second, second: count + 2 * other, gap: 10))
        }
      }
    }
    return separations
  }

  /// The middle of each rank.
  private func rankPlaces(_ order: LayerOrder) -> [Double] {
    var places: [Double] = []
    var end = 0.0
    let rankGap = diagram.isDense ? 84 : isRight ? Self.rankGap + 6 : Self.rankGap
    for (rank, nodes) in order.graph.order.enumerated() {
      let half = (nodes.map { extent($0).across }.max() ?? 0) / 2
      let ending = order.spans.count { $0.upperBound == rank - 1 }
      let starting = order.spans.count { $0.lowerBound == rank }
      let label = isRight ? 0 : Self.labelRoom
      let plateRoom =
        Double(ending) * (Self.padding + label) + Double(starting) * Self.padding
      let gap = max(rankGap, labelRoom(above: rank, order.graph.ranks)) + plateRoom
      places.append(end + half + (rank == 0 ? 0 : gap))
      end = places[rank] + half
    }
    return places
  }

  /// How much room the labels of edges that lead to a rank need, if they stand in a line with them.
  private func labelRoom(above rank: Int, _ ranks: [Int]) -> Double {
    guard isRight else { return 0 }
    let widths = diagram.edges.filter { max(ranks[$0.from], ranks[$0.to]) == rank }
      .compactMap { $0.label.map { TextMetrics.width($0, size: Theme.tickSize) } }
    return (widths.max() ?? -46) + 46
  }

  /// The frames around the members of the plates, the inner ones first.
  private mutating func framePlates(_ order: LayerOrder) {
    plates = [Drawing.Rectangle](
      repeating: Drawing.Rectangle(x: 0, y: 0, width: 0, height: 0), count: diagram.plates.count)
    let inner = diagram.plates.indices.sorted {
      (diagram.plates[$0].members.count, $1) < (diagram.plates[$1].members.count, $0)
    }
    for (place, plate) in inner.enumerated() {
      let members = diagram.plates[plate].members
      var areas = members.map { boxes[$0] }
      areas += inner[..<place].filter { diagram.plates[$0].members.isSubset(of: members) }
        .map { plates[$0].grown(by: -4) }
      areas += diagram.edges.indices.flatMap { index -> [Drawing.Rectangle] in
        let edge = diagram.edges[index]
        guard members.contains(edge.from), members.contains(edge.to) else { return [] }
        return bends[index].map { Drawing.Rectangle(x: $0.x, y: $0.y, width: 0, height: 0) }
      }
      plates[plate] = Self.union(areas).grown(by: Self.padding)
      plates[plate].height += Self.labelRoom
    }
  }

  private static func union(_ areas: [Drawing.Rectangle]) -> Drawing.Rectangle {
    let (x, y) = (areas.map(\.x).min() ?? 0, areas.map(\.y).min() ?? 0)
    return Drawing.Rectangle(
      x: x, y: y, width: (areas.map(\.maxX).max() ?? 0) - x,
      height: (areas.map(\.maxY).max() ?? 0) - y)
  }

  // MARK: Circle

  private mutating func placeOnCircle() {
    let count = diagram.nodes.count
    var radius = count < 2 ? 0 : max(52, Double(count) * 60 / (2 * .pi))
    if diagram.edges.contains(where: { $0.label != nil }) {
      // Texts at the edges need room between neighbours.
      let sizes = diagram.nodes.map { max(Self.size(of: $0).width, Self.size(of: $0).height) }
      let distance = (sizes.max() ?? 0) + Self.rankGap
      radius = max(radius, distance / (2 * sin(.pi / Double(count))))
    }
    boxes = diagram.nodes.indices.map { index in
      let angle = 2 * .pi * Double(index) / Double(count) - .pi / 2
      let point = Drawing.Point(x: radius * cos(angle), y: radius * sin(angle))
      return box(around: point, Self.size(of: diagram.nodes[index]))
    }
    bends = diagram.edges.map { _ in [] }
    plates = diagram.plates.map { plate in
      Self.union(plate.members.map { boxes[$0] }).grown(by: Self.padding)
    }
  }

  /// Moves everything so that the upper left corner is at zero.
  private mutating func moveIntoPage() {
    let all = areas
    let (x, y) = (all.map(\.x).min() ?? 0, all.map(\.y).min() ?? 0)
    boxes = boxes.map { $0.moved(-x, -y) }
    plates = plates.map { $0.moved(-x, -y) }
    bends = bends.map { $0.map { Drawing.Point(x: $0.x - x, y: $0.y - y) } }
  }
}

extension Drawing.Rectangle {
  func moved(_ dx: Double, _ dy: Double) -> Drawing.Rectangle {
    Drawing.Rectangle(x: x + dx, y: y + dy, width: width, height: height)
  }

  var center: Drawing.Point { Drawing.Point(x: x + width / 2, y: y + height / 2) }
}
