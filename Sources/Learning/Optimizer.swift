// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// A rule that turns gradients into better parameters.
///
/// An optimizer is a value that remembers what it needs of each parameter that it has updated. One is given to a
/// training; a loop written by hand calls its steps itself, with one optimizer for each player:
/// `let loss = adam.step(weights) { vae.loss(on: x, using: &rng) }`.
public protocol Optimizer {
  /// The length of a step; schedules change it.
  var learningRate: Float { get set }
  /// What is remembered of each parameter from step to step.
  var memory: OptimizerMemory { get set }
  /// What the remembered tensors are called in a checkpoint; two at most.
  static var memoryNames: [String] { get }

  /// Changes each parameter by its gradient.
  ///
  /// - Requires: For each parameter a gradient of its shape.
  mutating func update(_ parameters: [NamedParameter], with gradients: [Tensor])
}

extension Optimizer {
  /// Changes parameters by one step against the gradient of a loss.
  ///
  /// Nothing else has a gradient in it: the other player of a game is a constant.
  /// - Requires: A loss that holds one number and is finite, as is its gradient; otherwise it traps before the step.
  /// - Returns: The loss before the step.
  @discardableResult
  public mutating func step(
    _ parameters: [NamedParameter], clipping: GradientClipping? = nil, of loss: () -> Tensor
  ) -> Tensor {
    do {
      return try attemptStep(parameters, clipping: clipping, of: loss)
    } catch {
      fail("\(Self.self): \(error)")
    }
  }

  /// Changes parameters by one step, unless loss or gradient are not finite: then nothing changes.
  mutating func attemptStep(
    _ parameters: [NamedParameter], clipping: GradientClipping?, of loss: () -> Tensor
  ) throws(Divergence) -> Tensor {
    var (value, gradients) = valueWithGradients(at: parameters, of: loss)
    if !value.scalar.isFinite { throw Divergence(place: .loss, step: nextStep(parameters)) }
    var squaredNorm = 0.0
    for (named, gradient) in zip(parameters, gradients) {
      let part = gradient.squaredNorm
      if !part.isFinite {
        throw Divergence(place: .parameter(named.path), step: nextStep(parameters))
      }
      squaredNorm += part
    }
    clipping?.clip(&gradients, norm: squaredNorm.squareRoot())
    update(parameters, with: gradients)
    return value
  }

  private func nextStep(_ parameters: [NamedParameter]) -> Int {
    1 + (parameters.first.map { memory.stepCount(of: $0.parameter) } ?? 0)
  }
}

/// Why a training could not go on: a loss or a gradient that is no number any more.
public struct Divergence: Error, Sendable, Equatable {
  /// Where a number was not finite.
  public enum Place: Sendable, Equatable {
    /// The loss itself.
    case loss
    /// The gradient at the parameter of that path.
    case parameter(String)
  }
  /// Where the first number was found that is not finite.
  public let place: Place
  /// The optimizer's step that was not taken, counted from 1.
  public let step: Int

  /// Makes a divergence.
  public init(place: Place, step: Int) { (self.place, self.step) = (place, step) }
}

extension Divergence: CustomStringConvertible {
  /// What happened, what was kept, and what to do about it.
  public var description: String {
    let what =
      switch place {
      case .loss: "the loss"
      case .parameter(let path): "the gradient at \(path)"
      }
    return """
      \(what) is not finite in step \(step); the model keeps the weights before it. \
      Lower the learning rate, clip the gradients, or look for a log or a root of 0 in the loss.
      """
  }
}
