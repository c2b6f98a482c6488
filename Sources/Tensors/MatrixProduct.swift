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

/// The affine map of rows: a matrix product to which each column adds a number of its own.
///
/// `yᵢⱼ = Σₖ xᵢₖ mₖⱼ wₖⱼ + bⱼ`
///
/// A mask `m` multiplies the weights, as where an output must not see all inputs. Long runs of zeros in it cost no time.
///
/// - Shapes: `x` `[…, k]`, `weight` and `mask` `[k, n]`, `bias` `[n]` → `[…, n]`.
/// - Requires: Equal inner sizes, a bias for each column, and a mask for each weight.
public func linear(
  _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, mask: Tensor? = nil
) -> Tensor {
  if x.rank == 0 || weight.rank != 2 || x.shape[x.rank - 1] != weight.shape[0] {
    fail("linear: \(x.shape) × \(weight.shape): the inner sizes differ")
  }
  if let bias, bias.shape != [weight.shape[1]] {
    fail("linear: a bias of shape \(bias.shape) does not fit a weight of shape \(weight.shape)")
  }
  if let mask, mask.shape != weight.shape {
    fail("linear: a mask of shape \(mask.shape) does not fit a weight of shape \(weight.shape)")
  }
  let kept = mask.map { weight * $0 } ?? weight
  if x.rank == 1 {
    return product(x.expanded(atAxis: 0), kept, bias, mask: mask).squeezed(atAxis: 0)
  }
  return product(x, kept, bias, mask: mask)
}

/// The product of two matrices, each of which may be read as its transpose, and perhaps a row added to all rows.
///
/// - Shapes: `[m, k]` × `[k, n]` → `[m, n]` after the transpositions; `bias` `[n]`.
package func product(
  _ left: Tensor, isTransposed leftIsTransposed: Bool = false,
  _ right: Tensor, isTransposed rightIsTransposed: Bool = false, adding bias: Tensor? = nil
) -> Tensor {
  if left.rank != 2 || right.rank != 2
    || left.shape[leftIsTransposed ? 0 : 1] != right.shape[rightIsTransposed ? 1 : 0]
  {
    fail("product: \(left.shape) × \(right.shape): the inner sizes differ")
  }
  return product(
    left, right, transposing: .init(left: leftIsTransposed, right: rightIsTransposed),
    adding: bias)
}

/// The product of factors of two or more axes, whose inner sizes are equal, and perhaps a row added to all rows.
private func product(
  _ left: Tensor, _ right: Tensor, _ bias: Tensor? = nil, mask: Tensor? = nil
) -> Tensor {
  let omission = MatrixKernel.Omission(skipsZeros: mask != nil)
  guard right.rank == 2, left.rank > 2 else {
    return product(
      left, right, transposing: .none, adding: bias, omitting: omission, rightMask: mask)
  }
  // One matrix for the whole batch multiplies all of its rows at once.
  let rows = left.shape.dropLast().reduce(1, *)
  let result = Shape(Array(left.shape.dropLast()) + [right.shape[1]])
  return product(
    left.reshaped(rows, right.shape[0]), right, transposing: .none, adding: bias,
    omitting: omission, rightMask: mask
  ).reshaped(to: result)
}

/// The product of matrices, or of those of a batch, each of which may be read as its transpose.
///
/// The pullbacks are such products themselves, so that nothing is ever transposed in memory. Where the right factor has
/// been multiplied with a mask, they leave out what the mask makes zero.
private func product(
  _ left: Tensor, _ right: Tensor, transposing: MatrixKernel.Transposition,
  adding bias: Tensor? = nil, omitting omission: MatrixKernel.Omission = .none,
  rightMask: Tensor? = nil
) -> Tensor {
  let (m, k) = left.matrixSizes(isTransposed: transposing.left)
  let n = right.matrixSizes(isTransposed: transposing.right).columns
  let (leftBatch, rightBatch) = (left.shape.dropLast(2), right.shape.dropLast(2))
  let isShared = (left: leftBatch.isEmpty, right: rightBatch.isEmpty)
  if !isShared.left, !isShared.right, Array(leftBatch) != Array(rightBatch) {
    fail(
      "matmul: \(left.shape) × \(right.shape): the batches \(leftBatch) and \(rightBatch) differ")
  }
  let batch = isShared.left ? rightBatch : leftBatch
  let value = MatrixKernel.product(
    left, right, adding: bias, batch: batch.reduce(1, *), isShared: isShared,
    transposing: transposing, sizes: (m, k, n), shape: Shape(Array(batch) + [m, n]),
    omitting: omission)
  let (leftShape, rightShape) = (left.shape, right.shape)
  let pullbacks: [(Tensor, Tape.Pullback)] = [
    (
      left,
      { cotangent in
        (transposing.left
          ? product(right, cotangent, transposing: .init(left: transposing.right, right: true))
          : product(
            cotangent, right, transposing: .init(left: false, right: !transposing.right),
            omitting: .init(skipsZeros: omission.skipsZeros)))
          .summed(to: leftShape)
      }
    ),
    (
      right,
      { cotangent in
        (transposing.right
          ? product(cotangent, left, transposing: .init(left: true, right: transposing.left))
          : product(
            left, cotangent, transposing: .init(left: !transposing.left, right: false),
            omitting: .init(mask: rightMask)))
          .summed(to: rightShape)
      }
    ),
  ]
  guard let bias else { return value.traced(from: pullbacks) }
  return value.traced(from: pullbacks + [(bias, { $0.summed(to: [n]) })])
}

extension Tensor {
  /// The sizes of the tensor's matrices, as they are or transposed.
  fileprivate func matrixSizes(isTransposed: Bool) -> (rows: Int, columns: Int) {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    return isTransposed ? (columns, rows) : (rows, columns)
  }
}
