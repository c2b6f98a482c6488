// SPDX-License-Identifier: MIT

public import Display

/// The epochs of a training, to be shown as a table or drawn as curves.
///
/// `let history = History(training.prefix(20))` trains and keeps what happened.
public struct History: Sendable, Equatable {
  /// The epochs, the first one first.
  public private(set) var epochs: [Epoch] = []

  /// Makes a history of no epochs.
  public init() {}

  /// Runs through a sequence of epochs, as a training is one, and keeps them.
  public init(_ epochs: some Sequence<Epoch>) { self.epochs = Array(epochs) }

  /// Adds an epoch.
  public mutating func append(_ epoch: Epoch) { epochs.append(epoch) }

  /// The loss of each epoch.
  public var losses: [Float] { epochs.map(\.loss) }

  /// The loss of each step, of all epochs one after another.
  public var stepLosses: [Float] { epochs.flatMap(\.stepLosses) }

  /// The validation loss of each epoch that has one.
  public var validationLosses: [Float] { epochs.compactMap(\.validationLoss) }

  /// The epoch with the smallest validation loss, or the smallest loss where nothing was validated.
  public var best: Epoch? {
    epochs.filter { $0.divergence == nil }
      .min { ($0.validationLoss ?? $0.loss) < ($1.validationLoss ?? $1.loss) }
  }
}

extension History: RichDisplay {
  /// A row for each epoch.
  public var mimeBundle: MIMEBundle {
    let validation = epochs.map { $0.validationLoss.map { $0 as Any } ?? "" }
    let first: KeyValuePairs<String, [Any]> = [
      "epoch": epochs.map(\.index), "loss": losses, "validation loss": validation,
      "seconds": epochs.map(\.seconds), "examples/s": epochs.map(\.examplesPerSecond),
    ]
    let short: KeyValuePairs<String, [Any]> = [
      "epoch": epochs.map(\.index), "loss": losses, "seconds": epochs.map(\.seconds),
      "examples/s": epochs.map(\.examplesPerSecond),
    ]
    return Table(columns: validationLosses.isEmpty ? short : first).mimeBundle
  }
}
