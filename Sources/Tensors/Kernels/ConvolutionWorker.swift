// SPDX-License-Identifier: MIT

import CKernels

/// What one thread needs to compute tiles of one group of channels.
final class ConvolutionWorker {
  typealias Source = UnsafePointer<Float>
  typealias Target = UnsafeMutablePointer<Float>
  typealias Tile = ConvolutionPlan.Tile
  /// A matrix somewhere in memory, its rows at a distance from each other.
  private typealias Rows = (start: Source, stride: Int)

  private let plan: ConvolutionPlan
  private let loops: OpaquePointer?
  private let inputs: Range<Int>
  private let outputs: Range<Int>
  private let firstWeight: Int
  /// Memory for an unfolded tile, and behind it for its outputs.
  private let scratch: Target

  init(_ plan: ConvolutionPlan, group: Int, loops: OpaquePointer?) {
    self.plan = plan
    self.loops = loops
    inputs = group * plan.inputChannels..<(group + 1) * plan.inputChannels
    outputs = group * plan.outputChannels..<(group + 1) * plan.outputChannels
    firstWeight = outputs.lowerBound * plan.depth
    let unfolded = plan.maximumTileSize * (plan.depth + plan.outputChannels)
    // Single images whose pixels are points need none.
    let isInPlace = plan.isPointwise && plan.tiles.allSatisfy { $0.images.count == 1 }
    scratch = .allocate(
      capacity: isInPlace ? 1 : max(unfolded, plan.taps.count * plan.inputPlane))
  }

  deinit { scratch.deallocate() }

  /// Computes the outputs of a tile: `Y = W X`.
  func convolve(_ x: Source, _ w: Source, _ tile: Tile, _ bias: Source?, into y: Target) {
    let unfolded = unfold(x, tile)
    let isOneImage = tile.images.count == 1
    let size = plan.size(of: tile)
    let target = isOneImage ? y + place(of: tile) : gathered
    multiply(
      (plan.outputChannels, plan.depth, size), w + firstWeight, (plan.depth, 1), unfolded.start,
      (unfolded.stride, 1), into: target, isOneImage ? plan.outputPlane : size,
      adding: bias.map { $0 + outputs.lowerBound })
    if !isOneImage { plan.scatter(gathered, tile, channels: outputs, to: y) }
  }

  /// Computes the few outputs of an image, which gather the products of each tap with the whole input.
  func gather(_ x: Source, _ w: Source, _ image: Int, _ bias: Source?, into y: Target) {
    let (plane, taps) = (plan.inputPlane, plan.taps.count)
    let start = (image * plan.groups * plan.inputChannels + inputs.lowerBound) * plane
    for output in outputs {
      multiply(
        (taps, plan.inputChannels, plane), w + output * plan.depth, (1, taps), x + start,
        (plane, 1), into: scratch, plane)
      let target =
        y + (image * plan.groups * plan.outputChannels + output) * plan.outputPlane
      target.update(repeating: bias?[output] ?? 0, count: plan.outputPlane)
      plan.gatherTaps(scratch, onto: target)
    }
  }

  /// Computes the inputs that tiles of whole images send their outputs back to: `X = Wᵀ Y`.
  func transpose(
    _ y: Source, _ w: Source, _ tiles: ArraySlice<Tile>, _ bias: Source?, into x: Target
  ) {
    guard let first = tiles.first else { return }
    if plan.isPointwise {
      for image in first.images { transposePoints(y, w, image, bias, into: x) }
      return
    }
    for image in first.images {
      for channel in inputs {
        let place = (image * plan.groups * plan.inputChannels + channel) * plan.inputPlane
        (x + place).update(repeating: bias?[channel] ?? 0, count: plan.inputPlane)
      }
    }
    for tile in tiles {
      let (output, size) = (rows(of: y, tile), plan.size(of: tile))
      multiply(
        (plan.depth, plan.outputChannels, size), w + firstWeight, (1, plan.depth), output.start,
        (output.stride, 1), into: scratch, size)
      plan.fold(scratch, tile, channels: inputs, onto: x)
    }
  }

  /// Computes the inputs of one image, each of which one output alone reads.
  private func transposePoints(
    _ y: Source, _ w: Source, _ image: Int, _ bias: Source?, into x: Target
  ) {
    let plane = plan.inputPlane
    let source = (image * plan.groups * plan.outputChannels + outputs.lowerBound) * plane
    let target = (image * plan.groups * plan.inputChannels + inputs.lowerBound) * plane
    multiply(
      (plan.inputChannels, plan.outputChannels, plane), w + firstWeight, (1, plan.depth),
      y + source, (plane, 1), into: x + target, plane, adding: bias.map { $0 + inputs.lowerBound })
  }

  /// Multiplies two matrices whose elements lie at some distances along rows and along columns.
  private func multiply(
    _ sizes: MatrixKernel.Sizes, _ a: Source, _ aStrides: (row: Int, column: Int), _ b: Source,
    _ bStrides: (row: Int, column: Int), into c: Target, _ cRow: Int,
    adding start: Source? = nil
  ) {
    var product = kernels_product()
    product.set = loops
    (product.m, product.k, product.n) = sizes
    (product.a, product.b, product.c, product.c_row) = (a, b, c, cRow)
    (product.a_row, product.a_column) = aStrides
    (product.b_row, product.b_column) = bStrides
    product.row_start = start
    kernels_multiply(&product)
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
