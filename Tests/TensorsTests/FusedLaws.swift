// SPDX-License-Identifier: MIT

import Glibc
import Testing

@testable import Tensors

@Suite("Operations in one loop") struct FusedLaws {
  @Test("The cross entropy is minus the logarithm of the Bernoulli probability") func crossEntropy()
  {
    let (z, x) = (sample([3, 19], seed: 1) * 4, Self.targets([3, 19]))
    let losses = sigmoidCrossEntropy(logits: z, targets: x)
    for row in 0..<3 {
      let exact = zip(z[row].scalars, x[row].scalars).reduce(0.0) { sum, pair in
        let p = 1 / (1 + Glibc.exp(-Double(pair.0)))
        return sum - Double(pair.1) * Glibc.log(p) - (1 - Double(pair.1)) * Glibc.log(1 - p)
      }
      #expect(abs(Double(losses.scalars[row]) - exact) < 1e-5 * exact)
    }
  }

  @Test("The cross entropy is finite where the probability is rounded to 0") func farLogits() {
    let losses = sigmoidCrossEntropy(
      logits: Tensor([[-200, 200], [200, 200]]), targets: Tensor([[1, 1], [0, 1]]))
    #expect(losses.scalars == [200, 200])
  }

  @Test("The cross entropy has the gradients of its definition") func crossEntropyGradients() {
    let inputs = [sample([3, 17], seed: 1), Self.targets([3, 17])]
    let reference: ([[Double]]) -> [Double] = { x in
      (0..<3).map { row in
        (row * 17..<row * 17 + 17).reduce(0) {
          $0 + Glibc.log1p(Glibc.exp(x[0][$1])) - x[0][$1] * x[1][$1]
        }
      }
    }
    let operation: ([Tensor]) -> Tensor = { sigmoidCrossEntropy(logits: $0[0], targets: $0[1]) }
    expectGradient(of: operation, as: reference, at: inputs)
    expectSecondGradient(of: operation, as: reference, at: inputs)
  }

  static let normalizations: [(Shape, [Int])] = [
    ([3, 17], [1]), ([2, 3, 3, 4], [0, 2, 3]), ([2, 4, 9], [2]), ([5, 3], [0]),
    ([2, 3, 2], [0, 2]),
    ([2, 2, 3, 4], [2, 3]),
  ]

  @Test("A normalised tensor has mean 0 and variance 1", arguments: normalizations)
  func normalizedMoments(_ shape: Shape, _ axes: [Int]) {
    let y = (sample(shape) * 3 + 100).normalized(alongAxes: axes, epsilon: 0)
    let kept = y.mean.shape
    expectClose(y.value.mean(alongAxes: axes), .zeros(kept), tolerance: 1e-5)
    expectClose(y.value.variance(alongAxes: axes), .ones(kept), tolerance: 1e-4)
  }

  @Test("Normalisation tells the mean and variance that it removed", arguments: normalizations)
  func statistics(_ shape: Shape, _ axes: [Int]) {
    let x = sample(shape)
    let y = x.normalized(alongAxes: axes)
    expectClose(y.mean, x.mean(alongAxes: axes), tolerance: 1e-6)
    expectClose(y.variance, x.variance(alongAxes: axes), tolerance: 1e-6)
  }

  @Test("Normalisation has the gradients of its definition", arguments: normalizations)
  func normalizationGradients(_ shape: Shape, _ axes: [Int]) {
    let x = sample(shape, seed: 4)
    let reference: ([[Double]]) -> [Double] = { Self.normalized($0[0], shape, axes) }
    let operation: ([Tensor]) -> Tensor = {
      $0[0].normalized(alongAxes: axes, epsilon: 0.1).value
    }
    expectGradient(of: operation, as: reference, at: [x])
    expectSecondGradient(of: operation, as: reference, at: [x])
  }

  static let channels: [(Shape, Int?)] = [
    ([3, 4, 9], nil), ([2, 4, 3, 3], 2), ([2, 4, 9], 1), ([5, 4], nil), ([2, 4, 2], 2),
  ]

  @Test("Channels are normalised, scaled and shifted, with gradients", arguments: channels)
  func channelNormalization(_ shape: Shape, _ groupCount: Int?) {
    let inputs = [sample(shape, seed: 4), sample([4], seed: 5), sample([4], seed: 6)]
    let operation: ([Tensor]) -> Tensor = { x in
      if let groupCount {
        return x[0].groupNormalized(
          groupCount: groupCount, scale: x[1], shift: x[2], epsilon: 0.1
        ).value
      }
      return x[0].batchNormalized(scale: x[1], shift: x[2], epsilon: 0.1).value
    }
    let reference: ([[Double]]) -> [Double] = { x in
      let inner = shape.sizes[2...].reduce(1, *)
      let whole: Shape =
        groupCount.map { [shape[0], $0, 4 / $0 * inner] } ?? [shape[0], 4, inner]
      let y = Self.normalized(x[0], whole, groupCount == nil ? [0, 2] : [2])
      return y.enumerated().map { place, y in
        let channel = place / inner % 4
        return x[1][channel] * y + x[2][channel]
      }
    }
    for (y, expected) in zip(
      operation(inputs).scalars, reference(inputs.map { $0.scalars.map { Double($0) } }))
    {
      #expect(abs(Double(y) - expected) < 1e-5)
    }
    expectGradient(of: operation, as: reference, at: inputs)
    expectSecondGradient(of: operation, as: reference, at: inputs)
  }

  static let reducedAxes: [(Shape, [Int])] = [
    ([3, 40], [1]), ([40, 35], [0]), ([2, 3, 20], [0, 2]), ([2, 3, 4, 5], [1, 3]),
    ([2, 3, 4, 5], [0, 2]), ([4, 3, 2, 9], [0, 2, 3]), ([2, 3], []), ([700, 3], [0]),
    ([2, 600, 2], [1]), ([3, 70_000], [1]),
  ]

  @Test("Sums, variances and extremes are those of the elements", arguments: reducedAxes)
  func reductions(_ shape: Shape, _ axes: [Int]) {
    let x = sample(shape)
    let groups = Self.groups(x.scalars.map { Double($0) }, shape, axes)
    let sums = x.sum(alongAxes: axes).scalars
    let variances = x.variance(alongAxes: axes).scalars
    let (least, greatest) = (x.min(alongAxes: axes).scalars, x.max(alongAxes: axes).scalars)
    for (index, group) in groups.enumerated() {
      let sum = group.reduce(0, +)
      let mean = sum / Double(group.count)
      let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
      #expect(abs(Double(sums[index]) - sum) <= 1e-6 * (1 + abs(sum)))
      #expect(abs(Double(variances[index]) - variance) <= 1e-6 * (1 + variance))
      #expect(Double(least[index]) == group.min() && Double(greatest[index]) == group.max())
    }
  }

  private static func targets(_ shape: Shape) -> Tensor {
    var rng = PCG32(seed: 8)
    return .uniform(shape, using: &rng)
  }

  /// For each element the number of its group, counting the places of the axes that stay.
  private static func groupNumbers(_ shape: Shape, _ axes: [Int]) -> [Int] {
    Reference.indices(of: shape).map { index in
      shape.indices.filter { !axes.contains($0) }.reduce(0) { $0 * shape[$1] + index[$1] }
    }
  }

  private static func groups(_ x: [Double], _ shape: Shape, _ axes: [Int]) -> [[Double]] {
    let numbers = groupNumbers(shape, axes)
    var groups = [[Double]](repeating: [], count: (numbers.max() ?? -1) + 1)
    for (number, scalar) in zip(numbers, x) { groups[number].append(scalar) }
    return groups
  }

  private static func normalized(_ x: [Double], _ shape: Shape, _ axes: [Int]) -> [Double] {
    let groups = groups(x, shape, axes).map { group in
      let mean = group.reduce(0, +) / Double(group.count)
      let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
      return (mean, (variance + 0.1).squareRoot())
    }
    return zip(groupNumbers(shape, axes), x).map { ($1 - groups[$0].0) / groups[$0].1 }
  }
}
