// SPDX-License-Identifier: MIT

import Layers
public import Tensors

/// The labels of a masked autoencoder's units, and the masks that follow from them.
///
/// A label `S(k)` is the set of variables that may reach a unit. Unit k hears unit k′ of the layer below where
/// `S(k′) ⊆ S(k)`. Input j has the label {j}; the output of variable i has `Bᵢ`, a set of variables before i. Sets only
/// grow from layer to layer, so nothing but `Bᵢ` reaches that output.
///
/// The degree m of a unit in MADE stands for the first m variables of the order. Between hidden layers the rule then reads
/// `m(k) ≥ m(k′)`, and at the output of the variable in place d it reads `d > m(k)`: strictly, as d is not before itself.
///
/// - Shapes: masks `[inputs, outputs]` of a layer.
/// - Paper: Germain, Gregor, Murray & Larochelle (2015), *MADE: Masked Autoencoder for Distribution Estimation*,
///   arXiv:1502.03509; Khajenezhad, Madani & Beigy (2021), *Masked Autoencoder for Distribution Estimation on Small
///   Structured Data Sets*, IEEE Transactions on Neural Networks and Learning Systems 32.
public struct MaskLabels: Sendable, Equatable {
  /// The variables in the order in which the chain rule takes them.
  public let order: [Int]
  /// The labels of each hidden layer, a row of zeros and ones for each unit.
  public let hidden: [Tensor]
  /// The labels of the outputs, a row for each variable: what its conditional may depend on.
  public let blankets: Tensor

  /// Makes labels from sets of variables, a row of zeros and ones for each unit.
  private init(order: [Int], hidden: [Tensor], blankets: Tensor) {
    (self.order, self.hidden, self.blankets) = (order, hidden, blankets)
  }

  /// Makes the labels of MADE: each output may see all variables before its own.
  ///
  /// - Parameters:
  ///   - order: The variables in the order of the chain rule.
  ///   - degrees: For each hidden layer, how many variables at the order's beginning each unit may see.
  /// - Requires: An order of all variables, and degrees from 0 to their number.
  public init(order: [Int], degrees: [[Int]]) {
    Self.check(order)
    for degree in degrees.joined() where !(0...order.count).contains(degree) {
      fail("MaskLabels: a degree of \(degree) among \(order.count) variables")
    }
    self.init(
      order: order, hidden: degrees.map { Self.first($0, of: order) },
      blankets: Self.before(order))
  }

  /// Makes the labels of a known structure: each output sees its blanket, and each hidden unit is labelled with one of them.
  ///
  /// Units are spread evenly over the blankets that hold anything.
  /// - Parameters:
  ///   - blankets: For each variable those before it that its conditional depends on.
  /// - Requires: An order of all variables, a blanket for each of them, and in each hidden layer at least one unit for each
  ///   blanket that is not empty.
  public init(order: [Int], blankets: [[Int]], hiddenSizes: [Int]) {
    Self.check(order)
    let (size, places) = (order.count, Self.places(order))
    if blankets.count != size {
      fail("MaskLabels: \(blankets.count) blankets for \(size) variables")
    }
    for (variable, blanket) in blankets.enumerated() {
      if let later = blanket.first(where: { places[$0] >= places[variable] }) {
        fail("MaskLabels: \(later), in the blanket of \(variable), is not before it in the order")
      }
    }
    let rows = blankets.map { blanket in
      Tensor((0..<size).map { blanket.contains($0) ? 1 : 0 })
    }
    let labelled = order.filter { !blankets[$0].isEmpty }
    for units in hiddenSizes where units < labelled.count {
      fail(
        "MaskLabels: \(units) hidden units for \(labelled.count) blankets; some variables would hear nothing"
      )
    }
    let hidden = hiddenSizes.map { units in
      (0..<units).map { rows[labelled.isEmpty ? 0 : labelled[$0 * labelled.count / units]] }
        .stacked()
    }
    self.init(order: order, hidden: hidden, blankets: rows.stacked())
  }

  /// The labels of MADE in the order of the numbers, its units' degrees spread evenly from 1 to `size − 1`.
  public static func natural(size: Int, hiddenSizes: [Int]) -> MaskLabels {
    let degrees = hiddenSizes.map { units in
      (0..<units).map { min(1, size - 1) + $0 * (size - 1) / units }
    }
    return MaskLabels(order: Array(0..<size), degrees: degrees)
  }

  /// Labels of MADE with degrees drawn at random, from the least of the layer below to `size − 1`.
  ///
  /// - Parameters:
  ///   - order: The order of the variables; by default it is drawn too.
  public static func random(
    size: Int, hiddenSizes: [Int], order: [Int]? = nil, using rng: inout some RandomNumberGenerator
  ) -> MaskLabels {
    var (degrees, least) = ([[Int]](), min(1, size - 1))
    for units in hiddenSizes {
      let drawn = (0..<units).map { _ in Int.random(in: least...max(least, size - 1), using: &rng) }
      degrees.append(drawn.sorted())
      least = degrees.last?.first ?? least
    }
    return MaskLabels(order: order ?? permutation(size, using: &rng), degrees: degrees)
  }

  /// The number of variables.
  public var size: Int { order.count }

  /// How many variables each unit of each hidden layer may see: the degree, in MADE.
  public var degrees: [[Int]] {
    hidden.map { $0.sum(alongAxis: 1).scalars.map { Int($0) } }
  }

  /// The masks of the layers, that of the outputs last.
  public var masks: [Tensor] {
    let layers = [.identity(size)] + hidden + [blankets]
    return zip(layers, layers.dropFirst()).map { Self.inclusion(of: $0, in: $1) }
  }

  /// The mask of a map that leads from the inputs straight to the outputs.
  public var directMask: Tensor { blankets.transposed() }

  /// Where a set of the first list is part of a set of the second one: `|S ∩ T| = |S|`.
  ///
  /// - Shapes: `[m, size]`, `[n, size]` → `[m, n]`.
  public static func inclusion(of sets: Tensor, in others: Tensor) -> Tensor {
    matmul(sets, others.transposed()) .== sets.sum(alongAxis: 1).expanded(atAxis: 1)
  }

  /// The sets of the first variables of an order, a row for each number of them.
  private static func first(_ counts: [Int], of order: [Int]) -> Tensor {
    Tensor(places(order)).expanded(atAxis: 0) .< Tensor(counts).expanded(atAxis: 1)
  }

  /// For each variable, the set of those before it.
  private static func before(_ order: [Int]) -> Tensor { first(places(order), of: order) }

  private static func check(_ order: [Int]) {
    if order.isEmpty || order.sorted() != Array(order.indices) {
      fail("MaskLabels: \(order) is no order of \(order.count) variables, counted from 0")
    }
  }

  /// The place of each variable in an order.
  private static func places(_ order: [Int]) -> [Int] {
    var places = order
    for (place, variable) in order.enumerated() { places[variable] = place }
    return places
  }
}
