// SPDX-License-Identifier: MIT

public import Tensors

/// A decision tree of binary questions `x_j ≤ t`, grown by CART.
///
/// Each node takes the question after which the classes are least mixed: the least `Σ weight · (1 − Σ_y p_y²)`, Gini's
/// index, over its two sides.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Breiman, Friedman, Olshen & Stone (1984), *Classification and Regression Trees*.
public struct DecisionTree: ProbabilisticClassifier, Sendable {
  /// When a tree stops to grow.
  public struct Limits: Sendable {
    /// The most questions one after another.
    public var depth: Int
    /// The least number of examples that are asked a question.
    public var count: Int
    /// The least fall of Gini's index, as a share of all examples, that is worth a question.
    public var gain: Double

    /// Makes limits; without any, a tree grows until each leaf is pure.
    public init(depth: Int = .max, count: Int = 2, gain: Double = 1e-12) {
      (self.depth, self.count, self.gain) = (depth, count, gain)
    }
  }

  struct Node: Sendable {
    /// The coordinate that is asked for; −1 at a leaf.
    var feature = -1
    var threshold: Float = 0
    /// Where it goes on if the answer is yes, and if it is no.
    var next = (yes: 0, no: 0)
    /// The share of each class.
    let shares: [Float]
  }

  let nodes: [Node]
  /// The number of coordinates.
  public let size: Int
  /// The number of classes.
  public let classCount: Int

  /// Grows a tree that may ask for every coordinate.
  ///
  /// - Parameters:
  ///   - weights: How much each example counts; 1 without.
  /// - Requires: A weight for each example, none negative.
  public init(
    fitting examples: LabeledVectors, classCount: Int? = nil, weights: [Double]? = nil,
    limits: Limits = Limits()
  ) {
    let classCount = examples.classCount(classCount, in: "DecisionTree")
    let count = examples.labels.count
    let weights = weights ?? [Double](repeating: 1, count: count)
    if weights.count != count || weights.contains(where: { !($0 >= 0) }) {
      fail("DecisionTree: \(weights.count) weights for \(count) examples; none may be negative")
    }
    let table = TreeTable(examples, classCount: classCount)
    var growth = TreeGrowth(table, weights: weights, limits: limits, featureCount: nil)
    var unused = PCG32(seed: 0)
    growth.grow(Array(0..<UInt32(count)), using: &unused)
    self.init(nodes: growth.nodes, size: table.size, classCount: classCount)
  }

  init(nodes: [Node], size: Int, classCount: Int) {
    (self.nodes, self.size, self.classCount) = (nodes, size, classCount)
  }

  /// The number of leaves.
  public var leafCount: Int { nodes.count { $0.feature < 0 } }

  /// The coordinates that the tree asks for, each once.
  public var features: Set<Int> { Set(nodes.lazy.map(\.feature).filter { $0 >= 0 }) }

  /// The shares of the classes in the leaf of each example.
  public func probabilities(of x: Tensor) -> Tensor {
    Tensor(leaves(of: x).flatMap { nodes[$0].shares }, shape: [x.shape[0], classCount])
  }

  /// The leaf to which each example comes.
  func leaves(of x: Tensor) -> [Int] {
    requireVectors(x, size: size, in: "DecisionTree")
    return x.withScalars { scalars in
      (0..<x.shape[0]).map { row in
        var place = 0
        while nodes[place].feature >= 0 {
          let node = nodes[place]
          let isYes = scalars[row * size + node.feature] <= node.threshold
          place = isYes ? node.next.yes : node.next.no
        }
        return place
      }
    }
  }
}
