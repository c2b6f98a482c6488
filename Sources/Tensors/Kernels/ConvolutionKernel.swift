// SPDX-License-Identifier: MIT

/// A convolution `y = w ∗ x` and its two adjoints, which are each other's derivatives.
///
/// Most read their images in place; few channels, and taps that lie on top of each other, are plain matrix products.
enum ConvolutionKernel {
  /// The convolution itself, to which each output channel may add a number.
  static func convolved(
    _ x: Tensor, _ w: Tensor, adding bias: Tensor? = nil, _ plan: ConvolutionPlan
  ) -> Tensor {
    if plan.isEmpty { return constant(plan.outputShape, bias) }
    return computed(plan.outputShape, from: x, w, bias) { y, x, w, bias in
      if plan.isThin { return ThinConvolution(plan).convolve(x, w, bias: bias, into: y) }
      if plan.hasManyOutputs, !plan.isPointwise {
        DirectConvolution(convolving: plan).correlate(
          x, w, .init(input: plan.taps.count, output: plan.depth), bias: bias, into: y)
        return
      }
      let (tiles, loops) = (plan.tiles, MatrixKernel.loops)
      // Tiles whose taps are gathered take whole images.
      let units = plan.gathersTaps ? plan.runsOfImages : tiles.indices.map { $0..<$0 + 1 }
      let runs = units.indices.cut(into: plan.blockCount(limit: units.count))
      Workers.current.forEachBlock(runs.count * plan.groups) { block in
        let worker = ConvolutionWorker(plan, group: block % plan.groups, loops: loops)
        let run = runs[block / plan.groups]
        let part = units[run.lowerBound].lowerBound..<units[run.upperBound - 1].upperBound
        if plan.gathersTaps {
          let images =
            tiles[part.lowerBound].images.lowerBound..<tiles[part.upperBound - 1].images.upperBound
          for image in images { worker.gather(x, w, image, bias, into: y) }
        } else {
          for index in part { worker.convolve(x, w, tiles[index], bias, into: y) }
        }
      }
    }
  }

  /// The adjoint with respect to the input: the transposed convolution.
  static func transposed(
    _ y: Tensor, _ w: Tensor, adding bias: Tensor? = nil, _ plan: ConvolutionPlan
  ) -> Tensor {
    if plan.isEmpty { return constant(plan.inputShape, bias) }
    return computed(plan.inputShape, from: y, w, bias) { x, y, w, bias in
      if plan.isThin { return ThinConvolution(plan).transpose(y, w, bias: bias, into: x) }
      if plan.hasManyInputs, !plan.isPointwise {
        DirectConvolution(transposing: plan).correlate(
          y, w, .init(input: plan.depth, output: plan.taps.count), bias: bias, into: x)
        return
      }
      let (tiles, loops) = (plan.tiles, MatrixKernel.loops)
      // Tiles of one image overlap in the input, so that one block takes all of them.
      let images = plan.runsOfImages
      let runs = images.indices.cut(into: plan.blockCount(limit: images.count))
      Workers.current.forEachBlock(runs.count * plan.groups) { block in
        let worker = ConvolutionWorker(plan, group: block % plan.groups, loops: loops)
        let run = runs[block / plan.groups]
        for unit in run {
          worker.transpose(y, w, tiles[images[unit]], bias, into: x)
        }
      }
    }
  }

  /// The adjoint with respect to the weights.
  static func weights(_ x: Tensor, _ y: Tensor, _ plan: ConvolutionPlan) -> Tensor {
    if plan.isEmpty { return .zeros(plan.weightShape) }
    return computed(plan.weightShape, from: x, y, nil) { w, x, y, _ in
      if plan.isThin { return ThinConvolution(plan).weights(x, y, into: w) }
      DirectConvolution(convolving: plan).correlateWeights(x, y, into: w)
    }
  }

  /// What is left where there is nothing to multiply.
  private static func constant(_ shape: Shape, _ bias: Tensor?) -> Tensor {
    guard let bias else { return .zeros(shape) }
    return (Tensor.zeros(shape) + bias.detached().reshaped(bias.elementCount, 1, 1))
  }

  /// A tensor that a body writes from the scalars of others.
  private static func computed(
    _ shape: Shape, from first: Tensor, _ second: Tensor, _ third: Tensor?,
    _ body: (
      UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>,
      UnsafePointer<Float>?
    ) -> Void
  ) -> Tensor {
    Tensor(shape: shape) { result in
      first.withScalars { first in
        second.withScalars { second in
          guard let result = result.baseAddress, let first = first.baseAddress,
            let second = second.baseAddress
          else { return }
          if let third {
            third.withScalars { body(result, first, second, $0.baseAddress) }
          } else {
            body(result, first, second, nil)
          }
        }
      }
    }
  }
}
