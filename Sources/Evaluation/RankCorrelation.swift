// SPDX-License-Identifier: MIT

public import Tensors

/// How nearly one quantity grows with another, whatever the shape of the curve: Spearman's rank correlation, −1…1.
///
/// `ρ` is the correlation of the ranks; equal numbers share the mean of theirs. It is 1 for every increasing relation, and 0
/// where one of the quantities is constant.
///
/// - Shapes: `x`, `y` `[count]`.
/// - Requires: As many numbers of each, two or more.
/// - Paper: Spearman (1904), *The Proof and Measurement of Association between Two Things*.
public func spearmanCorrelation(_ x: Tensor, _ y: Tensor) -> Float {
  if x.rank != 1 || x.shape != y.shape || x.elementCount < 2 {
    fail("spearmanCorrelation: numbers of shapes \(x.shape) and \(y.shape)")
  }
  let (first, second) = (centredRanks(x.scalars), centredRanks(y.scalars))
  let product = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
  let scale = (product(first, first) * product(second, second)).squareRoot()
  return scale == 0 ? 0 : Float(product(first, second) / scale)
}

/// The rank of each number less the mean rank.
private func centredRanks(_ numbers: [Float]) -> [Double] {
  let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
  var ranks = [Double](repeating: 0, count: numbers.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
    for place in order[start..<end] { ranks[place] = Double(start + end - numbers.count) / 2 }
    start = end
  }
  return ranks
}
