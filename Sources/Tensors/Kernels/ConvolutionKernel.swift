// SPDX-License-Identifier: MIT

import COpenBLAS

/// A convolution `y = w ∗ x` and its two adjoints, each tile a matrix product with the unfolded input `X`.
///
/// `Y = W X`, `X = Wᵀ Y`, `W = Y Xᵀ`: the three are each other's derivatives.
enum ConvolutionKernel {
  /// The convolution itself.
  static func convolved(_ x: Tensor, _ w: Tensor, _ plan: ConvolutionPlan) -> Tensor {
    if plan.isEmpty { return .zeros(plan.outputShape) }
    let tiles = plan.tiles
    let runs = tiles.indices.cut(into: plan.blockCount(limit: tiles.count))
    return computed(plan.outputShape, from: x, w) { y, x, w in
      Workers.current.forEachBlock(runs.count * plan.groups) { block in
        let worker = ConvolutionWorker(plan, group: block % plan.groups)
        for index in runs[block / plan.groups] { worker.convolve(x, w, tiles[index], into: y) }
      }
    }
  }

  /// The adjoint with respect to the input: the transposed convolution.
  static func transposed(_ y: Tensor, _ w: Tensor, _ plan: ConvolutionPlan) -> Tensor {
    if plan.isEmpty { return .zeros(plan.inputShape) }
    let tiles = plan.tiles
    // Tiles of one image overlap in the input, so that one block takes all of them.
    let images = plan.runsOfImages
    let runs = images.indices.cut(into: plan.blockCount(limit: images.count))
    // A few large images are shared out by their channels.
    let partCount = min(plan.inputChannels, plan.blockCount(limit: 16) / (runs.count * plan.groups))
    let parts = (0..<plan.inputChannels).cut(into: max(1, partCount))
    return computed(plan.inputShape, from: y, w) { x, y, w in
      x.update(repeating: 0, count: plan.inputShape.elementCount)
      Workers.current.forEachBlock(runs.count * plan.groups * parts.count) { block in
        let worker = ConvolutionWorker(plan, group: block / parts.count % plan.groups)
        let run = runs[block / (parts.count * plan.groups)]
        for index in images[run.lowerBound].lowerBound..<images[run.upperBound - 1].upperBound {
          worker.transpose(y, w, tiles[index], parts[block % parts.count], onto: x)
        }
      }
    }
  }

  /// The adjoint with respect to the weights.
  static func weights(_ x: Tensor, _ y: Tensor, _ plan: ConvolutionPlan) -> Tensor {
    if plan.isEmpty { return .zeros(plan.weightShape) }
    let (tiles, size) = (plan.tiles, plan.weightShape.elementCount)
    // Each run of tiles has a sum of its own, and there is not the room for many large ones.
    let limit = max(1, min(tiles.count, (1 << 21) / size))
    let runs = tiles.indices.cut(into: plan.blockCount(limit: limit))
    // With few runs the work is shared out by the output channels as well.
    let partCount = runs.count < 8 ? min(plan.blockCount(limit: 16), plan.outputChannels) : 1
    let parts = (0..<plan.outputChannels).cut(into: partCount)
    let sums = computed([runs.count, size], from: x, y) { sums, x, y in
      Workers.current.forEachBlock(runs.count * plan.groups * parts.count) { block in
        let worker = ConvolutionWorker(plan, group: block / parts.count % plan.groups)
        let run = block / (parts.count * plan.groups)
        for index in runs[run] {
          worker.accumulate(
            x, y, tiles[index], parts[block % parts.count], onto: sums + run * size,
            isFirst: index == runs[run].lowerBound)
        }
      }
    }
    return (runs.count == 1 ? sums : sums.sum(alongAxis: 0)).reshaped(to: plan.weightShape)
  }

  /// A tensor that a body writes from the scalars of two others.
  private static func computed(
    _ shape: Shape, from first: Tensor, _ second: Tensor,
    _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) -> Tensor {
    BLAS.prepare
    return Tensor(shape: shape) { result in
      first.withScalars { first in
        second.withScalars { second in
          if let result = result.baseAddress, let first = first.baseAddress,
            let second = second.baseAddress
          {
            body(result, first, second)
          }
        }
      }
    }
  }
}
