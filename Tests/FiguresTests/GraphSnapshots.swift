// SPDX-License-Identifier: MIT

import Figures
import Tensors
import Testing

@Suite("Diagrams look as they did") struct GraphSnapshots {
  @Test("A mixture model with plates and constants")
  func mixture() throws {
    try Snapshot.expect(GraphLaws.mixture.title("Gaussian mixture"), named: "graph-mixture")
  }

  @Test("A directed model with words for names")
  func directed() throws {
    try Snapshot.expect(
      GraphDiagram([
        "age": ["salary"], "marital status": ["salary"], "gender": ["y"], "salary": ["y"],
      ])
      .observed("y"), named: "graph-directed")
  }

  @Test("A fully connected autoregressive model")
  func autoregressive() throws {
    try Snapshot.expect(
      GraphDiagram([
        "x_{1}": ["x_{2}", "x_{3}", "x_{4}"], "x_{2}": ["x_{3}", "x_{4}"], "x_{3}": ["x_{4}"],
      ])
      .direction(.right), named: "graph-autoregressive")
  }

  @Test("Boltzmann machines: complete with weights, and bipartite")
  func machines() throws {
    try Snapshot.expect(
      Panels(columns: 3) {
        GraphDiagram.complete(visible: 3).edgeLabel("−1", from: "v1", to: "v2")
          .edgeLabel("−1", from: "v1", to: "v3").edgeLabel("2", from: "v2", to: "v3").title("BM")
        GraphDiagram.bipartite(visible: 4, hidden: 3).title("RBM")
        GraphDiagram.stack([("v", 3), ("h", 2), ("g", 3)], undirected: 1).title("DBN")
      }, named: "graph-machines")
  }

  @Test("A network of layers, of which large ones are shortened")
  func network() throws {
    try Snapshot.expect(
      GraphDiagram.network([("x", 784), ("h", 256), ("z", 2), ("h", 256), ("x̂", 784)])
        .title("Autoencoder"), named: "graph-network")
  }

  @Test("A masked network, whose connections are those of the masks")
  func masked() throws {
    let order = [1, 2, 1]
    let first = (0..<9).map { (index: Int) in Float(order[index % 3] >= index / 3 + 1 ? 1 : 0) }
    let second = (0..<9).map { (index: Int) in Float(index % 3 + 1 > order[index / 3] ? 1 : 0) }
    try Snapshot.expect(
      GraphDiagram.network(
        [("x", 3), ("h", 3), ("x̂", 3)],
        masks: [Tensor(first, shape: [3, 3]), Tensor(second, shape: [3, 3])]),
      named: "graph-masked")
  }

  @Test("A tree of boxes")
  func tree() throws {
    try Snapshot.expect(
      GraphDiagram.tree([
        "generative models": ["explicit density", "implicit density"],
        "explicit density": ["tractable", "approximate"], "implicit density": ["GAN"],
        "tractable": ["autoregressive", "flow"], "approximate": ["VAE", "Boltzmann machine"],
      ]), named: "graph-tree")
  }

  @Test("Two players as boxes with sizes, colours and labelled arrows")
  func game() throws {
    try Snapshot.expect(
      GraphDiagram([
        "z": ["G"], "G": ["x_{fake}"], "x_{fake}": ["D"], "x_{real}": ["D"], "D": ["p"],
      ])
      .labels(["G": "generator", "D": "discriminator", "p": "real?"])
      .shape(.box, "G", "D").details(["G": "128 → 784", "D": "784 → 1"])
      .color(.palette(0), "G").color(.palette(2), "D").shape(.plain, "p").observed("x_{real}")
      .direction(.right).edgeLabel("samples", from: "G", to: "x_{fake}"), named: "graph-game")
  }

  @Test("A topic model: plates in plates, arrows that pass them")
  func nested() throws {
    try Snapshot.expect(
      GraphDiagram([
        "alpha": ["theta"], "theta": ["z"], "z": ["w"], "beta": ["phi"], "phi": ["w"],
      ])
      .labels([
        "alpha": "α", "theta": "θ_{d}", "z": "z_{dn}", "w": "w_{dn}", "beta": "β", "phi": "φ_{k}",
      ])
      .observed("w").shape(.dot, "alpha", "beta").plate("D", "theta", "z", "w")
      .plate("N_{d}", "z", "w").plate("K", "phi").direction(.right), named: "graph-nested")
  }

  @Test("A variational autoencoder with its two losses, and a hidden Markov model")
  func computations() throws {
    try Snapshot.expect(
      Panels(columns: 1) {
        GraphDiagram([
          "x": ["enc", "rec"], "enc": ["mu", "sigma"], "mu": ["z", "kl"], "sigma": ["z", "kl"],
          "eps": ["z"], "z": ["dec"], "dec": ["x̂"], "x̂": ["rec"],
        ])
        .labels([
          "enc": "encoder", "dec": "decoder", "mu": "μ", "sigma": "σ", "eps": "ε",
          "rec": "log p(x|z)", "kl": "KL",
        ])
        .shape(.box, "enc", "dec").color(.palette(2), "rec", "kl").observed("x").direction(.right)
        GraphDiagram([
          "z_{1}": ["z_{2}", "x_{1}"], "z_{2}": ["z_{3}", "x_{2}"], "z_{3}": ["z_{4}", "x_{3}"],
          "z_{4}": ["x_{4}"],
        ])
        .observed("x_{1}", "x_{2}", "x_{3}", "x_{4}").dashed(from: "z_{3}", to: "z_{4}")
        .rows([
          ["z_{1}", "z_{2}", "z_{3}", "z_{4}"], ["x_{1}", "x_{2}", "x_{3}", "x_{4}"],
        ])
      }, named: "graph-computations")
  }
}
