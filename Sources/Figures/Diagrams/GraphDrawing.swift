// SPDX-License-Identifier: MIT

/// Draws a diagram whose nodes have their places.
struct GraphDrawing {
  private static let observedColor = Color(grey: 0.83)

  private let diagram: GraphDiagram
  private let layout: GraphLayout
  private let origin: Drawing.Point

  init(_ diagram: GraphDiagram) {
    self.diagram = diagram
    layout = GraphLayout(diagram)
    let header = diagram.title == nil ? 0.0 : 26
    origin = Drawing.Point(x: Theme.margin + 2, y: Theme.margin + header + 2)
  }

  func drawing() -> Drawing {
    let titleWidth = diagram.title.map {
      TextMetrics.width($0, size: Theme.titleSize, isBold: true)
    }
    let margin = 2 * Theme.margin + 4
    let width = max(layout.width, rankLabelReach) + margin
    var drawing = Drawing(
      width: max(width, (titleWidth ?? 0) + margin),
      height: layout.height + (diagram.rankLabels.isEmpty ? 0 : 24) + origin.y + Theme.margin + 2)
    if let title = diagram.title {
      let style = Drawing.TextStyle(size: Theme.titleSize, isBold: true)
      drawing.elements.append(
        .text(title, Drawing.Point(x: Theme.margin, y: Theme.margin + 13), style))
    }
    // A narrow graph stands in the middle below its title.
    let shift = Drawing.Point(
      x: origin.x + max(0, (drawing.width - margin - layout.width) / 2), y: origin.y)
    let parts = plates() + lines() + plateLabels() + nodes() + labels() + rankLabels()
    drawing.elements.append(.shift(shift, parts))
    return drawing
  }

  // MARK: Nodes

  private func nodes() -> [Drawing.Element] {
    diagram.nodes.indices.flatMap { index in
      let shapes = shapes(index)
      return diagram.nodes[index].link.map { [.link($0, shapes)] } ?? shapes
    }
  }

  private func shapes(_ index: Int) -> [Drawing.Element] {
    let node = diagram.nodes[index]
    let area = layout.boxes[index]
    let stroke = Drawing.Stroke(color: Theme.ink, width: 1.3)
    let fill = node.color ?? (node.isObserved ? Self.observedColor : .white)
    switch GraphLayout.shape(of: node) {
    case .plain: return [text(node, below: 5, in: area)]
    case .dot:
      let dot = area.center
      let label = Drawing.Point(x: dot.x, y: dot.y - 8)
      return [
        .circle(dot, radius: 4, fill: Theme.ink, stroke: nil),
        .text(node.label, label, style(on: .white)),
      ]
    case .box:
      let shape = Drawing.Element.box(area, radius: 6, fill: fill, stroke: stroke)
      guard let detail = node.detail else { return [shape, text(node, below: 5, in: area)] }
      var small = style(on: fill)
      small.size = Theme.tickSize - 1
      let point = Drawing.Point(x: area.center.x, y: area.center.y + 14)
      return [shape, text(node, below: -3, in: area), .text(detail, point, small)]
    case .circle, .automatic:
      let shape = Drawing.Element.circle(
        area.center, radius: area.width / 2, fill: fill, stroke: stroke)
      return [shape, text(node, below: 5, in: area)]
    }
  }

  private func text(
    _ node: GraphDiagram.Node, below: Double, in area: Drawing.Rectangle
  ) -> Drawing.Element {
    let point = Drawing.Point(x: area.center.x, y: area.center.y + below)
    return .text(node.label, point, style(on: node.color ?? .white))
  }

  private func style(on ground: Color) -> Drawing.TextStyle {
    let isDark = Oklab(ground).lightness < 0.6
    return Drawing.TextStyle(
      size: GraphLayout.labelSize, color: isDark ? .white : Theme.ink, anchor: .middle)
  }

  // MARK: Edges

  /// The points of an edge from border to border.
  private func route(_ index: Int) -> [Drawing.Point] {
    let edge = diagram.edges[index]
    let (start, end) = (layout.boxes[edge.from], layout.boxes[edge.to])
    var inner = layout.bends[index]
    if edge.from == edge.to { return loop(start) }
    if diagram.isTree { return Self.branch(start, end) }
    if inner.isEmpty, opposite(index) != nil {
      // Two arrows between the same nodes keep apart.
      let length = max(Arrowhead.distance(start.center, end.center), 1)
      let middle = Arrowhead.between(start.center, end.center, 0.5)
      let (dx, dy) = (
        (end.center.x - start.center.x) / length, (end.center.y - start.center.y) / length
      )
      inner = [Drawing.Point(x: middle.x - 12 * dy, y: middle.y + 12 * dx)]
    }
    let gap = diagram.isDense ? 0.0 : 2
    let first = border(edge.from, toward: inner.first ?? end.center, gap: gap)
    let last = border(edge.to, toward: inner.last ?? start.center, gap: gap)
    return Self.smooth([first] + inner + [last])
  }

  /// A curve from the right side of a box to the left side of another.
  private static func branch(
    _ start: Drawing.Rectangle, _ end: Drawing.Rectangle
  ) -> [Drawing.Point] {
    let (x, width) = (start.maxX, end.x - start.maxX)
    let (y, height) = (start.center.y, end.center.y - start.center.y)
    return (0...16).map { step in
      let t = Double(step) / 16
      return Drawing.Point(x: x + width * t, y: y + height * t * t * (3 - 2 * t))
    }
  }

  private func opposite(_ index: Int) -> Int? {
    let edge = diagram.edges[index]
    return diagram.edges.firstIndex { $0.from == edge.to && $0.to == edge.from && $0.isDirected }
  }

  private func loop(_ area: Drawing.Rectangle) -> [Drawing.Point] {
    let (x, y) = (area.maxX, area.center.y)
    return Self.smooth([
      Drawing.Point(x: x - 2, y: y - 8), Drawing.Point(x: x + 16, y: y - 12),
      Drawing.Point(x: x + 16, y: y + 12), Drawing.Point(x: x - 1, y: y + 8),
    ])
  }

  /// Where a line from a node's middle leaves its shape.
  private func border(_ node: Int, toward point: Drawing.Point, gap: Double) -> Drawing.Point {
    let area = layout.boxes[node]
    let shape = GraphLayout.shape(of: diagram.nodes[node])
    let center = area.center
    let length = max(Arrowhead.distance(center, point), 1e-6)
    let (dx, dy) = ((point.x - center.x) / length, (point.y - center.y) / length)
    let reach: Double
    switch shape {
    case .circle, .automatic: reach = area.width / 2
    case .dot: reach = 4
    case .box, .plain:
      reach = min(
        area.width / 2 / max(dx.magnitude, 1e-9), area.height / 2 / max(dy.magnitude, 1e-9))
    }
    return Drawing.Point(x: center.x + dx * (reach + gap), y: center.y + dy * (reach + gap))
  }

  /// A curve through points: straight between two, without corners else.
  private static func smooth(_ points: [Drawing.Point]) -> [Drawing.Point] {
    guard points.count > 2 else { return points }
    let ends = [points[0]] + points + [points[points.count - 1]]
    var curve = [points[0]]
    for index in 1..<ends.count - 2 {
      let (before, start, end, after) = (
        ends[index - 1], ends[index], ends[index + 1], ends[index + 2]
      )
      for step in 1...8 {
        let t = Double(step) / 8
        let value = { (a: Double, b: Double, c: Double, d: Double) -> Double in
          let first = (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
          return b + 0.5 * (first + (3 * b - a - 3 * c + d) * t * t * t)
        }
        curve.append(
          Drawing.Point(
            x: value(before.x, start.x, end.x, after.x),
            y: value(before.y, start.y, end.y, after.y)))
      }
    }
    return curve
  }

  private func lines() -> [Drawing.Element] {
    var elements: [Drawing.Element] = []
    var plain: [[Drawing.Point]] = []
    var heads: [[Drawing.Point]] = []
    var dashed: [[Drawing.Point]] = []
    for index in diagram.edges.indices {
      var points = route(index)
      if diagram.edges[index].isDirected, points.count > 1 {
        let (tip, before) = (points[points.count - 1], points[points.count - 2])
        heads.append(Arrowhead.head(from: before, to: tip, size: 9))
        let length = max(Arrowhead.distance(before, tip), 1e-6)
        points[points.count - 1] = Arrowhead.between(tip, before, min(6 / length, 0.9))
      }
      if diagram.edges[index].isDashed { dashed.append(points) } else { plain.append(points) }
    }
    let color = diagram.isDense ? Color(grey: 0.6) : Theme.ink
    let width = diagram.isDense ? 0.7 : 1.2
    elements.append(.polyline(plain, Drawing.Stroke(color: color, width: width)))
    elements.append(
      .polyline(dashed, Drawing.Stroke(color: color, width: width, dash: [5, 4])))
    elements.append(.polygon(heads, Theme.ink))
    return elements
  }

  // MARK: Texts and plates

  /// Where the text of an edge stands.
  func labelPlace(_ index: Int) -> Drawing.Point {
    let points = route(index)
    if points.count > 2 { return points[points.count / 2] }
    return Arrowhead.between(points[0], points[1], isDiameter(diagram.edges[index]) ? 0.28 : 0.5)
  }

  private func labels() -> [Drawing.Element] {
    diagram.edges.indices.flatMap { index -> [Drawing.Element] in
      guard let label = diagram.edges[index].label else { return [] }
      let middle = labelPlace(index)
      let width = TextMetrics.width(label, size: Theme.tickSize) + 4
      let ground = Drawing.Rectangle(
        x: middle.x - width / 2, y: middle.y - 8, width: width, height: 16)
      let style = Drawing.TextStyle(size: Theme.tickSize, anchor: .middle)
      return [
        .box(ground, radius: 3, fill: .white, stroke: nil),
        .text(label, Drawing.Point(x: middle.x, y: middle.y + 4), style),
      ]
    }
  }

  /// Whether an edge passes the middle of a circle of nodes, where others do, too.
  private func isDiameter(_ edge: GraphDiagram.Edge) -> Bool {
    guard case .circular = diagram.arrangement else { return false }
    return 2 * (edge.from - edge.to).magnitude == diagram.nodes.count && diagram.nodes.count > 2
  }

  private func plates() -> [Drawing.Element] {
    layout.plates.map { area in
      .box(area, radius: 8, fill: nil, stroke: Drawing.Stroke(color: Theme.quiet, width: 1))
    }
  }

  /// The labels of plates in a lower corner, if there is one without edges; else upon them.
  private func plateLabels() -> [Drawing.Element] {
    diagram.plates.indices.flatMap { index -> [Drawing.Element] in
      let (label, area) = (diagram.plates[index].label, layout.plates[index])
      let corners = [false, true].map { corner(for: label, in: area, atLeft: $0) }
      let place = corners.firstIndex(where: isFree)
      let room = corners[place ?? 0]
      let style = Drawing.TextStyle(size: Theme.labelSize, color: Theme.quiet, anchor: .middle)
      let point = Drawing.Point(x: room.center.x, y: area.maxY - 6)
      let text = Drawing.Element.text(label, point, style)
      return place == nil ? [.box(room, radius: 3, fill: .white, stroke: nil), text] : [text]
    }
  }

  private func corner(
    for label: String, in area: Drawing.Rectangle, atLeft: Bool
  ) -> Drawing.Rectangle {
    let width = TextMetrics.width(label, size: Theme.labelSize) + 4
    return Drawing.Rectangle(
      x: atLeft ? area.x + 4 : area.maxX - 4 - width, y: area.maxY - 18, width: width, height: 15)
  }

  /// Whether no edge passes through a part of the page.
  private func isFree(_ corner: Drawing.Rectangle) -> Bool {
    !diagram.edges.indices.contains { index in
      let points = route(index)
      return zip(points, points.dropFirst()).contains { start, end in
        (0...12).contains { step in
          let point = Arrowhead.between(start, end, Double(step) / 12)
          return point.x > corner.x && point.x < corner.maxX && point.y > corner.y
            && point.y < corner.maxY
        }
      }
    }
  }

  private var ranks: [[Int]] {
    if case .ranks(let ranks) = diagram.arrangement { ranks } else { [] }
  }

  private func rankLabels() -> [Drawing.Element] {
    let style = Drawing.TextStyle(size: Theme.labelSize, color: Theme.quiet, anchor: .middle)
    return zip(ranks, diagram.rankLabels).compactMap { nodes, label in
      guard let first = nodes.first else { return nil }
      let point = Drawing.Point(x: layout.boxes[first].center.x, y: layout.height + 20)
      return .text(label, point, style)
    }
  }

  /// How far to the right the texts below the ranks reach.
  private var rankLabelReach: Double {
    zip(ranks, diagram.rankLabels).compactMap { nodes, label in
      nodes.first.map {
        let half = TextMetrics.width(label, size: Theme.labelSize) / 2
        return max(layout.boxes[$0].center.x, layout.width - layout.boxes[$0].center.x) + half
      }
    }.max() ?? 0
  }
}
