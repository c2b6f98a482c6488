// SPDX-License-Identifier: MIT

public import Layers
import Tensors

extension MADE {
  /// Makes the masked autoencoder of variables whose Markov random field is known (MASDE).
  ///
  /// `p(x) = Πᵢ p(xᵢ | x_{Bᵢ})` with the looking-back Markov blankets `Bᵢ` of the graph: masks cut all connections but those
  /// from a variable's blanket. What the structure rules out need not be learnt, so that fewer examples are enough.
  ///
  /// - Parameters:
  ///   - order: The order of the chain rule; by default as the variables are numbered.
  /// - Requires: In each hidden layer at least one unit for each variable that has a blanket.
  /// - Paper: Khajenezhad, Madani & Beigy (2021), *Masked Autoencoder for Distribution Estimation on Small Structured Data
  ///   Sets*, IEEE Transactions on Neural Networks and Learning Systems 32.
  /// - Differs: Labels are the blankets themselves, spread evenly over the units of each hidden layer.
  public init(
    graph: UndirectedGraph, order: [Int]? = nil, hiddenSizes: [Int] = [100],
    isDirect: Bool = false, activation: any Layer = ReLU(),
    using rng: inout some RandomNumberGenerator
  ) {
    let labels = MaskLabels(
      order: order ?? Array(0..<graph.nodeCount),
      blankets: graph.lookingBackBlankets(order: order), hiddenSizes: hiddenSizes)
    self.init(labels: labels, isDirect: isDirect, activation: activation, using: &rng)
  }
}
