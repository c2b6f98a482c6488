// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A recurrent network that classifies: it reads an example piece by piece, and its last state gives the logits.
///
/// An image is read row by row.
///
/// - Shapes: examples `[count, pieces · pieceSize]`.
/// - Paper: Cho et al. (2014), *Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine
///   Translation*, arXiv:1406.1078.
public struct RecurrentClassifier: NetworkClassifier {
  /// What reads.
  public let reader: GRU
  /// What makes logits of the last state.
  public let output: Linear
  /// The number of classes.
  public let classCount: Int
  private let pieceSize: Int

  /// Makes a network that reads pieces of a size.
  ///
  /// - Requires: Positive sizes.
  public init(
    pieceSize: Int = 28, stateSize: Int = 64, classCount: Int = 10,
    using rng: inout some RandomNumberGenerator
  ) {
    reader = GRU(pieceSize, stateSize, using: &rng)
    output = Linear(stateSize, classCount, using: &rng)
    (self.classCount, self.pieceSize) = (classCount, pieceSize)
  }

  /// The logits after the last piece.
  public func logits(of x: Tensor) -> Tensor {
    if x.rank != 2 || x.shape[1] == 0 || x.shape[1] % pieceSize != 0 {
      fail("RecurrentClassifier: examples of shape \(x.shape) in pieces of \(pieceSize)")
    }
    let states = reader(x.reshaped(x.shape[0], -1, pieceSize))  // [count, pieces, stateSize]
    return output(states.sliced((states.shape[1] - 1)..., alongAxis: 1).squeezed(atAxis: 1))
  }
}
