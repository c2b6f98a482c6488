// SPDX-License-Identifier: MIT

import Datasets
import Models
import Tensors
import Testing

@Suite("Trees, forests and boosting") struct TreeLaws {
  private func moons(_ count: Int, noise: Float = 0.3, seed: UInt64) -> LabeledVectors {
    var rng = PCG32(seed: seed)
    let drawn = TwoMoons(noise: noise).sample(count, using: &rng)
    return Labeled(drawn.points, drawn.labels)
  }

  /// All rows of the table of five variables, each with its probability.
  private var salaries: (examples: LabeledVectors, weights: [Double]) {
    let table = SalaryTable()
    let sizes = SalaryTable.Variable.allCases.map(\.valueNames.count)
    let rows = sizes.reduce([[Int]]([[]])) { rows, size in
      rows.flatMap { row in (0..<size).map { row + [$0] } }
    }
    let inputs = Tensor(rows.map { $0.dropLast().map { Float($0) } })
    return (Labeled(inputs, rows.map { $0[4] }), rows.map(table.probability))
  }

  @Test("A tree asks for a variable's parents and for nothing else") func parents() {
    let (examples, weights) = salaries
    let tree = DecisionTree(fitting: examples, weights: weights)
    let wanted = SalaryTable.Variable.label.parents.map(\.rawValue)
    #expect(tree.features == Set(wanted))
    // One leaf for each combination of the parents, which holds the conditional probabilities.
    #expect(tree.leafCount == 6)
    let conditional = SalaryTable().conditional(.label)
    let shares = tree.probabilities(of: examples.inputs)
    for (row, input) in (0..<examples.labels.count).map({ ($0, examples.inputs[$0].scalars) }) {
      let (salary, gender) = (Int(input[3]), Int(input[1]))
      expectClose(
        shares[row].scalars, conditional[salary, gender].scalars.map { Double($0) },
        tolerance: 1e-6)
    }
  }

  @Test("No other first question leaves the classes less mixed") func rootQuestion() {
    let data = moons(60, seed: 1)
    let tree = DecisionTree(fitting: data, limits: .init(depth: 1))
    func impurity(_ isYes: [Bool]) -> Double {
      [true, false].reduce(0) { sum, side in
        let labels = zip(isYes, data.labels).filter { $0.0 == side }.map(\.1)
        if labels.isEmpty { return sum }
        let share = Double(labels.count { $0 == 1 }) / Double(labels.count)
        return sum + Double(labels.count) * 2 * share * (1 - share)
      }
    }
    let shares = tree.probabilities(of: data.inputs)[column: 0].scalars
    let own = impurity(shares.map { $0 == shares[0] })
    #expect(tree.leafCount == 2)
    for feature in 0..<2 {
      let column = data.inputs[column: feature].scalars
      for threshold in column {
        #expect(own <= impurity(column.map { $0 <= threshold }) + 1e-9)
      }
    }
  }

  @Test("Without limits a tree learns its examples by heart; negative numbers keep their order")
  func byHeart() {
    let data = moons(80, seed: 2)
    #expect(DecisionTree(fitting: data).accuracy(on: data) == 1)
    let line = Labeled(Tensor([[-2], [-1], [-0.5], [0], [1], [3]]), [0, 0, 1, 1, 0, 0])
    let tree = DecisionTree(fitting: line)
    #expect(tree.leafCount == 3)
    #expect(tree.predict(Tensor([[-9], [-0.74], [0.49], [0.51], [9]])) == [0, 1, 1, 0, 0])
  }

  @Test("Limits hold: depth, number of examples, gain") func limits() {
    let data = moons(80, seed: 3)
    #expect(DecisionTree(fitting: data, limits: .init(depth: 2)).leafCount <= 4)
    #expect(DecisionTree(fitting: data, limits: .init(depth: 0)).leafCount == 1)
    #expect(DecisionTree(fitting: data, limits: .init(count: 81)).leafCount == 1)
    #expect(DecisionTree(fitting: data, limits: .init(gain: 1)).leafCount == 1)
  }

  @Test("A forest generalises better than its trees, and the same seed gives the same forest")
  func forest() {
    let (train, test) = (moons(150, seed: 4), moons(600, seed: 5))
    var (rng, twin) = (PCG32(seed: 6), PCG32(seed: 6))
    let forest = RandomForest(fitting: train, treeCount: 30, using: &rng)
    let mean = forest.trees.map { $0.accuracy(on: test) }.reduce(0, +) / 30
    #expect(forest.accuracy(on: test) > mean + 0.01)
    let again = RandomForest(fitting: train, treeCount: 30, using: &twin)
    #expect(again.probabilities(of: test.inputs) == forest.probabilities(of: test.inputs))
  }

  @Test("The training error of boosting is below the product of 2√(ε(1 − ε))") func boosting() {
    let data = moons(150, noise: 0.15, seed: 7)
    let boosted = AdaBoost(fitting: data, rounds: 40)
    let bound = boosted.errors.reduce(1.0) { $0 * 2 * ($1 * (1 - $1)).squareRoot() }
    let error = 1 - boosted.accuracy(on: data)
    #expect(error <= bound)
    #expect(boosted.errors.allSatisfy { $0 < 0.5 })
    let stump = DecisionTree(fitting: data, limits: .init(depth: 1))
    #expect(boosted.accuracy(on: data) > stump.accuracy(on: data) + 0.05)
  }

  @Test("Boosting ends with a tree that makes no error") func perfect() {
    let data = Labeled(Tensor([[0], [1], [2]]), [0, 1, 1])
    let boosted = AdaBoost(fitting: data)
    #expect(boosted.trees.count == 1 && boosted.accuracy(on: data) == 1)
  }
}
