// SPDX-License-Identifier: MIT

public import Layers
import Tensors

extension Optimizer {
  /// Saves what is remembered of some parameters, as a safetensors file beside the model's own.
  ///
  /// - Throws: A checkpoint error if the system does not let the file be written.
  public func save(
    to path: String, for parameters: [NamedParameter]
  ) throws(CheckpointError) {
    try checkpoint(for: parameters).write(to: path)
  }

  /// Loads what an optimizer of this kind remembered of these parameters, and forgets everything else.
  ///
  /// - Throws: A checkpoint error, after which the optimizer is as it was.
  public mutating func load(
    from path: String, for parameters: [NamedParameter]
  ) throws(CheckpointError) {
    memory = try memory(of: parameters, in: Checkpoint(readingFrom: path))
  }

  /// What is remembered, under the parameters' paths.
  func checkpoint(for parameters: [NamedParameter]) -> Checkpoint {
    var checkpoint = Checkpoint(metadata: ["optimizer": "\(Self.self)"])
    for named in parameters {
      guard let entry = memory[named.parameter] else { continue }
      checkpoint.metadata["\(named.path).stepCount"] = "\(entry.stepCount)"
      for (name, tensor) in zip(Self.memoryNames, [entry.first, entry.second]) {
        checkpoint.tensors["\(named.path).\(name)"] = tensor
      }
    }
    return checkpoint
  }

  /// The memory that a checkpoint holds; the optimizer itself stays as it is.
  func memory(
    of parameters: [NamedParameter], in checkpoint: Checkpoint
  ) throws(CheckpointError) -> OptimizerMemory {
    let name = checkpoint.metadata["optimizer"] ?? "no optimizer"
    if name != "\(Self.self)" {
      throw .otherState(path: checkpoint.path, reason: "it is of \(name), not of \(Self.self)")
    }
    var memory = OptimizerMemory()
    var names: [String] = []
    // A parameter that was never updated has left nothing.
    for named in parameters where checkpoint.metadata["\(named.path).stepCount"] != nil {
      let shape = named.parameter.value.shape
      var entry = OptimizerMemory.Entry(named.parameter, shape, tensorCount: 0)
      entry.stepCount = try checkpoint.number("\(named.path).stepCount")
      for (index, name) in Self.memoryNames.prefix(2).enumerated() {
        names.append("\(named.path).\(name)")
        let tensor = try checkpoint.tensor("\(named.path).\(name)", shape: shape)
        if index == 0 { entry.first = tensor } else { entry.second = tensor }
      }
      memory[named.parameter] = entry
    }
    try checkpoint.requireOnly(names)
    return memory
  }
}
