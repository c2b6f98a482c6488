// SPDX-License-Identifier: MIT

import COpenBLAS

/// Applies a decomposition to each matrix of a batch, several at a time on the library's threads.
enum MatrixBatch {
  /// What a decomposition gives for one matrix, and the code with which LAPACK ended.
  struct Outcome: Sendable {
    var matrices: [ColumnMatrix]
    var status: Int = 0
  }

  /// What became of a batch: the results, and the first matrix that has none.
  struct Results {
    let tensors: [Tensor]
    let failure: (index: Int, status: Int)?
  }

  /// Applies the body to the matrices at each place of the leading axes, which all operands share.
  ///
  /// A failure is handed back, for a trap must happen on the caller's own thread.
  static func map(
    _ operands: [Tensor], resultSizes: [(rows: Int, columns: Int)],
    _ body: ([ColumnMatrix]) -> Outcome
  ) -> Results {
    BLAS.prepare
    let leading = Array(operands[0].shape.dropLast(2))
    let count = leading.reduce(1, *)
    var outcomes = [Outcome](repeating: Outcome(matrices: []), count: count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      Workers.current.forEachBlock(count) { index in
        outcomes[index] = body(operands.map { $0.columnMatrix(index) })
      }
    }
    if let index = outcomes.firstIndex(where: { $0.status != 0 }) {
      return Results(tensors: [], failure: (index, outcomes[index].status))
    }
    let tensors = resultSizes.enumerated().map { place, size in
      Tensor(shape: Shape(leading + [size.rows, size.columns])) { result in
        for index in 0..<count {
          outcomes[index].matrices[place].write(to: result, from: index * size.rows * size.columns)
        }
      }
    }
    return Results(tensors: tensors, failure: nil)
  }
}

extension Tensor {
  /// One of the matrices that the last two axes hold.
  fileprivate func columnMatrix(_ index: Int) -> ColumnMatrix {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    return withScalars {
      ColumnMatrix($0, from: index * rows * columns, rowCount: rows, columnCount: columns)
    }
  }
}

/// What holds for all calls of BLAS and LAPACK.
enum BLAS {
  /// Tells BLAS, the first time only, to leave the division of work to the library's own threads.
  static let prepare: Void = openblas_set_num_threads(1)
}
