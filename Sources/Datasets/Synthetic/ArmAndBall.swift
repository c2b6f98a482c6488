// SPDX-License-Identifier: MIT

import Glibc
public import Tensors

/// Pictures of a robot's arm and a small ball, on which the squared error forgets the ball.
///
/// The arm of two links stands near the lower edge; the ball lies anywhere. It covers so few pixels that a narrow code spends
/// nothing on it.
public struct ArmAndBall: DescribedDataset, Equatable {
  private static let linkLength = 0.24
  private static let linkRadius = 0.045
  private static let base = (x: 0.5, y: 0.8)
  /// How far the angles of shoulder and elbow go to either side, in radians.
  private static let reach = (shoulder: 1.0, elbow: 1.3)
  private static let ballWay = 0.08...0.92

  private let side: Int
  private let ballRadius: Double

  /// Makes a source of square pictures; the ball's radius is a part of their side.
  ///
  /// - Requires: At least four pixels and a positive radius.
  public init(side: Int = 32, ballRadius: Float = 0.035) {
    if side < 4 || !(ballRadius > 0) {
      fail("ArmAndBall: \(side) pixels, a ball of radius \(ballRadius)")
    }
    (self.side, self.ballRadius) = (side, Double(ballRadius))
  }

  /// Pictures, and where the ball is in each.
  public struct Scenes: Sendable, Equatable {
    /// The pictures with the angles of shoulder and elbow and the place of the ball.
    public let pictures: FactoredImages
    /// 1 where a pixel shows some of the ball, else 0, `[count, side, side]`.
    public let ballMask: Tensor
  }

  /// Draws scenes whose angles and places are independent and equally likely.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Scenes {
    Points.require(count, in: "ArmAndBall")
    let factors = (0..<count).map { _ in
      let numbers = (0..<4).map { _ in Draw.uniform(using: &rng) }
      let way = Self.ballWay.upperBound - Self.ballWay.lowerBound
      return [
        Self.reach.shoulder * (2 * numbers[0] - 1), Self.reach.elbow * (2 * numbers[1] - 1),
        Self.ballWay.lowerBound + way * numbers[2], Self.ballWay.lowerBound + way * numbers[3],
      ]
    }
    let balls = Canvas.draw(count, side: side) { drawBall(factors[$0], on: $1) }
    let images = Canvas.draw(count, side: side) { image, canvas in
      Self.drawArm(factors[image], on: canvas)
      drawBall(factors[image], on: canvas)
    }
    return Scenes(
      pictures: FactoredImages(
        images: images, factorNames: ["shoulder", "elbow", "ball x", "ball y"],
        factors: factors.map { $0.map { Float($0) } }),
      ballMask: balls .> 0)
  }

  private func drawBall(_ factors: [Double], on canvas: Canvas) {
    let place = (x: factors[2], y: factors[3])
    canvas.line(from: place, to: place, radius: ballRadius)
  }

  private static func drawArm(_ factors: [Double], on canvas: Canvas) {
    let (first, second) = (factors[0], factors[0] + factors[1])
    let elbow = (x: base.x + linkLength * sin(first), y: base.y - linkLength * cos(first))
    let hand = (x: elbow.x + linkLength * sin(second), y: elbow.y - linkLength * cos(second))
    canvas.line(from: base, to: elbow, radius: linkRadius)
    canvas.line(from: elbow, to: hand, radius: linkRadius)
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Arm and ball", "An arm of two links and a small ball, \(side) × \(side) pixels.",
      values: "grey from 0 to 1; angles in radians, the ball's place in 0…1")
  }
}
