// SPDX-License-Identifier: MIT

import Glibc
import Layers
import Tensors

extension Training {
  /// Trains for one epoch; none if the task is cancelled meanwhile, with the steps kept that were taken.
  func runEpoch() -> Epoch? {
    // Stream 0 is often that of the first weights.
    var rng = PCG32(seed: seed, stream: UInt64(epochCount) + 1)
    let order = shuffles ? permutation(data.exampleCount, using: &rng) : nil
    var record = EpochRecord(index: epochCount + 1, stepCount: stepsPerEpoch)
    line.show(record)
    for step in 0..<stepsPerEpoch {
      if Task.isCancelled {
        line.end(record.line + " · interrupted")
        return nil
      }
      let start = step * batchSize
      let range = start..<Swift.min(start + batchSize, data.exampleCount)
      let batch = order.map { data.examples(at: Array($0[range])) } ?? data.examples(in: range)
      let kept = BufferState(of: buffers)
      do {
        record.append(loss: try takeStep(on: batch, using: &rng), exampleCount: range.count)
      } catch {
        kept.restore()
        line.end("\(record.line) · stopped: \(error)", isImportant: true)
        return record.epoch(divergence: error)
      }
      line.show(record)
    }
    epochCount += 1
    record.stop()
    record.validationLoss = validationLoss()
    line.end(record.line)
    return record.epoch()
  }

  private func takeStep(
    on batch: Model.Batch, using rng: inout PCG32
  ) throws(Divergence) -> Float {
    optimizer.learningRate = learningRate * schedule(stepCount)
    let loss = try optimizer.attemptStep(parameters, clipping: clipping) {
      model.loss(on: batch, using: &rng)
    }
    stepCount += 1
    averaging?.update()
    return loss.scalar
  }

  /// The mean loss of the validation examples, with the same noise after every epoch.
  private func validationLoss() -> Float? {
    guard let validation, validation.exampleCount > 0 else { return nil }
    // Layers that keep statistics of what they see shall not keep them of these examples.
    let kept = BufferState(of: buffers)
    defer { kept.restore() }
    // No epoch has this stream.
    var rng = PCG32(seed: seed, stream: 1 << 62)
    let count = validation.exampleCount
    var sum = 0.0
    for start in stride(from: 0, to: count, by: batchSize) {
      let range = start..<Swift.min(start + batchSize, count)
      let loss = model.validationLoss(on: validation.examples(in: range), using: &rng)
      sum += Double(loss.scalar) * Double(range.count)
    }
    return Float(sum / Double(count))
  }
}

/// What has happened in the epoch that runs.
struct EpochRecord {
  let index: Int
  let stepCount: Int
  var validationLoss: Float?
  private var stepLosses: [Float] = []
  private var exampleCount = 0
  private var sum = 0.0
  private let startTime = monotonicSeconds()
  private var endTime: Double?

  init(index: Int, stepCount: Int) {
    (self.index, self.stepCount) = (index, stepCount)
    stepLosses.reserveCapacity(stepCount)
  }

  mutating func append(loss: Float, exampleCount count: Int) {
    stepLosses.append(loss)
    exampleCount += count
    sum += Double(loss) * Double(count)
  }

  /// Ends the time that counts as training.
  mutating func stop() { endTime = monotonicSeconds() }

  func epoch(divergence: Divergence? = nil) -> Epoch {
    Epoch(
      index: index, loss: Float(sum / Double(exampleCount)), validationLoss: validationLoss,
      stepLosses: stepLosses, seconds: (endTime ?? monotonicSeconds()) - startTime,
      exampleCount: exampleCount, divergence: divergence)
  }

  /// The state in words.
  var line: String {
    let epoch = epoch()
    var parts = ["epoch \(index)"]
    if stepLosses.count < stepCount { parts.append("step \(stepLosses.count)/\(stepCount)") }
    if exampleCount > 0 {
      parts.append("loss \(TrainingLine.number(epoch.loss))")
      if let loss = validationLoss { parts.append("validation \(TrainingLine.number(loss))") }
      parts.append("\(TrainingLine.grouped(epoch.examplesPerSecond)) examples/s")
    }
    return parts.joined(separator: " · ")
  }
}

/// The time of a clock that is never set.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
