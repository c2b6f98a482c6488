// SPDX-License-Identifier: MIT

import Layers
import Tensors

extension Training {
  /// Saves all that the next epoch depends on: model, optimizer, averaged weights and how far the training is.
  ///
  /// An epoch that was interrupted begins anew, from the weights that it has reached.
  /// - Throws: A checkpoint error if the system does not let the file be written.
  public func save(to path: String) throws(CheckpointError) {
    var checkpoint = Checkpoint(metadata: [
      "seed": "\(seed)", "epochCount": "\(epochCount)", "stepCount": "\(stepCount)",
    ])
    checkpoint.add(ModelState(of: model).checkpoint, as: "model")
    checkpoint.add(optimizer.checkpoint(for: parameters), as: "optimizer")
    if let averaging { checkpoint.add(averaging.checkpoint, as: "average") }
    try checkpoint.write(to: path)
  }

  /// Goes on where a saved training was, with the bits that it would have gone on with.
  ///
  /// - Requires: A training with the data, the batches and the schedule of the saved one.
  /// - Throws: A checkpoint error, after which model and training are as they were.
  public func load(from path: String) throws(CheckpointError) {
    let checkpoint = try Checkpoint(readingFrom: path)
    let (epochs, steps) = (try checkpoint.number("epochCount"), try checkpoint.number("stepCount"))
    if checkpoint.metadata["seed"] != "\(seed)" {
      let saved = checkpoint.metadata["seed"] ?? "none"
      throw .otherState(path: path, reason: "its seed is \(saved), this training's \(seed)")
    }
    let state = try ModelState(of: model, in: checkpoint.part("model"))
    let memory = try optimizer.memory(of: parameters, in: checkpoint.part("optimizer"))
    let averages = try averaging?.averages(in: checkpoint.part("average"))
    let parts = averaging == nil ? ["model.", "optimizer."] : ["model.", "optimizer.", "average."]
    try checkpoint.requireOnly(
      checkpoint.tensors.keys.filter { name in parts.contains { name.hasPrefix($0) } })
    state.restore()
    optimizer.memory = memory
    if let averages { averaging?.averages = averages }
    (epochCount, stepCount) = (epochs, steps)
  }
}

extension ExponentialMovingAverage {
  /// The averages under the parameters' paths.
  var checkpoint: Checkpoint {
    let pairs = zip(parameters, averages).map { ($0.path, $1) }
    return Checkpoint(tensors: Dictionary(pairs, uniquingKeysWith: { $1 }))
  }

  /// The averages that a checkpoint holds; this one stays as it is.
  func averages(in checkpoint: Checkpoint) throws(CheckpointError) -> [Tensor] {
    try checkpoint.requireOnly(parameters.map(\.path))
    var averages: [Tensor] = []
    for named in parameters {
      averages.append(try checkpoint.tensor(named.path, shape: named.parameter.value.shape))
    }
    return averages
  }
}
