// SPDX-License-Identifier: MIT

/// One pass of a training over the examples.
public struct Epoch: Sendable, Equatable {
  /// Which pass it was, counted from 1.
  public let index: Int
  /// The mean loss of the examples, each taken in the step that it was seen in.
  public let loss: Float
  /// The mean loss of the examples to validate with, after the pass; none where there are none.
  public let validationLoss: Float?
  /// The loss of each step.
  public let stepLosses: [Float]
  /// How long the steps took, without validation.
  public let seconds: Double
  /// How many examples were seen.
  public let exampleCount: Int
  /// Why the training ended within this pass; none if it went through.
  public let divergence: Divergence?

  /// The speed of the pass.
  public var examplesPerSecond: Double { seconds > 0 ? Double(exampleCount) / seconds : 0 }
}
