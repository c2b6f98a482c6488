// SPDX-License-Identifier: MIT

import Tensors

/// The smallest game of two players: one lowers `f(x, y) = xy` by x, the other raises it by y.
///
/// Its only equilibrium is the origin. Gradients lead around it, not to it.
///
/// - Paper: Goodfellow (2016), *NIPS 2016 Tutorial: Generative Adversarial Networks*, arXiv:1701.00160, section 8.2.
public struct BilinearGame: Sendable, Hashable {
  /// Where both players are.
  public struct Position: Sendable, Hashable {
    /// What the minimising player chose.
    public var x: Double
    /// What the maximising player chose.
    public var y: Double

    /// Makes a position.
    public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }

    /// The distance from the equilibrium.
    public var radius: Double { (x * x + y * y).squareRoot() }
  }

  /// How the players move.
  public enum Dynamics: Sendable, Hashable {
    /// Both at once, along their gradients.
    case simultaneous
    /// In turns: the second player has seen the first one's move, as in the training of a GAN.
    case alternating
    /// Along the gradients of the place where a step would have led (Korpelevich 1976).
    case extragradient
    /// At once, each drawn to the mean of all its places by `weight · (x − x̄)²`.
    case historicalAveraging(weight: Double)
  }

  /// How far along its gradient a player goes in a step.
  public let learningRate: Double

  /// Makes a game with the length of its steps.
  ///
  /// - Requires: A positive length.
  public init(learningRate: Double) {
    if !(learningRate > 0) { fail("BilinearGame: a learning rate of \(learningRate)") }
    self.learningRate = learningRate
  }

  /// The positions from a start, one more than there are steps.
  public func path(
    from start: Position, steps: Int, by dynamics: Dynamics
  ) -> [Position] {
    var path = [start]
    var mean = start
    for step in 0..<steps {
      let next = self.next(after: path[step], mean: mean, dynamics)
      path.append(next)
      mean.x += (next.x - mean.x) / Double(step + 2)
      mean.y += (next.y - mean.y) / Double(step + 2)
    }
    return path
  }

  private func next(after now: Position, mean: Position, _ dynamics: Dynamics) -> Position {
    let rate = learningRate
    switch dynamics {
    case .simultaneous:
      return Position(x: now.x - rate * now.y, y: now.y + rate * now.x)
    case .alternating:
      let x = now.x - rate * now.y
      return Position(x: x, y: now.y + rate * x)
    case .extragradient:
      let ahead = Position(x: now.x - rate * now.y, y: now.y + rate * now.x)
      return Position(x: now.x - rate * ahead.y, y: now.y + rate * ahead.x)
    case .historicalAveraging(let weight):
      return Position(
        x: now.x - rate * (now.y + 2 * weight * (now.x - mean.x)),
        y: now.y + rate * (now.x - 2 * weight * (now.y - mean.y)))
    }
  }
}
