// SPDX-License-Identifier: MIT

/// The product of two matrices, of a matrix and a vector, or of each pair of matrices in two batches.
///
/// `cᵢⱼ = Σₖ aᵢₖ bₖⱼ`
///
/// - Shapes: `[m, k]` × `[k, n]` → `[m, n]`; `[m, k]` × `[k]` → `[m]`; `[k]` × `[k, n]` → `[n]`; `[k]` × `[k]` → `[]`;
///   `[batch, m, k]` × `[batch, k, n]` → `[batch, m, n]`; `[…, k]` × `[k, n]` → `[…, n]`.
/// - Requires: Equal inner sizes.
public func matmul(_ left: Tensor, _ right: Tensor) -> Tensor {
  if left.rank == 0 || right.rank == 0 {
    fail("matmul: \(left.shape) × \(right.shape): a factor without axes; multiply with *")
  }
  if right.rank == 1 {
    let column = checked(left, right.reshaped(-1, 1), as: (left.shape, right.shape))
    return product(left, column).reshaped(to: Shape(Array(left.shape.sizes.dropLast())))
  }
  if left.rank == 1 {
    let right = checked(left, right, as: (left.shape, right.shape))
    let row = product(left.expanded(atAxis: 0), right)
    return row.squeezed(atAxis: row.rank - 2)
  }
  return product(left, checked(left, right, as: (left.shape, right.shape)))
}

private func checked(_ left: Tensor, _ right: Tensor, as shapes: (Shape, Shape)) -> Tensor {
  let (inner, other) = (left.shape[left.rank - 1], right.shape[right.rank - 2])
  if inner != other {
    fail("matmul: \(shapes.0) × \(shapes.1): the inner sizes \(inner) and \(other) differ")
  }
  return right
}

/// The product of factors whose inner sizes are equal.
private func product(_ left: Tensor, _ right: Tensor) -> Tensor {
  let (leftBatch, rightBatch) = (left.shape.dropLast(2), right.shape.dropLast(2))
  let (k, n) = (right.shape[right.rank - 2], right.shape[right.rank - 1])
  let m = left.shape[left.rank - 2]
  let result = Shape(Array(left.shape.dropLast()) + [n])
  if right.rank == 2 {  // one matrix for all rows of the batch
    let rows = result.elementCount / max(n, 1)
    return MatrixKernel.product(left, right, batch: 1, sizes: (rows, k, n), shape: result)
  }
  let isShared = leftBatch.isEmpty
  if !isShared, Array(leftBatch) != Array(rightBatch) {
    fail(
      "matmul: \(left.shape) × \(right.shape): the batches \(leftBatch) and \(rightBatch) differ")
  }
  let batch = rightBatch.reduce(1, *)
  return MatrixKernel.product(
    left, right, batch: batch, isLeftShared: isShared, sizes: (m, k, n),
    shape: Shape(Array(rightBatch) + [m, n]))
}
