// SPDX-License-Identifier: MIT

public import Distributions
public import Learning
public import Tensors

/// A discriminative classifier that is trained by its gradient: it gives logits, and `p(y | x) = softmax(logits)_y`.
///
/// - Units: nats per example.
public protocol NetworkClassifier: ProbabilisticClassifier, Trainable
where Batch == LabeledVectors {
  /// The log-odds of the classes, up to a constant for each example.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, classCount]`.
  func logits(of x: Tensor) -> Tensor
}

extension NetworkClassifier {
  /// The distribution of the class, given an example.
  ///
  /// - Shapes: `x` `[count, size]` → a batch of `count` distributions.
  public func posterior(given x: Tensor) -> Categorical { Categorical(logits: logits(of: x)) }

  /// The cross entropy `−log p(y | x)`, averaged over the batch.
  public func loss(
    on batch: LabeledVectors, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    -posterior(given: batch.inputs).logProb(of: batch.labels).mean()
  }

  /// The cross entropy of examples that the model does not learn from.
  public func validationLoss(
    on batch: LabeledVectors, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    loss(on: batch, using: &rng)
  }

  /// The probability of each class, given an example.
  public func probabilities(of x: Tensor) -> Tensor {
    if x.isBeingDifferentiated { return posterior(given: x).probabilities }
    return RowBlocks(x).map(columns: classCount) { posterior(given: $0).probabilities }
  }
}
