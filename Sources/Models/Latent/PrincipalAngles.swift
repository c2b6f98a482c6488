// SPDX-License-Identifier: MIT

public import Tensors

/// How two subspaces lie to each other: the cosines of the angles between them, descending.
///
/// All are 1 where the columns of both matrices span the same subspace; a 0 is a direction of one that the other knows
/// nothing of.
///
/// - Shapes: `[size, m]`, `[size, n]` → `[k]` with `k` the lesser of `m` and `n`.
/// - Requires: Columns that are linearly independent.
/// - Paper: Björck & Golub (1973), *Numerical Methods for Computing Angles Between Linear Subspaces*.
public func principalAngleCosines(_ first: Tensor, _ second: Tensor) -> Tensor {
  if first.rank != 2 || second.rank != 2 || first.shape[0] != second.shape[0] {
    fail("principalAngleCosines: \(first.shape) and \(second.shape) are no bases in one space")
  }
  let (a, b) = (first.qrDecomposition().orthogonal, second.qrDecomposition().orthogonal)
  return clamp(product(a, isTransposed: true, b).singularValueDecomposition().values, 0...1)
}
