// SPDX-License-Identifier: MIT

import Tensors

/// A directed graph without cycles that says on which others each variable depends directly.
///
/// `p(x₁, …, xₙ) = Πᵢ p(xᵢ | parents(xᵢ))`
///
/// - Paper: Pearl (1988), *Probabilistic Reasoning in Intelligent Systems*.
public struct DirectedGraph: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// The nodes, in the order in which they were given.
  public let variables: [DiscreteVariable]
  /// The nodes in an order in which parents come before their children.
  public let ancestralOrder: [DiscreteVariable]
  private let parentLists: [DiscreteVariable: [DiscreteVariable]]

  /// Makes a graph from the parents of each variable: `[age: [], status: [], salary: [status, age]]`.
  ///
  /// - Requires: Each parent to be a variable of the graph, no name twice, and no cycle.
  public init(dictionaryLiteral parents: (DiscreteVariable, [DiscreteVariable])...) {
    self.init(parents)
  }

  /// Makes a graph from the parents of each variable.
  ///
  /// - Requires: Each parent to be a variable of the graph, no name twice, and no cycle.
  public init(_ parents: [(DiscreteVariable, [DiscreteVariable])]) {
    let variables = parents.map(\.0)
    if Set(variables.map(\.name)).count != variables.count {
      fail("DirectedGraph: two of \(variables) share a name")
    }
    for (variable, list) in parents {
      if let stranger = list.first(where: { !variables.contains($0) }) {
        fail("DirectedGraph: \(stranger), a parent of \(variable), is not in the graph")
      }
    }
    if let cycle = Self.cycle(in: parents) {
      let path = cycle.map(\.name).joined(separator: " → ")
      fail("DirectedGraph: the arrows \(path) form a cycle; turn or remove one of them")
    }
    let lists = Dictionary(parents, uniquingKeysWith: { first, _ in first })
    (self.variables, parentLists) = (variables, lists)
    ancestralOrder = Self.ancestralOrder(variables, lists)
  }

  /// The graph of the chain rule, in which each variable depends on all before it.
  public static func chainRule(_ variables: [DiscreteVariable]) -> DirectedGraph {
    DirectedGraph(variables.indices.map { (variables[$0], Array(variables[..<$0])) })
  }

  /// The graph of the chain rule, in which each variable depends on all before it.
  public static func chainRule(_ variables: DiscreteVariable...) -> DirectedGraph {
    chainRule(variables)
  }

  /// A way along arrows that ends where it began, or nil where there is none.
  public static func cycle(
    in parents: [(DiscreteVariable, [DiscreteVariable])]
  ) -> [DiscreteVariable]? {
    let lists = Dictionary(parents, uniquingKeysWith: { first, _ in first })
    var finished: Set<DiscreteVariable> = []
    // The way against the arrows, from children to parents.
    func search(_ path: [DiscreteVariable]) -> [DiscreteVariable]? {
      for parent in lists[path[path.count - 1]] ?? [] {
        if let start = path.firstIndex(of: parent) {
          return [parent] + path[start...].reversed()
        }
        if !finished.contains(parent), let found = search(path + [parent]) { return found }
      }
      finished.insert(path[path.count - 1])
      return nil
    }
    for (variable, _) in parents where !finished.contains(variable) {
      if let found = search([variable]) { return found }
    }
    return nil
  }

  private static func ancestralOrder(
    _ variables: [DiscreteVariable], _ parents: [DiscreteVariable: [DiscreteVariable]]
  ) -> [DiscreteVariable] {
    var order: [DiscreteVariable] = []
    var known: Set<DiscreteVariable> = []
    while order.count < variables.count {
      for variable in variables where !known.contains(variable) {
        guard known.isSuperset(of: parents[variable] ?? []) else { continue }
        order.append(variable)
        known.insert(variable)
      }
    }
    return order
  }

  /// The variables on which one depends directly.
  ///
  /// - Requires: A variable of the graph.
  public func parents(of variable: DiscreteVariable) -> [DiscreteVariable] {
    guard let list = parentLists[variable] else {
      fail("DirectedGraph: \(variable) is none of the variables \(variables)")
    }
    return list
  }

  /// The arrows, those into the first variable first.
  public var edges: [(from: DiscreteVariable, to: DiscreteVariable)] {
    variables.flatMap { child in parents(of: child).map { (from: $0, to: child) } }
  }

  /// How many probabilities the table of a variable holds: one for each of its values and its parents'.
  public func cellCount(of variable: DiscreteVariable) -> Int {
    parents(of: variable).reduce(variable.valueCount) { $0 * $1.valueCount }
  }

  /// How many probabilities all tables hold.
  public var cellCount: Int { variables.reduce(0) { $0 + cellCount(of: $1) } }

  /// How many probabilities do not follow from the others, as each row of a table sums to one.
  public var freeParameterCount: Int {
    variables.reduce(0) { $0 + cellCount(of: $1) / $1.valueCount * ($1.valueCount - 1) }
  }

  /// Whether the graph alone makes two variables independent, once others are known (d-separation).
  ///
  /// Decided on the moral graph of the ancestors: parents of a common child are joined, and the two variables are
  /// separated where every way between them leads through what is known.
  /// - Paper: Lauritzen, Dawid, Larsen & Leimer (1990), *Independence Properties of Directed Markov Fields*.
  public func separates(
    _ first: DiscreteVariable, _ second: DiscreteVariable, given known: [DiscreteVariable] = []
  ) -> Bool {
    let relevant = ancestors(of: known + [first, second])
    var reached: Set = [first]
    var front = [first]
    while let variable = front.popLast() {
      for next in moralNeighbors(of: variable, among: relevant)
      where !known.contains(next) && reached.insert(next).inserted {
        front.append(next)
      }
    }
    return !reached.contains(second)
  }

  /// The variables themselves and all from which arrows lead to them.
  private func ancestors(of variables: [DiscreteVariable]) -> Set<DiscreteVariable> {
    var found = Set(variables)
    for variable in ancestralOrder.reversed() where found.contains(variable) {
      found.formUnion(parents(of: variable))
    }
    return found
  }

  /// Parents, children and the children's other parents.
  private func moralNeighbors(
    of variable: DiscreteVariable, among relevant: Set<DiscreteVariable>
  ) -> Set<DiscreteVariable> {
    var found = Set(parents(of: variable))
    for child in relevant where parents(of: child).contains(variable) {
      found.insert(child)
      found.formUnion(parents(of: child))
    }
    return found.intersection(relevant).subtracting([variable])
  }
}
