// SPDX-License-Identifier: MIT

import COpenBLAS

/// What one thread needs to compute tiles of one group of channels.
final class ConvolutionWorker {
  typealias Source = UnsafePointer<Float>
  typealias Target = UnsafeMutablePointer<Float>
  typealias Tile = ConvolutionPlan.Tile
  /// A matrix somewhere in memory, its rows at a distance from each other.
  private typealias Rows = (start: Source, stride: Int)

  private let plan: ConvolutionPlan
  private let inputs: Range<Int>
  private let outputs: Range<Int>
  private let firstWeight: Int
  /// Memory for an unfolded tile, and behind it for its outputs.
  private let scratch: Target

  init(_ plan: ConvolutionPlan, group: Int) {
    self.plan = plan
    inputs = group * plan.inputChannels..<(group + 1) * plan.inputChannels
    outputs = group * plan.outputChannels..<(group + 1) * plan.outputChannels
    firstWeight = outputs.lowerBound * plan.depth
    scratch = .allocate(capacity: plan.maximumTileSize * (plan.depth + plan.outputChannels))
  }

  deinit { scratch.deallocate() }

  /// Computes the outputs of a tile: `Y = W X`.
  func convolve(_ x: Source, _ w: Source, _ tile: Tile, into y: Target) {
    let unfolded = unfold(x, tile)
    let isOneImage = tile.images.count == 1
    let size = plan.size(of: tile)
    let target = isOneImage ? y + place(of: tile) : gathered
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(plan.outputChannels), Int32(size),
      Int32(plan.depth), 1, w + firstWeight, Int32(plan.depth), unfolded.start,
      Int32(unfolded.stride), 0, target, Int32(isOneImage ? plan.outputPlane : size))
    if !isOneImage { plan.scatter(gathered, tile, channels: outputs, to: y) }
  }

  /// Adds what the outputs of a tile send back to some of the input channels: `X = Wᵀ Y`.
  func transpose(_ y: Source, _ w: Source, _ tile: Tile, _ part: Range<Int>, onto x: Target) {
    let (output, size, taps) = (rows(of: y, tile), plan.size(of: tile), plan.taps.count)
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(part.count * taps), Int32(size),
      Int32(plan.outputChannels), 1, w + firstWeight + part.lowerBound * taps, Int32(plan.depth),
      output.start, Int32(output.stride), 0, scratch, Int32(size))
    let first = inputs.lowerBound
    let channels = first + part.lowerBound..<first + part.upperBound
    plan.fold(scratch, tile, channels: channels, onto: x)
  }

  /// Adds the products of some output channels of a tile with what they read: `W = Y Xᵀ`.
  func accumulate(
    _ x: Source, _ y: Source, _ tile: Tile, _ part: Range<Int>, onto weights: Target,
    isFirst: Bool
  ) {
    let (unfolded, output, depth) = (unfold(x, tile), rows(of: y, tile), plan.depth)
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(part.count), Int32(depth),
      Int32(plan.size(of: tile)), 1, output.start + part.lowerBound * output.stride,
      Int32(output.stride), unfolded.start, Int32(unfolded.stride), isFirst ? 0 : 1,
      weights + firstWeight + part.lowerBound * depth, Int32(depth))
  }

  private var gathered: Target { scratch + plan.maximumTileSize * plan.depth }

  /// Where the first output of a tile of one image lies.
  private func place(of tile: Tile) -> Int {
    let image = tile.images.lowerBound * plan.groups * plan.outputChannels + outputs.lowerBound
    return image * plan.outputPlane + tile.rows.lowerBound * plan.outputSize.columns
  }

  private func unfold(_ x: Source, _ tile: Tile) -> Rows {
    if plan.isPointwise, tile.images.count == 1 {
      let image = tile.images.lowerBound * plan.groups * plan.inputChannels + inputs.lowerBound
      let row = tile.rows.lowerBound * plan.inputSize.columns
      return (x + image * plan.inputPlane + row, plan.inputPlane)
    }
    plan.unfold(x, tile, channels: inputs, into: scratch)
    return (Source(scratch), plan.size(of: tile))
  }

  /// The outputs of a tile as a matrix, which several images must first be brought together in.
  private func rows(of y: Source, _ tile: Tile) -> Rows {
    if tile.images.count == 1 { return (y + place(of: tile), plan.outputPlane) }
    plan.gather(y, tile, channels: outputs, into: gathered)
    return (Source(gathered), plan.size(of: tile))
  }
}
