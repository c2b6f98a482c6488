// SPDX-License-Identifier: MIT

import Tensors

/// A model in plate notation: tables that exist once, and tables that are repeated for each example.
///
/// `p(w, z₁…z_N, x₁…x_N) = p(w) Πₙ p(zₙ) p(xₙ | zₙ, w)`
public struct PlateModel: Sendable, Equatable {
  /// The tables outside the plate.
  public let shared: [CPT]
  /// The tables inside the plate.
  public let repeated: [CPT]

  /// Makes a model from the tables outside and inside the plate.
  ///
  /// - Requires: No table outside with a parent inside, for it would have as many parents as there are examples.
  public init(shared: [CPT], repeated: [CPT]) {
    let inside = Set(repeated.map(\.variable))
    if let table = shared.first(where: { !inside.isDisjoint(with: $0.parents) }) {
      fail("PlateModel: \(table.variable) is outside the plate but has a parent inside")
    }
    (self.shared, self.repeated) = (shared, repeated)
  }

  /// The graph of one example.
  public var graph: DirectedGraph {
    DirectedGraph((shared + repeated).map { ($0.variable, $0.parents) })
  }

  /// The network without its plate: what is inside stands there so many times, with numbers.
  public func unrolled(_ count: Int) -> BayesianNetwork {
    if count < 0 { fail("PlateModel: \(count) copies of the plate") }
    let inside = Set(repeated.map(\.variable))
    let copies = (0..<count).flatMap { index in
      repeated.map { table in
        table.renamed { inside.contains($0) ? $0.numbered(index + 1) : $0 }
      }
    }
    return BayesianNetwork(shared + copies)
  }
}
