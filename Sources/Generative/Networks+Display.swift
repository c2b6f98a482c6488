// SPDX-License-Identifier: MIT

public import Display
public import Figures
public import Models

extension DirectedGraph {
  /// The graph as a picture: a node for each variable, an arrow from each parent to its child.
  public var diagram: GraphDiagram {
    GraphDiagram(
      nodes: variables.map(\.name), edges: edges.map { (from: $0.from.name, to: $0.to.name) })
  }
}

extension BayesianNetwork {
  /// The network's graph as a picture.
  public var diagram: GraphDiagram { graph.diagram }
}

extension PlateModel {
  /// The model as a picture, with a frame around what is repeated so many times.
  public func diagram(count: String = "N") -> GraphDiagram {
    graph.diagram.plate(count, repeated.map(\.variable.name))
  }
}

extension CPT: RichDisplay {
  /// The table as text and HTML: the parents' values, and then the variable's probabilities.
  public var mimeBundle: MIMEBundle {
    let givens = parents.indices.map { axis in
      let column = factor.rows.filter { $0.last == 0 }.map { parents[axis].values[$0[axis]] }
      return (name: parents[axis].name, values: column as [Any])
    }
    let probabilities = variable.values.indices.map { value in
      (name: "\(variable) = \(variable.values[value])", values: rows.map { $0[value] } as [Any])
    }
    return Table(columns: givens + probabilities).mimeBundle
  }
}

extension Factor: RichDisplay {
  /// The table as text and HTML: a row for each combination of values.
  public var mimeBundle: MIMEBundle {
    let rows = rows
    let names = variables.indices.map { axis in
      (name: variables[axis].name, values: rows.map { variables[axis].values[$0[axis]] } as [Any])
    }
    return Table(columns: names + [(name: "value", values: values)]).mimeBundle
  }
}

extension BoltzmannMachine {
  /// The machine as a picture: its units on a circle, a line for each weight that is not 0.
  ///
  /// Where some units are hidden, the visible ones are shaded. Up to five units the lines bear their weights and the
  /// units their biases.
  public var diagram: GraphDiagram {
    let names = biases.indices.map { unit in
      if hiddenCount == 0 { return "x_{\(unit + 1)}" }
      return unit < visibleCount ? "v_{\(unit + 1)}" : "h_{\(unit - visibleCount + 1)}"
    }
    let pairs = biases.indices.flatMap { j in (0..<j).map { (i: $0, j: j) } }
      .filter { weights[$0.i][$0.j] != 0 }
    var diagram = GraphDiagram(
      nodes: names, edges: pairs.map { (from: names[$0.i], to: names[$0.j]) }, isDirected: false
    ).onCircle()
    if hiddenCount > 0 {
      for name in names[..<visibleCount] { diagram = diagram.observed(name) }
    }
    if count > 5 { return diagram }
    let text = { NumberText.significant($0, digits: 2).replacing("-", with: "−") }
    for (i, j) in pairs {
      diagram = diagram.edgeLabel(text(weights[i][j]), from: names[i], to: names[j])
    }
    for (name, bias) in zip(names, biases) {
      diagram = diagram.details([name: "b = \(text(bias))"])
    }
    return diagram
  }
}
