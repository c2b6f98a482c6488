// SPDX-License-Identifier: MIT

import Tensors

/// Examples laid out for trees: coordinate after coordinate.
struct TreeTable: Sendable {
  let count: Int
  let size: Int
  let classCount: Int
  let labels: [Int]
  /// The numbers, a run of `count` for each coordinate.
  private let columns: [Float]

  init(_ examples: LabeledVectors, classCount: Int) {
    (count, size) = (examples.inputs.shape[0], examples.inputs.shape[1])
    (labels, self.classCount) = (examples.labels, classCount)
    columns = examples.inputs.transposed().scalars
  }

  func value(_ row: UInt32, _ feature: Int) -> Float { columns[feature * count + Int(row)] }

  /// Rows in the order of a coordinate: the number's order in the upper half of a key, the row in the lower.
  func keys(_ rows: [UInt32], _ feature: Int) -> [UInt64] {
    columns.withUnsafeBufferPointer { columns in
      let start = feature * count
      return rows.map { row in
        let bits = columns[start + Int(row)].bitPattern
        // Negative numbers have their order turned round.
        let order = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
        return UInt64(order) << 32 | UInt64(row)
      }
    }
  }
}

/// A tree that grows.
struct TreeGrowth {
  /// A question and what it gains.
  private struct Split {
    var feature: Int
    var threshold: Float
    var gain: Double
  }

  private let table: TreeTable
  private let weights: [Double]
  private let limits: DecisionTree.Limits
  /// How many coordinates a node looks at; all without.
  private let featureCount: Int?
  private let totalWeight: Double
  private(set) var nodes: [DecisionTree.Node] = []
  private var features: [Int]

  init(
    _ table: TreeTable, weights: [Double], limits: DecisionTree.Limits, featureCount: Int?
  ) {
    (self.table, self.weights, self.limits) = (table, weights, limits)
    self.featureCount = featureCount
    totalWeight = max(weights.reduce(0, +), .leastNormalMagnitude)
    features = Array(0..<table.size)
  }

  /// Grows all from the root, on a list of work instead of the stack.
  mutating func grow(_ rows: [UInt32], using rng: inout some RandomNumberGenerator) {
    var work = [(place: addNode(rows), rows: rows, depth: 0)]
    while let (place, rows, depth) = work.popLast() {
      guard depth < limits.depth, rows.count >= limits.count,
        let split = bestSplit(rows, using: &rng), split.gain >= limits.gain
      else { continue }
      let yes = rows.filter { table.value($0, split.feature) <= split.threshold }
      let no = rows.filter { table.value($0, split.feature) > split.threshold }
      (nodes[place].feature, nodes[place].threshold) = (split.feature, split.threshold)
      nodes[place].next = (addNode(yes), addNode(no))
      work.append((nodes[place].next.yes, yes, depth + 1))
      work.append((nodes[place].next.no, no, depth + 1))
    }
  }

  private func classWeights(_ rows: [UInt32]) -> [Double] {
    var sums = [Double](repeating: 0, count: table.classCount)
    for row in rows { sums[table.labels[Int(row)]] += weights[Int(row)] }
    return sums
  }

  private mutating func addNode(_ rows: [UInt32]) -> Int {
    let sums = classWeights(rows)
    let total = max(sums.reduce(0, +), .leastNormalMagnitude)
    nodes.append(DecisionTree.Node(shares: sums.map { Float($0 / total) }))
    return nodes.count - 1
  }

  /// The best question; none if the node is pure or all of its examples are alike.
  private mutating func bestSplit(
    _ rows: [UInt32], using rng: inout some RandomNumberGenerator
  ) -> Split? {
    let sums = classWeights(rows)
    if sums.count(where: { $0 > 0 }) < 2 { return nil }
    var (best, seen): (Split?, Int) = (nil, 0)
    for index in features.indices {
      if let featureCount {
        // Coordinates are drawn without repetition, until enough of them vary.
        if seen >= featureCount { break }
        features.swapAt(index, Int.random(in: index..<features.count, using: &rng))
      }
      let keys = table.keys(rows, features[index]).sorted()
      if keys[0] >> 32 == keys[keys.count - 1] >> 32 { continue }
      seen += 1
      let split = split(keys, features[index], sums)
      if split.gain > best?.gain ?? -.infinity { best = split }
    }
    return best
  }

  /// The best threshold for a coordinate, by moving one example after another to the lower side.
  private func split(_ keys: [UInt64], _ feature: Int, _ sums: [Double]) -> Split {
    var (low, high) = ([Double](repeating: 0, count: sums.count), sums)
    var (lowTotal, lowSquares) = (0.0, 0.0)
    var (highTotal, highSquares) = (sums.reduce(0, +), sums.reduce(0) { $0 + $1 * $1 })
    let before = highSquares / highTotal
    var best = Split(feature: feature, threshold: 0, gain: -.infinity)
    for index in 0..<keys.count - 1 {
      let row = Int(UInt32(truncatingIfNeeded: keys[index]))
      let (label, weight) = (table.labels[row], weights[row])
      lowSquares += weight * (2 * low[label] + weight)
      highSquares -= weight * (2 * high[label] - weight)
      low[label] += weight
      high[label] -= weight
      lowTotal += weight
      highTotal -= weight
      if keys[index] >> 32 == keys[index + 1] >> 32 || lowTotal <= 0 || highTotal <= 0 { continue }
      let gain = (lowSquares / lowTotal + highSquares / highTotal - before) / totalWeight
      if gain > best.gain {
        best.gain = gain
        best.threshold = threshold(keys[index], keys[index + 1], feature)
      }
    }
    return best
  }

  /// The middle of two neighbouring numbers; the lower one where rounding would give the upper.
  private func threshold(_ lower: UInt64, _ upper: UInt64, _ feature: Int) -> Float {
    let low = table.value(UInt32(truncatingIfNeeded: lower), feature)
    let high = table.value(UInt32(truncatingIfNeeded: upper), feature)
    let middle = low + (high - low) / 2
    return middle < high ? middle : low
  }
}
