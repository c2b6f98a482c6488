// SPDX-License-Identifier: MIT

import CKernels

/// The recursion of the neural autoregressive estimator, over rows of the batch forward and over hidden units backward.
///
/// A hidden unit's gradient depends on that unit alone once the logits' cotangent is known, so the walk back is cut
/// into runs of units and needs no sums over threads.
enum RecursionKernel {
  /// The parameters `W`, `V` `[size, hidden]`, `b` `[size]` and `c` `[hidden]`.
  struct Parameters {
    let input: Tensor
    let output: Tensor
    let bias: Tensor
    let hiddenBias: Tensor

    var size: Int { input.shape[0] }
    var hiddenSize: Int { input.shape[1] }

    func withRecursion<Result>(_ body: (recursion) -> Result) -> Result {
      input.withScalars { w in
        output.withScalars { v in
          bias.withScalars { b in
            hiddenBias.withScalars { c in
              guard let w = w.baseAddress, let v = v.baseAddress, let b = b.baseAddress,
                let c = c.baseAddress
              else { fail("recursion: the parameters have no scalars") }
              return body(
                recursion(dimensions: size, hidden: hiddenSize, w: w, v: v, b: b, c: c))
            }
          }
        }
      }
    }
  }

  private static let loops = recursion_loops_chosen().pointee
  private static let rowCount = Int(RECURSION_ROWS)
  private static let unitCount = Int(RECURSION_UNITS)

  static func logits(_ x: Tensor, _ parameters: Parameters) -> Tensor {
    let (rows, size) = (x.shape[0], parameters.size)
    let padding = recursion_padded(parameters.hiddenSize) - parameters.hiddenSize
    let outputRows = parameters.output.padded(before: 0, after: padding, alongAxis: 1)
    let width = outputRows.shape[1]
    return parameters.withRecursion { model in
      Tensor(shape: x.shape) { result in
        outputRows.withScalars { v in
          x.withScalars { x in
            Workers.current.forEachBlock((rows + rowCount - 1) / rowCount) { block in
              let first = block * rowCount
              guard let v = v.baseAddress, let x = x.baseAddress, let y = result.baseAddress else {
                return
              }
              var scratch = Tensor(shape: [2 * rowCount * width]) { _ in }
              scratch.withMutableScalars { scratch in
                guard let scratch = scratch.baseAddress else { return }
                withUnsafePointer(to: model) { model in
                  loops.forward(
                    model, v, x + first * size, min(rowCount, rows - first), y + first * size,
                    scratch)
                }
              }
            }
          }
        }
      }
    }
  }

  /// The gradients of `Σ cotangent · logits` at the parameters.
  static func gradients(
    _ x: Tensor, _ parameters: Parameters, cotangent: Tensor
  ) -> Parameters {
    var input = Tensor(shape: parameters.input.shape) { _ in }
    var output = Tensor(shape: parameters.output.shape) { _ in }
    var hiddenBias = Tensor(shape: parameters.hiddenBias.shape) { _ in }
    input.withMutableScalars { w in
      output.withMutableScalars { v in
        hiddenBias.withMutableScalars { c in
          guard let w = w.baseAddress, let v = v.baseAddress, let c = c.baseAddress else { return }
          walkBack(x, parameters, cotangent, (w, v, c))
        }
      }
    }
    return Parameters(
      input: input, output: output, bias: cotangent.sum(alongAxis: 0), hiddenBias: hiddenBias)
  }

  private typealias Scalars = UnsafeMutablePointer<Float>

  private static func walkBack(
    _ x: Tensor, _ parameters: Parameters, _ cotangent: Tensor,
    _ gradient: (w: Scalars, v: Scalars, c: Scalars)
  ) {
    let (rows, size) = (x.shape[0], parameters.size)
    parameters.withRecursion { model in
      x.withScalars { x in
        cotangent.withScalars { cotangent in
          Workers.current.forEachBlock((model.hidden + unitCount - 1) / unitCount) { block in
            guard let x = x.baseAddress, let cotangent = cotangent.baseAddress else { return }
            var scratch = Tensor(shape: [recursion_scratch(size)]) { _ in }
            scratch.withMutableScalars { scratch in
              guard let scratch = scratch.baseAddress else { return }
              withUnsafePointer(to: model) { model in
                loops.backward(
                  model, x, cotangent, rows, block * unitCount, gradient.w, gradient.v,
                  gradient.c, scratch)
              }
            }
          }
        }
      }
    }
  }
}
