// SPDX-License-Identifier: MIT

import Tensors

extension BayesianNetwork {
  /// How a query is answered.
  public enum QueryMethod: Sendable, CaseIterable {
    /// By summing the joint distribution over everything that is not asked for.
    case enumeration
    /// By summing variables out one after another, each from the product of the tables that hold it.
    case elimination
  }

  /// The distribution of some variables when others are known.
  ///
  /// `p(a | e) = Σ_h p(a, h, e) / Σ_{a,h} p(a, h, e)`
  ///
  /// - Complexity: Enumeration is exponential in the number of variables; elimination is exponential only in the
  ///   greatest number of variables that meet in one table on the way.
  /// - Requires: Variables of the network, and evidence that is possible.
  /// - Paper: Zhang & Poole (1994), *A Simple Approach to Bayesian Network Computations*.
  public func query(
    _ wanted: DiscreteVariable..., given evidence: [DiscreteVariable: String] = [:],
    by method: QueryMethod = .elimination
  ) -> Factor {
    for variable in wanted + Array(evidence.keys) { _ = self[variable] }
    if let known = wanted.first(where: { evidence[$0] != nil }) {
      fail("query: \(known) is asked for and known at once")
    }
    switch method {
    case .enumeration: return joint.restricted(to: evidence).marginal(wanted).normalized()
    case .elimination: return eliminated(wanted, evidence).marginal(wanted).normalized()
    }
  }

  /// The product of all tables, summed over what is neither wanted nor known.
  private func eliminated(
    _ wanted: [DiscreteVariable], _ evidence: [DiscreteVariable: String]
  ) -> Factor {
    var factors = tables.map { $0.factor.restricted(to: evidence) }
    var hidden = variables.filter { !wanted.contains($0) && evidence[$0] == nil }
    // The variable whose table becomes smallest goes first.
    while let next = hidden.min(by: { size($0, factors) < size($1, factors) }) {
      let product = factors.filter { $0.variables.contains(next) }.reduce(Factor.one, *)
      factors.removeAll { $0.variables.contains(next) }
      factors.append(product.summing(over: next))
      hidden.removeAll { $0 == next }
    }
    return factors.reduce(Factor.one, *)
  }

  /// How many numbers the product of the tables that hold a variable has.
  private func size(_ variable: DiscreteVariable, _ factors: [Factor]) -> Int {
    let touched = factors.filter { $0.variables.contains(variable) }
    return Set(touched.flatMap(\.variables)).reduce(1) { $0 * $1.valueCount }
  }
}
