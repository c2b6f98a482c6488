// SPDX-License-Identifier: MIT

import CKernels

extension Tensor {
  /// The elements, replaced by a number where a mask is not 0.
  ///
  /// No gradient flows to the replaced elements, whatever they are: neither infinity nor NaN gets through.
  public func replacing(with replacement: Float, where mask: Tensor) -> Tensor {
    Elementwise.zip(
      self, mask.detached(), "replacing", Elementwise.loops.replace, replacement
    )

    .traced(broadcasting: self, { $0.replacing(with: 0, where: mask) }, mask.detached(), { $0 })
  }

  /// The elements, replaced by those of another tensor where a mask is not 0.
  ///
  /// - Requires: Shapes that fit each other.
  public func replacing(with replacement: Tensor, where mask: Tensor) -> Tensor {
    let shape = shape.broadcast(with: mask.shape, in: "replacing")
      .broadcast(with: replacement.shape, in: "replacing")
    let mask = mask.detached().broadcast(to: shape)
    return chosen(by: mask, broadcast(to: shape), replacement.broadcast(to: shape))
  }
}

/// Of two tensors of the mask's shape, the first where the mask is 0 and the second elsewhere.
private func chosen(by mask: Tensor, _ first: Tensor, _ second: Tensor) -> Tensor {
  let chosen = Tensor(shape: mask.shape) { result in
    mask.withScalars { mask in
      first.withScalars { first in
        second.withScalars { second in
          guard let mask = mask.baseAddress, let first = first.baseAddress,
            let second = second.baseAddress, let target = result.baseAddress
          else { return }
          Elementwise.forEachRange(of: result.count) { range in
            let start = range.lowerBound
            Elementwise.loops.choose(
              mask + start, first + start, second + start, target + start, range.count)
          }
        }
      }
    }
  }
  return chosen.traced(
    from: first, { $0.replacing(with: 0, where: mask) },
    from: second, { $0.replacing(with: 0, where: mask .== 0) })
}
