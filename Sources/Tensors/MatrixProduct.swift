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
    fail("matmul: \(left.shape) × \(right.shape): a factor has no axes; multiply it with *")
  }
  let row = left.rank == 1 ? left.expanded(atAxis: 0) : left
  let column = right.rank == 1 ? right.expanded(atAxis: 1) : right
  let (inner, other) = (row.shape[row.rank - 1], column.shape[column.rank - 2])
  if inner != other {
    fail("matmul: \(left.shape) × \(right.shape): the inner sizes \(inner) and \(other) differ")
  }
  var result = product(row, column)
  if right.rank == 1 { result = result.squeezed(atAxis: -1) }
  return left.rank == 1 ? result.squeezed(atAxis: right.rank == 1 ? -1 : -2) : result
}

/// The product of factors whose inner sizes are equal.
private func product(_ left: Tensor, _ right: Tensor) -> Tensor {
  let (leftBatch, rightBatch) = (left.shape.dropLast(2), right.shape.dropLast(2))
  let (k, n) = (right.shape[right.rank - 2], right.shape[right.rank - 1])
  let m = left.shape[left.rank - 2]
  let result = Shape(Array(left.shape.dropLast()) + [n])
  if right.rank == 2 {  // one matrix for all rows of the batch
    let rows = left.shape.dropLast().reduce(1, *)
    return MatrixKernel.product(left, right, batch: 1, sizes: (rows, k, n), shape: result).traced(
      from: left, { product($0, right.transposed()) },
      from: right, { product(left.reshaped(rows, k).transposed(), $0.reshaped(rows, n)) })
  }
  let isShared = leftBatch.isEmpty
  if !isShared, Array(leftBatch) != Array(rightBatch) {
    fail(
      "matmul: \(left.shape) × \(right.shape): the batches \(leftBatch) and \(rightBatch) differ")
  }
  let batch = rightBatch.reduce(1, *)
  return MatrixKernel.product(
    left, right, batch: batch, isLeftShared: isShared, sizes: (m, k, n),
    shape: Shape(Array(rightBatch) + [m, n])
  ).traced(
    from: left,
    {
      product($0, right.transposedMatrices()).summed(to: left.shape)
    },
    from: right, { product(left.transposedMatrices(), $0) })
}
