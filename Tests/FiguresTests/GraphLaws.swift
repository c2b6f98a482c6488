// SPDX-License-Identifier: MIT

import Display
import Tensors
import Testing

@testable import Figures

@Suite("Diagrams of graphs") struct GraphLaws {
  /// A graph without cycles, drawn by lot.
  private func random(_ count: Int, _ share: Double, seed: UInt64) -> GraphDiagram {
    var rng = PCG32(seed: seed)
    var diagram = GraphDiagram()
    for node in 0..<count { _ = diagram.node("x\(node)") }
    for from in 0..<count {
      for to in from + 1..<max(count, from + 1) where Double.random(in: 0..<1, using: &rng) < share
      {
        diagram.edges.append(.init(from: from, to: to, isDirected: true))
      }
    }
    return diagram
  }

  private func overlap(_ a: Drawing.Rectangle, _ b: Drawing.Rectangle) -> Bool {
    a.x < b.maxX - 1e-6 && b.x < a.maxX - 1e-6 && a.y < b.maxY - 1e-6 && b.y < a.maxY - 1e-6
  }

  private func expectNoOverlap(_ diagram: GraphDiagram) {
    let layout = GraphLayout(diagram)
    for first in layout.boxes.indices {
      for second in 0..<first {
        #expect(!overlap(layout.boxes[first], layout.boxes[second]), "\(first) on \(second)")
      }
    }
    for (plate, frame) in zip(diagram.plates, layout.plates) {
      for (node, box) in layout.boxes.enumerated() {
        if plate.members.contains(node) {
          #expect(
            box.x > frame.x && box.maxX < frame.maxX && box.y > frame.y && box.maxY < frame.maxY)
        } else {
          #expect(!overlap(box, frame), "node \(node) in plate \(plate.label)")
        }
      }
    }
  }

  @Test("Nodes lead to their addresses in SVG and PDF, and in what programs read")
  func links() {
    let tree = GraphDiagram.tree(["models": ["VAE", "GAN"]])
      .links(["VAE": "16-vae.ipynb", "GAN": "14-gan.ipynb?a=1&b='2'"])
    #expect(tree.svg().contains("<a href=\"16-vae.ipynb\">"))
    #expect(tree.svg().split(separator: "</a>").count == 3)
    let pdf = String(decoding: tree.pdf(), as: UTF8.self)
    #expect(pdf.contains("/URI (16-vae.ipynb)"))
    #expect(pdf.contains("14-gan.ipynb?a=1&b='2'"))
    guard case .array(let nodes)? = tree.manifest["nodes"] else {
      Issue.record("no nodes")
      return
    }
    #expect(
      nodes.map { $0["link"]?.stringValue } == [nil, "16-vae.ipynb", "14-gan.ipynb?a=1&b='2'"])
    #expect(tree.png() == GraphDiagram.tree(["models": ["VAE", "GAN"]]).png())
  }

  @Test("No node lies on another, and arrows lead on", arguments: [1, 2, 3, 4, 5, 6])
  func noOverlap(_ seed: UInt64) {
    for (count, share) in [(4, 0.5), (9, 0.3), (14, 0.15)] {
      for direction in [GraphDiagram.Direction.down, .right] {
        let diagram = random(count, share, seed: seed).direction(direction)
        expectNoOverlap(diagram)
        let boxes = GraphLayout(diagram).boxes
        for edge in diagram.edges {
          let (from, to) = (boxes[edge.from].center, boxes[edge.to].center)
          #expect(direction == .down ? to.y > from.y : to.x > from.x)
        }
      }
    }
  }

  @Test("Plates hold their own nodes and no other", arguments: [1, 2, 3, 4, 5, 6])
  func plates(_ seed: UInt64) {
    let diagram = random(8, 0.3, seed: seed)
      .plate("n", "x1", "x3", "x5").plate("m", "x1", "x3").plate("k", "x6", "x7")
    expectNoOverlap(diagram)
    expectNoOverlap(diagram.direction(.right))
  }

  @Test("The model of a Gaussian mixture has its nodes in its plates")
  func mixture() {
    expectNoOverlap(Self.mixture)
    let manifest = Self.mixture.manifest
    #expect(Self.mixture.nodeCount == 6 && Self.mixture.edgeCount == 5)
    guard case .array(let plates)? = manifest["plates"] else { return }
    #expect(plates.map { $0["members"] } == [["z", "x"], ["mu"]])
  }

  static let mixture = GraphDiagram([
    "pi": ["z"], "sigma0": ["mu"], "z": ["x"], "mu": ["x"], "sigma": ["x"],
  ])
  .labels([
    "pi": "π", "mu": "μ_{k}", "sigma0": "σ_{0}^{2}", "sigma": "σ^{2}", "z": "z_{i}", "x": "x_{i}",
  ])
  .observed("x").shape(.dot, "sigma0", "pi", "sigma").plate("n", "z", "x").plate("K", "mu")

  @Test("A graph that can be drawn without crossings is")
  func crossings() {
    let ladder = GraphDiagram(["a": ["d", "e"], "b": ["c"], "c": ["f"], "d": ["g"], "e": ["h"]])
    #expect(LayerOrder(ladder).graph.crossings == 0)
    let tree = GraphDiagram.tree([
      "r": ["a", "b", "c"], "a": ["d", "e"], "c": ["f"], "b": ["g", "h"],
    ])
    #expect(LayerOrder(tree).graph.crossings == 0)
  }

  @Test("A cycle is drawn with one arrow back")
  func cycle() {
    let cycle = GraphDiagram(["a": ["b"], "b": ["c"], "c": ["a"]])
    expectNoOverlap(cycle)
    #expect(cycle.edgeCount == 3)
  }

  @Test("Complete graphs have n(n−1)/2 edges, bipartite ones no edge inside a layer")
  func machines() {
    for count in 1...6 {
      let machine = GraphDiagram.complete(visible: count)
      #expect(machine.edgeCount == count * (count - 1) / 2)
      expectNoOverlap(machine)
    }
    let restricted = GraphDiagram.bipartite(visible: 4, hidden: 3)
    #expect(restricted.nodeCount == 7 && restricted.edgeCount == 12)
    for edge in restricted.edges {
      #expect(restricted.nodes[edge.from].id.first != restricted.nodes[edge.to].id.first)
    }
    expectNoOverlap(restricted)
  }

  @Test("Nodes stand in the rows that are asked for, in their order")
  func rows() {
    let chain = GraphDiagram(["a": ["b", "x"], "b": ["c", "y"], "c": ["z"]])
      .rows([["a", "b", "c"], ["x", "y", "z"]])
    expectNoOverlap(chain)
    let boxes = GraphLayout(chain).boxes
    let place = { (id: String) in boxes[chain.index(id)].center }
    #expect(place("a").y == place("b").y && place("x").y > place("a").y)
    #expect(place("a").x < place("b").x && place("b").x < place("c").x)
  }

  @Test("What is not in a diagram is refused")
  func refused() async {
    await #expect(processExitsWith: .failure) { _ = GraphDiagram(["a": ["b"]]).observed("c") }
    await #expect(processExitsWith: .failure) { _ = GraphDiagram(["a": ["b"]]).rows([["a"]]) }
    await #expect(processExitsWith: .failure) {
      _ = GraphDiagram(["a": ["b"], "b": ["c"]]).plate("n", "a", "b").plate("m", "b", "c")
    }
  }

  @Test("In a belief network the two upper layers have no direction, those below lead down")
  func stack() {
    let network = GraphDiagram.stack([("v", 3), ("h", 2), ("g", 2)], undirected: 1)
    #expect(
      network.edges.count { $0.isDirected } == 6 && network.edges.count { !$0.isDirected } == 4)
  }

  @Test("A mask decides which connections of a network are drawn")
  func masks() {
    let mask = Tensor([0, 1, 1, 0, 0, 1, 0, 0, 0], shape: [3, 3])
    let network = GraphDiagram.network([("x", 3), ("y", 3)], masks: [mask])
    #expect(network.edges.map { [$0.from, $0.to - 3] } == [[0, 1], [0, 2], [1, 2]])
    let large = GraphDiagram.network([("x", 784), ("h", 500), ("x̂", 784)])
    #expect(large.nodeCount == 18 && large.edgeCount == 50)
    #expect(large.manifest["layers"] == [784, 500, 784])
    expectNoOverlap(large)
  }

  @Test("The units of a network take the labels that are given to their layers")
  func unitLabels() {
    let plain = GraphDiagram.network([("x", 2), ("y", 3)])
    let network = plain.unitLabels([["1", "2"], ["3", "4", "5"]])
    #expect(network.nodes.map(\.label) == ["1", "2", "3", "4", "5"])
    #expect(network.nodes.map(\.id) == plain.nodes.map(\.id))
  }

  @Test("A graph of computed nodes and edges is the one that is written down")
  func computed() {
    let written = GraphDiagram(["z": ["x"], "w": ["x"]]).plate("N", "z", "x")
    let computed = GraphDiagram(
      nodes: ["z", "x", "w"], edges: [(from: "z", to: "x"), (from: "w", to: "x")]
    ).plate("N", ["z", "x"])
    #expect(computed.manifest == written.manifest)
  }

  @Test("On a circle nodes keep apart, and texts at edges do not meet", arguments: [2, 3, 4, 5])
  func circle(_ count: Int) {
    let names = (1...count).map { "x\($0)" }
    var diagram = GraphDiagram.complete(visible: count)
    if count == 2 { diagram = GraphDiagram(nodes: names, edges: [("x1", "x2")]).onCircle() }
    for node in diagram.nodes.indices { diagram.nodes[node].detail = "b = −2.7" }
    for edge in diagram.edges.indices { diagram.edges[edge].label = "−5.6" }
    expectNoOverlap(diagram)
    let boxes = GraphLayout(diagram).boxes
    let labels = diagram.edges.indices.map(GraphDrawing(diagram).labelPlace)
    for (place, label) in labels.enumerated() {
      for other in labels[..<place] {
        #expect(abs(label.x - other.x) > 30 || abs(label.y - other.y) > 16)
      }
      for box in boxes {
        #expect(
          !overlap(box, Drawing.Rectangle(x: label.x - 4, y: label.y - 4, width: 8, height: 8)))
      }
    }
  }
}
