// SPDX-License-Identifier: MIT

public import Layers
import Tensors

extension Module {
  /// Saves parameters and buffers under their paths, as a safetensors file.
  ///
  /// An existing file is replaced at once or, after an error, not at all.
  /// - Throws: A checkpoint error if the system does not let the file be written.
  public func save(to path: String, metadata: [String: String] = [:]) throws(CheckpointError) {
    var checkpoint = ModelState(of: self).checkpoint
    checkpoint.metadata = metadata
    try checkpoint.write(to: path)
  }

  /// Loads parameters and buffers from a safetensors file that holds exactly these.
  ///
  /// - Throws: A checkpoint error, after which the model is as it was.
  public func load(from path: String) throws(CheckpointError) {
    try load(Checkpoint(readingFrom: path))
  }

  /// Takes parameters and buffers from a checkpoint that holds exactly these.
  ///
  /// - Throws: A checkpoint error, after which the model is as it was.
  public func load(_ checkpoint: Checkpoint) throws(CheckpointError) {
    try ModelState(of: self, in: checkpoint).restore()
  }
}

extension ModelState {
  /// The values under their paths.
  var checkpoint: Checkpoint {
    Checkpoint(
      tensors: Dictionary(entries.map { ($0.path, $0.value) }, uniquingKeysWith: { $1 }))
  }

  /// The values that a checkpoint holds for a model; the model itself stays as it is.
  init(of model: some Module, in checkpoint: Checkpoint) throws(CheckpointError) {
    self.init(of: model)
    try checkpoint.requireOnly(entries.map(\.path))
    for index in entries.indices {
      let entry = entries[index]
      entries[index].value = try checkpoint.tensor(entry.path, shape: entry.value.shape)
    }
  }
}
