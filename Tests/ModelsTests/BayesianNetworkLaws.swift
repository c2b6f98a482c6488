// SPDX-License-Identifier: MIT

import Datasets
import Foundation
import Models
import Tensors
import Testing

@Suite("Bayesian network") struct BayesianNetworkLaws {
  private let age = DiscreteVariable("age", values: SalaryTable.Variable.age.valueNames)
  private let gender = DiscreteVariable("gender", values: SalaryTable.Variable.gender.valueNames)
  private let status = DiscreteVariable("status", values: SalaryTable.Variable.status.valueNames)
  private let salary = DiscreteVariable("salary", values: SalaryTable.Variable.salary.valueNames)
  private let label = DiscreteVariable("y", values: SalaryTable.Variable.label.valueNames)

  private var graph: DirectedGraph {
    [age: [], gender: [], status: [], salary: [status, age], label: [salary, gender]]
  }

  /// The data set's own tables, as far as single precision tells them.
  private var network: BayesianNetwork {
    let variables = [age, gender, status, salary, label]
    return BayesianNetwork(
      zip(SalaryTable.Variable.allCases, variables).map { place, variable in
        let numbers = SalaryTable().conditional(place).scalars.map(Double.init)
        let rows = stride(from: 0, to: numbers.count, by: variable.valueCount).map { start in
          let row = numbers[start..<start + variable.valueCount]
          return row.map { $0 / row.reduce(0, +) }
        }
        return CPT(variable, given: place.parents.map { variables[$0.rawValue] }, rows: rows)
      })
  }

  @Test("The lecture's counts: 138 and 37 cells, 71 and 22 free") func counts() {
    let chain = DirectedGraph.chainRule(age, salary, gender, status, label)
    #expect((chain.cellCount, chain.freeParameterCount) == (138, 71))
    #expect(chain.variables.map { chain.cellCount(of: $0) } == [3, 9, 18, 36, 72])
    #expect((graph.cellCount, graph.freeParameterCount) == (37, 22))
    #expect(network.tables.map(\.cellCount) == [3, 2, 2, 18, 12])
    #expect(network.tables.map(\.freeParameterCount) == [2, 1, 1, 12, 6])
  }

  @Test("The joint is the data set's own, and a row's probability is its") func joint() {
    let joint = network.joint
    #expect(abs(joint.total - 1) < 1e-14)
    for row in joint.rows {
      #expect(abs(joint[row] - SalaryTable().probability(row)) < 1e-7)
      #expect(abs(network.logProb(row) - Foundation.log(joint[row])) < 1e-12)
    }
  }

  @Test("What the graph separates is independent, and nothing else") func separation() {
    let joint = network.joint
    let variables = network.variables
    for (place, first) in variables.enumerated() {
      for second in variables[(place + 1)...] {
        let others = variables.filter { $0 != first && $0 != second }
        for subset in 0..<8 {
          let known = others.indices.filter { subset >> $0 & 1 == 1 }.map { others[$0] }
          let nats = joint.mutualInformation(first, second, given: known)
          #expect(graph.separates(first, second, given: known) == (abs(nats) < 1e-12))
        }
      }
    }
  }

  @Test("Enumeration and elimination answer alike", arguments: 0..<12) func queries(_ seed: Int) {
    var rng = PCG32(seed: UInt64(seed))
    let network = random(using: &rng)
    let variables = network.variables.shuffled(using: &rng)
    let evidence = [variables[0]: "1", variables[1]: "0"]
    let answers = BayesianNetwork.QueryMethod.allCases.map {
      network.query(variables[2], variables[3], given: evidence, by: $0)
    }
    #expect(answers[0].variables == [variables[2], variables[3]])
    #expect(answers[0].largestDifference(from: answers[1]) < 1e-14)
    #expect(abs(answers[0].total - 1) < 1e-14)
  }

  private func random(using rng: inout PCG32) -> BayesianNetwork {
    let variables = (0..<7).map { DiscreteVariable("v\($0)", "0", "1", "2") }
    var tables: [CPT] = []
    for (place, variable) in variables.enumerated() {
      let parents = variables[..<place].filter { _ in Bool.random(using: &rng) }.prefix(3)
      let rows = (0..<Int(Foundation.pow(3, Double(parents.count)))).map { _ in
        Factor.random(variable, using: &rng).values
      }
      tables.append(CPT(variable, given: Array(parents), rows: rows))
    }
    return BayesianNetwork(tables.shuffled(using: &rng))
  }

  @Test("Ancestral samples have the joint's frequencies, whatever the order of the tables")
  func sampling() {
    var rng = PCG32(seed: 3)
    let shuffled = BayesianNetwork(network.tables.reversed())
    let rows = shuffled.sample(20_000, using: &rng)
    let learned = BayesianNetwork(shuffled.graph, learning: rows)
    for (table, other) in zip(shuffled.tables, learned.tables) {
      #expect(table.factor.largestDifference(from: other.factor) < 0.03)
    }
    var twin = PCG32(seed: 3)
    #expect(rows.prefix(50) == shuffled.sample(20_000, using: &twin).prefix(50))
  }

  @Test("Learning counts, adds the pseudo-count, and leaves an unseen row uniform")
  func learning() {
    let (a, b) = (DiscreteVariable("a", "0", "1", "2"), DiscreteVariable("b", "0", "1"))
    let rows = [[0, 0], [0, 1], [0, 1], [1, 1]]
    let likely = BayesianNetwork([a: [], b: [a]], learning: rows)
    let (third, seventh) = (1.0 / 3, 1.0 / 7)
    let expected: [[Double]] = [[third, 2 * third], [0, 1], [0.5, 0.5]]
    #expect(likely[a].rows == [[0.75, 0.25, 0]])
    #expect(likely[b].rows == expected)
    #expect(likely.logProb([2, 0]) == -.infinity)
    let smooth = BayesianNetwork([a: [], b: [a]], learning: rows, pseudoCount: 1)
    let smoothed: [[Double]] = [[0.4, 0.6], [third, 2 * third], [0.5, 0.5]]
    #expect(smooth[a].rows == [[4 * seventh, 2 * seventh, seventh]])
    #expect(smooth[b].rows == smoothed)
  }

  @Test("Counted tables are likelier than any others") func likelihood() {
    var rng = PCG32(seed: 5)
    let rows = network.sample(300, using: &rng)
    let best = BayesianNetwork(graph, learning: rows).logProb(rows).reduce(0, +)
    let other = BayesianNetwork(graph, learning: rows, pseudoCount: 0.3).logProb(rows)
    #expect(best > other.reduce(0, +))
    #expect(best > network.logProb(rows).reduce(0, +))
  }

  @Test("A cycle is found and its arrows are named") func cycle() async {
    let (a, b, c) = (
      DiscreteVariable("a", "0"), DiscreteVariable("b", "0"), DiscreteVariable("c", "0")
    )
    #expect(DirectedGraph.cycle(in: [(a, []), (b, [a]), (c, [a, b])]) == nil)
    #expect(DirectedGraph.cycle(in: [(a, [c]), (b, [a]), (c, [b])]) == [a, b, c, a])
    #expect(DirectedGraph.cycle(in: [(a, [a])]) == [a, a])
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (a, b) = (DiscreteVariable("a", "0"), DiscreteVariable("b", "0"))
      _ = DirectedGraph([(a, [b]), (b, [a])])
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("the arrows a → b → a form a cycle"))
  }

  @Test("A row that does not sum to one is named") func badRow() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (a, b) = (DiscreteVariable("a", "0", "1"), DiscreteVariable("b", "0", "1"))
      _ = CPT(b, given: a, rows: [[0.5, 0.5], [0.5, 0.4]])
    }
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(words.contains("row 1 of p(b | a) is [0.5, 0.4]"))
  }

  @Test("A plate unrolls into copies that share what is outside") func plate() {
    let (w, z, x) = (
      DiscreteVariable("w", "0", "1"), DiscreteVariable("z", "0", "1"),
      DiscreteVariable("x", "0", "1")
    )
    let model = PlateModel(
      shared: [CPT(w, [0.3, 0.7])],
      repeated: [
        CPT(z, [0.2, 0.8]),
        CPT(x, given: z, w, rows: [[0.9, 0.1], [0.6, 0.4], [0.25, 0.75], [0.5, 0.5]]),
      ])
    let three = model.unrolled(3)
    #expect(
      three.variables.map(\.name) == ["w", "z_{1}", "x_{1}", "z_{2}", "x_{2}", "z_{3}", "x_{3}"])
    #expect(three.graph.edges.count == 6)
    // p(w) Π Σ_z p(z) p(x = 0 | z, w), by hand for w = 0 and 1.
    let zeros = three.query(w, given: [three.variables[2]: "0", three.variables[4]: "0"])
    let (first, second) = (0.2 * 0.9 + 0.8 * 0.25, 0.2 * 0.6 + 0.8 * 0.5)
    let joint = [0.3 * first * first, 0.7 * second * second]
    #expect(abs(zeros.values[0] - joint[0] / (joint[0] + joint[1])) < 1e-15)
  }
}
