// SPDX-License-Identifier: MIT

public import Tensors

/// A forest of decision trees, each grown on examples drawn with repetition and on few coordinates at each node.
///
/// `p(y | x)` is the mean of the trees' shares.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Breiman (2001), *Random Forests*.
public struct RandomForest: ProbabilisticClassifier, Sendable {
  /// The trees.
  public let trees: [DecisionTree]
  /// The number of classes.
  public let classCount: Int

  /// Grows a forest; the trees grow side by side, and the same seed gives the same forest.
  ///
  /// - Parameters:
  ///   - featureCount: How many coordinates a node looks at; the root of their number without.
  /// - Requires: At least one tree.
  public init(
    fitting examples: LabeledVectors, treeCount: Int = 20, featureCount: Int? = nil,
    classCount: Int? = nil, limits: DecisionTree.Limits = DecisionTree.Limits(),
    using rng: inout some RandomNumberGenerator
  ) {
    let classCount = examples.classCount(classCount, in: "RandomForest")
    if treeCount < 1 { fail("RandomForest: \(treeCount) trees are no forest") }
    let table = TreeTable(examples, classCount: classCount)
    let considered = featureCount ?? max(1, Int(Double(table.size).squareRoot()))
    if !(1...table.size).contains(considered) {
      fail("RandomForest: \(considered) of \(table.size) coordinates")
    }
    var seeds: [UInt64] = []
    for _ in 0..<treeCount { seeds.append(rng.next()) }
    let weights = [Double](repeating: 1, count: table.count)
    var grown = [[DecisionTree.Node]](repeating: [], count: treeCount)
    grown.withUnsafeMutableBufferPointer { grown in
      // Each place is written once, by one thread.
      nonisolated(unsafe) let grown = grown
      forEachBlock(treeCount) { index in
        var rng = PCG32(seed: seeds[index], stream: UInt64(index))
        var rows: [UInt32] = []
        for _ in 0..<table.count { rows.append(.random(in: 0..<UInt32(table.count), using: &rng)) }
        var growth = TreeGrowth(table, weights: weights, limits: limits, featureCount: considered)
        growth.grow(rows, using: &rng)
        grown[index] = growth.nodes
      }
    }
    trees = grown.map { DecisionTree(nodes: $0, size: table.size, classCount: classCount) }
    self.classCount = classCount
  }

  /// The mean of the trees' shares.
  public func probabilities(of x: Tensor) -> Tensor {
    let sum = trees.reduce(Tensor.zeros([x.shape[0], classCount])) { $0 + $1.probabilities(of: x) }
    return sum / Float(trees.count)
  }
}
