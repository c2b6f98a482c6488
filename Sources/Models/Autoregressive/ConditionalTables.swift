// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// The chain rule without any assumption: a table of `p(xᵢ = 1 | x₁ … xᵢ₋₁)` for every prefix.
///
/// Place i has 2ⁱ⁻¹ prefixes, all places together have `Σᵢ 2ⁱ⁻¹ = 2ⁿ − 1`: as many numbers as any distribution of n bits
/// needs, and so it can be any of them.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
public struct ConditionalTables: AutoregressiveModel {
  /// The logits of the conditionals in the order of a heap: those of prefix k are followed at `2k + 1` and `2k + 2`.
  @Parameter public var table: Tensor
  /// The number of binary variables.
  public let size: Int

  /// Makes tables in which all vectors are equally probable.
  ///
  /// - Requires: 24 variables at most.
  public init(size: Int) {
    if !(1...24).contains(size) {
      fail("ConditionalTables: \(size) variables; they must be 1 … 24, for 2^n − 1 numbers")
    }
    self.size = size
    table = .zeros([1 << size - 1])
  }

  /// Makes the tables of a distribution of all vectors, the last variable of which changes fastest.
  ///
  /// - Requires: 2ⁿ probabilities.
  public init(_ distribution: DiscreteDistribution) {
    let size = distribution.count.trailingZeroBitCount
    if distribution.count != 1 << size {
      fail("ConditionalTables: \(distribution.count) probabilities; there must be 2^n")
    }
    self.init(size: size)
    set(masses: distribution.probabilities)
  }

  /// Makes the tables of the shares in examples, each prefix with some examples of either value more.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Parameter pseudocount: How many examples are added with 0 and with 1 after every prefix.
  public init(fitting x: Tensor, pseudocount: Double = 0.5) {
    if x.rank != 2 || !(pseudocount >= 0) {
      fail("ConditionalTables: examples \(x.shape), \(pseudocount) examples added")
    }
    self.init(size: x.shape[1])
    var counts = [Double](repeating: 0, count: 1 << size)
    for leaf in nodes(x, upTo: size) { counts[leaf - (1 << size - 1)] += 1 }
    set(masses: counts, pseudocount: pseudocount)
  }

  /// The logits of all conditionals `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: `x` `[batch, size]` of zeros and ones → `[batch, size]`.
  public func logits(given x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] != size {
      fail("ConditionalTables: vectors \(x.shape), but \(size) variables")
    }
    let steps = (0..<size).map { table.gathered(nodes(x, upTo: $0)) }
    return steps.stacked(alongAxis: 1)
  }

  /// Where each vector's prefix of some length lies in the heap.
  private func nodes(_ x: Tensor, upTo length: Int) -> [Int] {
    let size = x.shape[1]
    return x.withScalars { x in
      stride(from: 0, to: x.count, by: size).map { row in
        (0..<length).reduce(0) { node, place in 2 * node + (x[row + place] == 0 ? 1 : 2) }
      }
    }
  }

  /// Sets each logit from the masses that the two continuations of its prefix have.
  private func set(masses leaves: [Double], pseudocount: Double = 0) {
    let count = leaves.count - 1
    var masses = [Double](repeating: 0, count: count) + leaves
    let logits = (0..<count).reversed().map { node in
      let (zero, one) = (masses[2 * node + 1], masses[2 * node + 2])
      masses[node] = zero + one
      let isSeen = zero + one + pseudocount > 0
      return isSeen ? Float(log(one + pseudocount) - log(zero + pseudocount)) : 0
    }
    table = Tensor(Array(logits.reversed()))
  }
}
