// SPDX-License-Identifier: MIT

import Generative
import Testing

@Suite("Networks as pictures and tables") struct NetworkDisplayLaws {
  private let a = DiscreteVariable("a", "no", "yes")
  private let b = DiscreteVariable("b", "low", "high")

  private var network: BayesianNetwork {
    BayesianNetwork(CPT(b, given: a, rows: [[0.9, 0.1], [0.25, 0.75]]), CPT(a, [0.6, 0.4]))
  }

  private func text(_ value: some RichDisplay) -> String? {
    guard case .text(let text)? = value.mimeBundle.contents["text/plain"] else { return nil }
    return text
  }

  @Test("The diagram has the network's nodes and arrows") func diagram() {
    let expected = GraphDiagram(nodes: ["b", "a"], edges: [(from: "a", to: "b")])
    #expect(network.diagram.manifest == expected.manifest)
    #expect(network.graph.diagram.edgeCount == 1)
  }

  @Test("A model in plate notation frames what is repeated") func plate() {
    let model = PlateModel(shared: [network.tables[1]], repeated: [network.tables[0]])
    let expected = GraphDiagram(["a": ["b"]]).plate("3", "b")
    #expect(model.diagram(count: "3").manifest == expected.manifest)
  }

  @Test("A conditional table shows the parents' values and a column for each own value")
  func table() {
    #expect(
      text(network[b]) == """
        a    b = low  b = high
        ───  ───────  ────────
        no       0.9       0.1
        yes     0.25      0.75
        """)
  }

  @Test("A factor shows a row for each combination of values") func factor() {
    #expect(
      text(network.query(a, given: [b: "high"])) == """
        a       value
        ───  ────────
        no   0.166667
        yes  0.833333
        """)
  }

  @Test("A small Boltzmann machine shows its weights and biases, hidden units unshaded")
  func boltzmann() {
    let machine = BoltzmannMachine(
      .spins, pairs: [(0, 1, -1), (1, 2, 2.5)], biases: [0, 1, 0], visibleCount: 2)
    let manifest = machine.diagram.manifest
    let (nodes, edges) = (manifest["nodes"]?.arrayValue ?? [], manifest["edges"]?.arrayValue ?? [])
    #expect(nodes.compactMap { $0["id"]?.stringValue } == ["v_{1}", "v_{2}", "h_{1}"])
    #expect(nodes.compactMap { $0["isObserved"]?.boolValue } == [true, true, false])
    #expect(edges.compactMap { $0["label"]?.stringValue } == ["−1", "2.5"])
    #expect(edges.allSatisfy { $0["isDirected"]?.boolValue == false })
    let visible = BoltzmannMachine(
      .binary, pairs: [(0, 1, 1)], biases: Array(repeating: 0, count: 6))
    #expect(visible.diagram.nodeCount == 6)
    #expect(visible.diagram.edgeCount == 1)
  }
}
