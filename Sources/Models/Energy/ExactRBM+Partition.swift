// SPDX-License-Identifier: MIT

import Glibc
import Tensors

extension RBM {
  /// The exact logarithm of the partition function, a sum over all states of the smaller layer in `Double`.
  ///
  /// `Z = Σₕ exp(cᵀh) Πᵢ (1 + exp(bᵢ + Σⱼ Wᵢⱼ hⱼ))`; where there are fewer visible units, the sum goes over them.
  ///
  /// 16 hidden and 784 visible units take a fraction of a second; each unit more in the smaller layer doubles the time.
  /// - Requires: At most 24 units in the smaller layer.
  public func exactLogPartition() -> Double { ExactRBM(self).logPartition }
}

extension ExactRBM {
  /// The logarithm of the partition function: `log Z = log Σ exp(−E(v, h))`, summed over the states of the smaller layer.
  ///
  /// - Requires: At most 24 units in the smaller layer.
  public var logPartition: Double {
    let sumsOverHidden = hiddenBias.count <= visibleBias.count
    let connections =
      sumsOverHidden
      ? hiddenBias.indices.map { j in weight.map { $0[j] } } : weight
    return LayerSum(
      bias: sumsOverHidden ? hiddenBias : visibleBias,
      otherBias: sumsOverHidden ? visibleBias : hiddenBias, connections: connections
    ).logSum()
  }
}

/// A sum over all states of one layer, each with the sum over the other layer in closed form.
private struct LayerSum {
  /// The biases of the layer whose states are enumerated.
  let bias: [Double]
  let otherBias: [Double]
  /// The connections of each enumerated unit.
  let connections: [[Double]]

  /// States are visited in blocks of so many units that change; the other units tell the blocks apart.
  private static let blockUnits = 10

  func logSum() -> Double {
    if bias.count > 24 {
      fail("logPartition: 2^\(bias.count) states are too many; estimate it by annealing instead")
    }
    let inner = min(bias.count, Self.blockUnits)
    let parts = [Double](unsafeUninitializedCapacity: 1 << (bias.count - inner)) { parts, count in
      count = parts.count
      nonisolated(unsafe) let target = parts
      forEachBlock(target.count) { target[$0] = logSum(ofBlock: $0, inner) }
    }
    return logSumExp(parts)
  }

  /// The part of the sum in which the units beyond the inner ones have the bits of the block's number.
  ///
  /// From one state to the next a single unit changes (Gray's order), so that one row is added or taken away.
  private func logSum(ofBlock block: Int, _ inner: Int) -> Double {
    var own = 0.0
    var fields = otherBias
    for unit in inner..<bias.count where block >> (unit - inner) & 1 == 1 {
      own += bias[unit]
      add(connections[unit], times: 1, to: &fields)
    }
    var state = 0
    var terms = [Double](repeating: 0, count: 1 << inner)
    for index in terms.indices {
      terms[index] = own + softplusSum(fields)
      let unit = (index + 1).trailingZeroBitCount
      if unit >= inner { break }
      state ^= 1 << unit
      let sign: Double = state >> unit & 1 == 1 ? 1 : -1
      own += sign * bias[unit]
      add(connections[unit], times: sign, to: &fields)
    }
    return logSumExp(terms)
  }

  private func add(_ row: [Double], times factor: Double, to fields: inout [Double]) {
    for index in fields.indices { fields[index] += factor * row[index] }
  }

  /// `Σ log(1 + exp x)`, with one logarithm for many factors between 1 and 2.
  private func softplusSum(_ fields: [Double]) -> Double {
    var (sum, product) = (0.0, 1.0)
    for (index, x) in fields.enumerated() {
      sum += max(x, 0)
      product *= 1 + exp(-abs(x))
      if index & 511 == 511 {
        sum += log(product)
        product = 1
      }
    }
    return sum + log(product)
  }
}
