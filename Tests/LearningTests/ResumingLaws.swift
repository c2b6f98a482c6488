// SPDX-License-Identifier: MIT

import Layers
import Learning
import Tensors
import Testing

@Suite("Resuming") struct ResumingLaws {
  private func training(
    _ model: Regression, _ optimizer: any Optimizer = Adam(learningRate: 0.05),
    averaging: ExponentialMovingAverage? = nil, seed: UInt64 = 3
  ) -> Training<Regression> {
    Training(
      model, on: Regression.examples(20), batchSize: 8, optimizer: optimizer,
      schedule: .cosine(steps: 18, warmUp: 3), clipping: .norm(1), averaging: averaging, seed: seed)
  }

  enum Method: CaseIterable {
    case sgd, momentum, rmsProp, adam, adamW

    var optimizer: any Optimizer {
      switch self {
      case .sgd: SGD(learningRate: 0.1)
      case .momentum: SGD(learningRate: 0.02, momentum: 0.9)
      case .rmsProp: RMSprop()
      case .adam: Adam(learningRate: 0.05)
      case .adamW: AdamW(learningRate: 0.05)
      }
    }
  }

  @Test(
    "A saved training goes on with the bits of one that was never saved",
    arguments: Method.allCases)
  func bits(_ method: Method) throws {
    try TemporaryFile.with { path in
      let whole = Regression.fresh()
      let losses = Array(training(whole, method.optimizer).prefix(6)).map(\.stepLosses)
      let first = training(.fresh(), method.optimizer)
      _ = Array(first.prefix(2))
      try first.save(to: path)
      // Another start, so that all must come from the file.
      let model = Regression.fresh(seed: 99)
      let second = training(model, method.optimizer)
      try second.load(from: path)
      #expect(second.epochCount == 2)
      #expect(Array(second.prefix(4)).map(\.stepLosses) == Array(losses[2...]))
      #expect(model.bits == whole.bits)
    }
  }

  @Test("Averaged weights go on too")
  func averages() throws {
    try TemporaryFile.with { path in
      let (one, two) = (Regression.fresh(), Regression.fresh(seed: 99))
      let (first, second) = (
        ExponentialMovingAverage(of: one.parameters, decay: 0.9),
        ExponentialMovingAverage(of: two.parameters, decay: 0.9)
      )
      let original = training(one, averaging: first)
      _ = Array(original.prefix(2))
      try original.save(to: path)
      let resumed = training(two, averaging: second)
      try resumed.load(from: path)
      _ = (Array(original.prefix(1)), Array(resumed.prefix(1)))
      #expect(first.withAveragedWeights { one.bits } == second.withAveragedWeights { two.bits })
    }
  }

  @Test("An optimizer of a loop written by hand goes on with the same bits")
  func optimizer() throws {
    try TemporaryFile.with { path in
      let (one, two) = (Point([1, 2]), Point([1, 2]))
      var first = Adam(learningRate: 0.1)
      first.update(one.parameters, with: [Tensor([3, -1])])
      try first.save(to: path, for: one.parameters)
      two.place = one.place
      var second = Adam(learningRate: 0.1)
      try second.load(from: path, for: two.parameters)
      first.update(one.parameters, with: [Tensor([1, 1])])
      second.update(two.parameters, with: [Tensor([1, 1])])
      #expect(one.place == two.place)
      #expect(second.memory.stepCount(of: two.$place) == 2)
    }
  }

  @Test("An optimizer that has not stepped is saved as such")
  func freshOptimizer() throws {
    try TemporaryFile.with { path in
      let point = Point([1])
      try Adam().save(to: path, for: point.parameters)
      var adam = Adam()
      adam.update(point.parameters, with: [Tensor([1])])
      try adam.load(from: path, for: point.parameters)
      #expect(adam.memory.stepCount(of: point.$place) == 0)
    }
  }

  /// What loading says; model and training must be as before.
  private func error(
    loading path: String, into training: Training<Regression>
  ) -> CheckpointError? {
    let before = training.model.bits
    defer {
      #expect(training.model.bits == before)
      #expect(training.epochCount == 0)
    }
    do throws(CheckpointError) { try training.load(from: path) } catch { return error }
    return nil
  }

  @Test("A training with another optimizer or seed, or of a bare model, is refused")
  func others() throws {
    try TemporaryFile.with { path in
      let saved = training(.fresh())
      _ = Array(saved.prefix(1))
      try saved.save(to: path)
      let other = Regression.fresh(seed: 99)
      #expect(
        error(loading: path, into: training(other, SGD(learningRate: 0.1)))
          == .otherState(path: path, reason: "it is of Adam, not of SGD"))
      #expect(
        error(loading: path, into: training(other, seed: 4))
          == .otherState(path: path, reason: "its seed is 3, this training's 4"))
      let average = ExponentialMovingAverage(of: other.parameters)
      #expect(
        error(loading: path, into: training(other, averaging: average))
          == .missingTensor(path: path, tensor: "map.weight"))
      try saved.model.save(to: path)
      #expect(
        error(loading: path, into: training(other))
          == .otherState(path: path, reason: "it does not say epochCount"))
    }
  }

  @Test("Averages that nobody asks for are refused")
  func unexpectedAverages() throws {
    try TemporaryFile.with { path in
      let model = Regression.fresh()
      let average = ExponentialMovingAverage(of: model.parameters)
      try training(model, averaging: average).save(to: path)
      #expect(
        error(loading: path, into: training(.fresh()))
          == .unexpectedTensor(path: path, tensor: "average.map.bias"))
    }
  }
}
