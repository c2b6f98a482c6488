// SPDX-License-Identifier: MIT

import Layers
public import Tensors

extension Training {
  /// The epochs until the validation loss has not improved for some of them; then the model has its best weights.
  ///
  /// However the loop ends, also by `break` or `prefix`, parameters and buffers become those of the best epoch.
  /// - Requires: A training with validation examples, and a patience of one epoch or more.
  /// - Paper: Prechelt (1998), *Early Stopping — but When?*, Neural Networks: Tricks of the Trade.
  public func stoppingEarly(
    patience: Int, minimumImprovement: Float = 0
  ) -> EarlyStopping<Model> {
    if validation == nil { fail("stoppingEarly: the training has no validation examples") }
    if patience < 1 { fail("stoppingEarly: a patience of \(patience) epochs") }
    return EarlyStopping(
      training: self, patience: patience, minimumImprovement: minimumImprovement)
  }
}

/// The epochs of a training until its validation loss stops to improve.
public struct EarlyStopping<Model: Trainable>: Sequence where Model.Batch: Batchable {
  let training: Training<Model>
  let patience: Int
  let minimumImprovement: Float

  /// Goes on with the training.
  public func makeIterator() -> Iterator { Iterator(run: EarlyStoppingRun(self)) }

  /// The epochs, each of which is trained when it is asked for.
  public struct Iterator: IteratorProtocol {
    fileprivate let run: EarlyStoppingRun<Model>

    /// Trains for one epoch; none once patience is over.
    public mutating func next() -> Epoch? { run.next() }
  }
}

/// One pass of a loop: its end, however it comes, gives the model its best weights.
private final class EarlyStoppingRun<Model: Trainable> where Model.Batch: Batchable {
  private let stopping: EarlyStopping<Model>
  private var epochs: Training<Model>.Iterator
  private var bestLoss = Float.infinity
  private var bestState: ModelState?
  private var epochsSinceBest = 0

  init(_ stopping: EarlyStopping<Model>) {
    self.stopping = stopping
    epochs = stopping.training.makeIterator()
  }

  deinit { bestState?.restore() }

  func next() -> Epoch? {
    guard epochsSinceBest < stopping.patience, let epoch = epochs.next() else {
      restore()
      return nil
    }
    guard let loss = epoch.validationLoss else { return epoch }
    if loss < bestLoss - stopping.minimumImprovement {
      (bestLoss, epochsSinceBest) = (loss, 0)
      bestState = ModelState(of: stopping.training.model)
    } else {
      epochsSinceBest += 1
    }
    return epoch
  }

  /// Only once: what changes the model later is not undone.
  private func restore() {
    bestState?.restore()
    bestState = nil
    epochsSinceBest = stopping.patience
  }
}
