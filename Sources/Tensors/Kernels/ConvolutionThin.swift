// SPDX-License-Identifier: MIT

import CKernels

/// Convolutions whose groups have very few channels, as where each channel has a kernel of its own.
struct ThinConvolution {
  typealias Source = UnsafePointer<Float>
  typealias Target = UnsafeMutablePointer<Float>

  private let plan: ConvolutionPlan
  private let direct: DirectConvolution

  init(_ plan: ConvolutionPlan) {
    self.plan = plan
    direct = DirectConvolution(convolving: plan)
  }

  func convolve(_ x: Source, _ w: Source, bias: Source?, into y: Target) {
    direct.withPlan { shape in
      forEachImage { image in
        for output in 0..<plan.groups * plan.outputChannels {
          let target = y + (image * plan.groups * plan.outputChannels + output) * plan.outputPlane
          target.update(repeating: bias?[output] ?? 0, count: plan.outputPlane)
          forEachInput(of: output, image) { place, weights in
            kernels_correlate_plane(shape, x + place, w + weights, target)
          }
        }
      }
    }
  }

  func transpose(_ y: Source, _ w: Source, bias: Source?, into x: Target) {
    direct.withPlan { shape in
      forEachImage { image in
        for input in 0..<plan.groups * plan.inputChannels {
          let target = x + (image * plan.groups * plan.inputChannels + input) * plan.inputPlane
          target.update(repeating: bias?[input] ?? 0, count: plan.inputPlane)
        }
        for output in 0..<plan.groups * plan.outputChannels {
          let source = y + (image * plan.groups * plan.outputChannels + output) * plan.outputPlane
          forEachInput(of: output, image) { place, weights in
            kernels_spread_plane(shape, source, w + weights, x + place)
          }
        }
      }
    }
  }

  func weights(_ x: Source, _ y: Source, into w: Target) {
    let outputs = plan.groups * plan.outputChannels
    w.update(repeating: 0, count: outputs * plan.depth)
    direct.withPlan { shape in
      let work = plan.batch * plan.outputPlane * plan.depth
      let runs = (0..<outputs).cut(into: max(1, min(outputs, outputs * work >> 17)))
      Workers.current.forEachBlock(runs.count) { block in
        for output in runs[block] {
          for image in 0..<plan.batch {
            let source = y + (image * outputs + output) * plan.outputPlane
            forEachInput(of: output, image) { place, weights in
              kernels_correlate_plane_weights(shape, x + place, source, w + weights)
            }
          }
        }
      }
    }
  }

  private func forEachImage(_ body: (Int) -> Void) {
    let work = plan.groups * plan.outputChannels * plan.outputPlane * plan.depth
    let runs = (0..<plan.batch).cut(into: max(1, min(plan.batch, plan.batch * work >> 17)))
    Workers.current.forEachBlock(runs.count) { block in
      for image in runs[block] { body(image) }
    }
  }

  /// Calls the body with the place of each channel that an output reads, and of the weights for it.
  private func forEachInput(of output: Int, _ image: Int, _ body: (Int, Int) -> Void) {
    for channel in 0..<plan.inputChannels {
      let group = output / plan.outputChannels
      let input = (image * plan.groups + group) * plan.inputChannels + channel
      body(input * plan.inputPlane, output * plan.depth + channel * plan.taps.count)
    }
  }
}
