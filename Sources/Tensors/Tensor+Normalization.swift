// SPDX-License-Identifier: MIT

/// A tensor with mean 0 and variance 1 along some axes, and what its mean and variance were.
public struct Normalized: Sendable {
  /// The tensor minus its mean, over the root of its variance; scaled and shifted, where that was asked for.
  public let value: Tensor
  /// The means of what was normalised together; a constant through which no gradient flows.
  public let mean: Tensor
  /// The variances of what was normalised together; a constant through which no gradient flows.
  public let variance: Tensor
}

extension Tensor {
  /// The tensor with mean 0 and variance 1 along some axes.
  ///
  /// `y = (x − μ) / √(σ² + ε)`, with the mean and variance of the elements that share the other axes' places.
  ///
  /// - Shapes: layers `[batch, size]` along `[1]`, images `[batch, channels, height, width]` along `[0, 2, 3]`.
  /// - Requires: Elements along the axes, and an epsilon that is not negative.
  public func normalized(alongAxes axes: [Int], epsilon: Float = 1e-5) -> Normalized {
    let axes = Set(axes.map { shape.axis($0, in: "normalized") }).sorted()
    if epsilon < 0 || axes.contains(where: { shape[$0] == 0 }) {
      fail("normalized: shape \(shape) along \(axes) with epsilon \(epsilon)")
    }
    let kept = Shape(shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    let normalization = Normalization(
      rows: RowGroups(shape, axes: axes), whole: shape, axes: axes, epsilon: epsilon)
    return normalization.applied(to: self, scale: nil, shift: nil, statistics: kept)
  }

  /// The tensor with mean 0 and variance 1 for each channel over the whole batch, then scaled and shifted.
  ///
  /// `y = γ (x − μ) / √(σ² + ε) + β`, with numbers γ and β for each channel.
  ///
  /// - Shapes: `[batch, channels, …]` with a scale and a shift of `[channels]`; statistics `[channels]`.
  /// - Requires: Elements in each channel, and an epsilon that is not negative.
  /// - Paper: Ioffe & Szegedy (2015), *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
  ///   Covariate Shift*, arXiv:1502.03167.
  public func batchNormalized(
    scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
  ) -> Normalized {
    requireChannels("batchNormalized", scale, shift, epsilon, groupCount: 1)
    let normalization = Normalization(
      rows: RowGroups(channelsOf: shape, groupsPerExample: nil), whole: shape,
      axes: shape.indices.filter { $0 != 1 }, epsilon: epsilon)
    return normalization.applied(to: self, scale: scale, shift: shift, statistics: [shape[1]])
  }

  /// The tensor with mean 0 and variance 1 for each group of channels of each example, then scaled and shifted.
  ///
  /// `y = γ (x − μ) / √(σ² + ε) + β`, with numbers γ and β for each channel.
  ///
  /// - Shapes: `[batch, channels, …]` with a scale and a shift of `[channels]`; statistics `[batch, groupCount]`.
  /// - Requires: Groups of equal size that are not empty, and an epsilon that is not negative.
  /// - Paper: Wu & He (2018), *Group Normalization*, arXiv:1803.08494.
  public func groupNormalized(
    groupCount: Int, scale: Tensor, shift: Tensor, epsilon: Float = 1e-5
  ) -> Normalized {
    requireChannels("groupNormalized", scale, shift, epsilon, groupCount: groupCount)
    let whole: Shape = [shape[0], groupCount, elementCount / (shape[0] * groupCount)]
    let normalization = Normalization(
      rows: RowGroups(channelsOf: shape, groupsPerExample: groupCount), whole: whole, axes: [2],
      epsilon: epsilon)
    return normalization.applied(
      to: self, scale: scale, shift: shift, statistics: [shape[0], groupCount])
  }

  private func requireChannels(
    _ name: String, _ scale: Tensor, _ shift: Tensor, _ epsilon: Float, groupCount: Int
  ) {
    let isFine =
      rank >= 2 && elementCount > 0 && epsilon >= 0 && groupCount > 0
      && shape[1] % groupCount == 0 && scale.shape == [shape[1]] && shift.shape == [shape[1]]
    if !isFine {
      fail(
        "\(name): \(groupCount) groups of shape \(shape), scale \(scale.shape), shift \(shift.shape)"
          + " and epsilon \(epsilon) do not fit")
    }
  }
}

/// What is normalised together, as rows for the loops and as axes for operations that can be differentiated again.
private struct Normalization: Sendable {
  /// None where rows are too short to be worth a loop.
  let rows: RowGroups?
  /// The shape in which the axes hold what is normalised together.
  let whole: Shape
  let axes: [Int]
  let epsilon: Float

  func applied(
    to x: Tensor, scale: Tensor?, shift: Tensor?, statistics: Shape
  ) -> Normalized {
    guard let rows else {
      let shaped = x.detached().reshaped(to: whole)
      return Normalized(
        value: composed(x, scale, shift),
        mean: shaped.mean(alongAxes: axes).reshaped(to: statistics),
        variance: shaped.variance(alongAxes: axes).reshaped(to: statistics))
    }
    let (means, variances) = rows.moments(x)
    let pass = NormalizationPass(rows, means, variances, epsilon: epsilon, x, scale, shift)
    var inputs: [(Tensor, Tape.Pullback)] = [(x, { pullback($0, pass).x })]
    if let scale { inputs.append((scale, { pullback($0, pass).scale })) }
    if let shift { inputs.append((shift, { pullback($0, pass).shift })) }
    return Normalized(
      value: pass.value.traced(from: inputs),
      mean: Tensor(means, shape: statistics), variance: Tensor(variances, shape: statistics))
  }

  /// The gradients at the tensor, the scale and the shift.
  private func pullback(_ cotangent: Tensor, _ pass: NormalizationPass) -> NormalizationGradients {
    let inputs = [cotangent, pass.x] + [pass.scale].compactMap { $0 }
    if let tape = Tape.current, inputs.contains(where: tape.traces) {
      return composedGradients(cotangent, pass.x, pass.scale)
    }
    return pass.gradients(of: cotangent)
  }

  private func forChannels(_ numbers: Tensor, _ rank: Int) -> Tensor {
    numbers.reshaped(to: Shape([numbers.elementCount] + [Int](repeating: 1, count: rank - 2)))
  }

  private func standardized(_ x: Tensor) -> (value: Tensor, slope: Tensor) {
    let shaped = x.reshaped(to: whole)
    let slope = 1 / sqrt(shaped.variance(alongAxes: axes, keepDims: true) + epsilon)
    let centred = shaped - shaped.mean(alongAxes: axes, keepDims: true)
    return ((centred * slope).reshaped(to: x.shape), slope)
  }

  private func composed(_ x: Tensor, _ scale: Tensor?, _ shift: Tensor?) -> Tensor {
    var y = standardized(x).value
    if let scale { y *= forChannels(scale, x.rank) }
    if let shift { y += forChannels(shift, x.rank) }
    return y
  }

  /// `(h − mean(h) − y mean(h y)) / √(σ² + ε)` with `h = γ g`, in operations.
  private func composedGradients(
    _ g: Tensor, _ x: Tensor, _ scale: Tensor?
  ) -> NormalizationGradients {
    let (value, slope) = standardized(x)
    let scaled = scale.map { g * forChannels($0, x.rank) } ?? g
    let (h, y) = (scaled.reshaped(to: whole), value.reshaped(to: whole))
    let mean = h.mean(alongAxes: axes, keepDims: true)
    let product = (h * y).mean(alongAxes: axes, keepDims: true)
    let others = x.shape.indices.filter { $0 != 1 }
    return NormalizationGradients(
      x: ((h - mean - y * product) * slope).reshaped(to: x.shape),
      scale: scale == nil ? Tensor(0) : (g * value).sum(alongAxes: others),
      shift: scale == nil ? Tensor(0) : g.sum(alongAxes: others))
  }
}

private struct NormalizationGradients: Sendable {
  let x: Tensor
  let scale: Tensor
  let shift: Tensor
}

/// One normalisation by loops, with what its gradients need.
///
/// Invariant that makes it `Sendable`: it changes only on the thread whose tape holds its pullbacks.
private final class NormalizationPass: @unchecked Sendable {
  let x: Tensor
  let scale: Tensor?
  private let rows: RowGroups
  /// Numbers for each row.
  private let means: [Double]
  private let slopes: [Double]
  private let scales: [Double]
  private let shifts: [Double]
  private let channelCount: Int
  /// The gradients of the last cotangent, which three pullbacks ask for one after another.
  private var latest: (cotangent: Tensor, gradients: NormalizationGradients)?

  init(
    _ rows: RowGroups, _ means: [Double], _ variances: [Double], epsilon: Float, _ x: Tensor,
    _ scale: Tensor?, _ shift: Tensor?
  ) {
    (self.rows, self.x, self.scale) = (rows, x, scale)
    self.means = rows.spread(means)
    slopes = rows.spread(variances.map { 1 / ($0 + Double(epsilon)).squareRoot() })
    channelCount = scale?.elementCount ?? 1
    let (scaleNumbers, shiftNumbers) = (scale?.scalars ?? [1], shift?.scalars ?? [0])
    scales = (0..<rows.count).map { Double(scaleNumbers[$0 % scaleNumbers.count]) }
    shifts = (0..<rows.count).map { Double(shiftNumbers[$0 % shiftNumbers.count]) }
  }

  var value: Tensor {
    rows.normalized(x, mean: means, scale: zip(slopes, scales).map { $0 * $1 }, shift: shifts)
  }

  func gradients(of cotangent: Tensor) -> NormalizationGradients {
    if let latest, latest.cotangent.isSame(as: cotangent) { return latest.gradients }
    let (sums, products) = rows.products(cotangent, x, mean: means)
    let share = 1 / rows.scalarsPerGroup
    let indices = Array(0..<rows.count)
    // Of the group: `mean(γ g)` and `mean(γ g y)`.
    let mean = rows.spread(rows.grouped(indices.map { scales[$0] * sums[$0] * share }))
    let slope = rows.spread(
      rows.grouped(indices.map { scales[$0] * products[$0] * slopes[$0] * share }))
    let gradient = rows.combined(
      cotangent, x, mean: means, indices.map { scales[$0] * slopes[$0] },
      indices.map { -slope[$0] * slopes[$0] * slopes[$0] }, indices.map { -mean[$0] * slopes[$0] })
    let gradients = NormalizationGradients(
      x: gradient, scale: perChannel(indices.map { products[$0] * slopes[$0] }),
      shift: perChannel(sums))
    latest = (cotangent, gradients)
    return gradients
  }

  private func perChannel(_ numbers: [Double]) -> Tensor {
    var sums = [Double](repeating: 0, count: channelCount)
    for (row, number) in numbers.enumerated() { sums[row % channelCount] += number }
    return Tensor(sums, shape: [channelCount])
  }
}

extension Tensor {
  fileprivate init(_ numbers: [Double], shape: Shape) {
    self.init(shape: shape) { result in
      for index in numbers.indices { result[index] = Float(numbers[index]) }
    }
  }

  /// Whether two tensors show the same scalars in the same memory.
  fileprivate func isSame(as other: Tensor) -> Bool {
    shape == other.shape
      && withScalars { a in other.withScalars { b in a.baseAddress == b.baseAddress } }
  }
}
