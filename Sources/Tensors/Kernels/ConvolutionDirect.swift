// SPDX-License-Identifier: MIT

import CKernels

/// Convolutions that read their images in place, from copies with margins of zeros, instead of unfolding them.
struct DirectConvolution {
  private var taps: [kernels_tap]
  private var phases: [kernels_phase]
  private var shape = kernels_correlation()
  private let batch: Int
  private let groups: Int

  /// The sum that a convolution is: all outputs read alike.
  init(convolving plan: ConvolutionPlan) {
    (batch, groups) = (plan.batch, plan.groups)
    taps = plan.taps.enumerated().map { index, tap in
      kernels_tap(row: tap.row, column: tap.column, weight: index)
    }
    phases = [
      kernels_phase(
        first_row: 0, first_column: 0, rows: plan.outputSize.rows,
        columns: plan.outputSize.columns, first_tap: 0, tap_count: taps.count)
    ]
    shape.in_channels = plan.inputChannels
    (shape.in_rows, shape.in_columns) = plan.inputSize
    shape.out_channels = plan.outputChannels
    (shape.out_rows, shape.out_columns) = plan.outputSize
    (shape.in_row_step, shape.in_column_step) = plan.stride
    (shape.out_row_step, shape.out_column_step) = (1, 1)
    finish()
  }

  /// The sum that its adjoint is: with a stride, neighbouring results are sent to by different taps.
  init(transposing plan: ConvolutionPlan) {
    (batch, groups) = (plan.batch, plan.groups)
    (taps, phases) = ([], [])
    let stride = plan.stride
    for row in 0..<stride.row {
      for column in 0..<stride.column {
        let first = taps.count
        for (index, tap) in plan.taps.enumerated()
        where (row - tap.row) % stride.row == 0 && (column - tap.column) % stride.column == 0 {
          taps.append(
            kernels_tap(
              row: (row - tap.row) / stride.row, column: (column - tap.column) / stride.column,
              weight: index))
        }
        phases.append(
          kernels_phase(
            first_row: row, first_column: column,
            rows: max(0, (plan.inputSize.rows - row + stride.row - 1) / stride.row),
            columns: max(0, (plan.inputSize.columns - column + stride.column - 1) / stride.column),
            first_tap: first, tap_count: taps.count - first))
      }
    }
    shape.in_channels = plan.outputChannels
    (shape.in_rows, shape.in_columns) = plan.outputSize
    shape.out_channels = plan.inputChannels
    (shape.out_rows, shape.out_columns) = plan.inputSize
    (shape.in_row_step, shape.in_column_step) = (1, 1)
    (shape.out_row_step, shape.out_column_step) = stride
    finish()
  }

  private mutating func finish() {
    shape.set = MatrixKernel.loops
    shape.in_image = groups * shape.in_channels * shape.in_rows * shape.in_columns
    shape.out_image = groups * shape.out_channels * shape.out_rows * shape.out_columns
    shape.weight_count = taps.count
    shape.phase_count = phases.count
    shape.is_planar = shape.in_channels < 8 ? 1 : 0
  }

  /// How far apart the weights of neighbouring channels lie.
  struct WeightStrides {
    let input: Int
    let output: Int
  }

  /// Computes all outputs.
  func correlate(
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ strides: WeightStrides,
    bias: UnsafePointer<Float>?, into output: UnsafeMutablePointer<Float>
  ) {
    withPlan { plan in
      let size = kernels_ordered_weights_size(plan)
      let ordered = Tensor(shape: [size * groups]) {
        if let start = $0.baseAddress { order(weights, strides, bias, plan, into: start) }
      }
      let rowCount = phases.map(\.rows).max() ?? 0
      let work = shape.out_image * shape.in_channels * taps.count / max(phases.count, 1)
      // A block is worth waking a thread for; few or large images are cut along their rows.
      let imageRuns = (0..<batch).cut(into: max(1, min(batch, batch * work >> 19)))
      let pixels = shape.out_rows * shape.out_columns
      let rowCuts = max(1, min(work >> 19, 16 / imageRuns.count), pixels >> 11)
      let rowRuns = (0..<rowCount).cut(into: min(rowCuts, max(rowCount, 1)))
      ordered.withScalars { ordered in
        Workers.current.forEachBlock(imageRuns.count * groups * rowRuns.count) { block in
          let (rest, part) = block.quotientAndRemainder(dividingBy: rowRuns.count)
          let (run, group) = rest.quotientAndRemainder(dividingBy: groups)
          for image in imageRuns[run] {
            kernels_correlate(
              plan, input + group * shape.in_image / groups,
              ordered.baseAddress.map { $0 + group * size },
              output + group * shape.out_image / groups, image, rowRuns[part].lowerBound,
              rowRuns[part].upperBound)
          }
        }
      }
    }
  }

  /// Brings the weights of all groups into the order of their use.
  private func order(
    _ weights: UnsafePointer<Float>, _ strides: WeightStrides, _ bias: UnsafePointer<Float>?,
    _ plan: UnsafePointer<kernels_correlation>, into ordered: UnsafeMutablePointer<Float>
  ) {
    let size = kernels_ordered_weights_size(plan)
    let parts = kernels_ordered_weights_parts(plan)
    let groupSize = shape.in_channels * shape.out_channels * taps.count
    for group in 0..<groups {
      for part in 0..<parts {
        kernels_order_weights(
          plan, weights + group * groupSize, strides.input, strides.output,
          bias.map { $0 + group * shape.out_channels }, ordered + group * size, part)
      }
    }
  }

  /// Sums the gradient of the weights.
  func correlateWeights(
    _ input: UnsafePointer<Float>, _ output: UnsafePointer<Float>,
    into weights: UnsafeMutablePointer<Float>
  ) {
    withPlan { plan in
      let size = kernels_weight_sums_size(plan)
      let work = shape.out_image * shape.in_channels * taps.count
      // Each run of images has a sum of its own; adding these up must cost little.
      let runs = (0..<batch).cut(into: max(1, min(batch, 8, batch * work >> 19)))
      _ = Tensor(shape: [size * runs.count * groups]) { sums in
        guard let sums = sums.baseAddress else { return }
        Workers.current.forEachBlock(runs.count * groups) { block in
          let (group, run) = block.quotientAndRemainder(dividingBy: runs.count)
          kernels_correlate_weights(
            plan, input + group * shape.in_image / groups,
            output + group * shape.out_image / groups, runs[run].lowerBound, runs[run].upperBound,
            sums + block * size)
        }
        add(sums, runs.count, plan, into: weights)
      }
    }
  }

  /// Adds the sums of all runs, several output channels at a time.
  private func add(
    _ sums: UnsafeMutablePointer<Float>, _ count: Int, _ plan: UnsafePointer<kernels_correlation>,
    into weights: UnsafeMutablePointer<Float>
  ) {
    let size = kernels_weight_sums_size(plan)
    let groupSize = shape.in_channels * shape.out_channels * taps.count
    let parts = (0..<shape.out_channels).cut(
      into: max(1, min(8, shape.out_channels, size * count >> 16)))
    Workers.current.forEachBlock(groups * parts.count) { block in
      let (group, part) = block.quotientAndRemainder(dividingBy: parts.count)
      kernels_add_weight_sums(
        plan, sums + group * count * size, count, weights + group * groupSize,
        parts[part].lowerBound, parts[part].upperBound)
    }
  }

  func withPlan(_ body: (UnsafePointer<kernels_correlation>) -> Void) {
    taps.withUnsafeBufferPointer { taps in
      phases.withUnsafeBufferPointer { phases in
        var plan = shape
        plan.taps = taps.baseAddress
        plan.phases = phases.baseAddress
        body(&plan)
      }
    }
  }
}
