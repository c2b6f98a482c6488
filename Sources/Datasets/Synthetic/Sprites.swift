// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// One white figure on black, and everything that its picture depends on.
public struct Sprite: Sendable, Equatable {
  /// The outline of a figure.
  public enum Outline: Int, Sendable, CaseIterable {
    /// Four equal sides.
    case square
    /// Half as wide as it is long.
    case ellipse
    /// With its point down.
    case heart
  }

  /// A number that a sprite's picture depends on.
  public enum Factor: String, Sendable, CaseIterable {
    /// The outline's number.
    case outline
    /// The size in 0…1.
    case size
    /// The angle in radians.
    case rotation
    /// The place from left to right in 0…1.
    case x
    /// The place from top to bottom in 0…1.
    case y
  }

  /// The outline.
  public var outline: Outline
  /// The size, from the smallest at 0 to the largest at 1.
  public var size: Float
  /// The angle in radians by which the figure is turned against the clock.
  public var rotation: Float
  /// The place of the centre, from the left end of its way at 0 to the right end at 1.
  public var x: Float
  /// The place of the centre, from the top of its way at 0 to the bottom at 1.
  public var y: Float

  /// Makes a sprite; by default a middle-sized square in the middle.
  public init(
    _ outline: Outline = .square, size: Float = 0.5, rotation: Float = 0, x: Float = 0.5,
    y: Float = 0.5
  ) {
    (self.outline, self.size, self.rotation) = (outline, size, rotation)
    (self.x, self.y) = (x, y)
  }

  /// The value of a factor; an outline is set by its number.
  public subscript(factor: Factor) -> Float {
    get {
      switch factor {
      case .outline: Float(outline.rawValue)
      case .size: size
      case .rotation: rotation
      case .x: x
      case .y: y
      }
    }
    set {
      switch factor {
      case .outline: outline = Outline(rawValue: Int(newValue.rounded())) ?? outline
      case .size: size = newValue
      case .rotation: rotation = newValue
      case .x: x = newValue
      case .y: y = newValue
      }
    }
  }
}

/// Pictures of sprites whose factors are known, for measuring what a code has found out about them.
///
/// - Paper: after Matthey, Higgins, Hassabis & Lerchner (2017), *dSprites: Disentanglement Testing Sprites Dataset*.
public struct Sprites: DescribedDataset, Equatable {
  /// The half side of the smallest and of the largest square, as parts of the picture's side.
  private static let sizes = (least: 0.08, greatest: 0.16)
  /// No figure leaves the picture: the centre keeps this distance from its edges.
  private static let margin = 0.25

  private let side: Int

  /// Makes a source of square pictures with so many pixels in a row.
  ///
  /// - Requires: At least four pixels.
  public init(side: Int = 32) {
    if side < 4 { fail("Sprites: \(side) pixels are too few for a side") }
    self.side = side
  }

  /// Draws pictures of given sprites.
  ///
  /// - Shapes: `count` sprites → `[count, side, side]`.
  public func render(_ sprites: [Sprite]) -> FactoredImages {
    let images = Canvas.draw(sprites.count, side: side) { Self.draw(sprites[$0], on: $1) }
    return FactoredImages(
      images: images, factorNames: Sprite.Factor.allCases.map(\.rawValue),
      factors: sprites.map { sprite in Sprite.Factor.allCases.map { sprite[$0] } })
  }

  /// Draws pictures of sprites whose factors are independent and equally likely.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> FactoredImages {
    Points.require(count, in: "Sprites")
    let sprites = (0..<count).map { _ in
      let outline = Int.random(in: 0..<Sprite.Outline.allCases.count, using: &rng)
      let numbers = (0..<4).map { _ in Float(Draw.uniform(using: &rng)) }
      return Sprite(
        Sprite.Outline.allCases[outline], size: numbers[0], rotation: 2 * .pi * numbers[1],
        x: numbers[2], y: numbers[3])
    }
    return render(sprites)
  }

  /// Draws one sprite with all values of one factor, the others as they are.
  public func sweep(
    _ factor: Sprite.Factor, over values: [Float], from sprite: Sprite = Sprite()
  ) -> FactoredImages {
    render(
      values.map { value in
        var changed = sprite
        changed[factor] = value
        return changed
      })
  }

  private static func draw(_ sprite: Sprite, on canvas: Canvas) {
    let half = sizes.least + (sizes.greatest - sizes.least) * Double(sprite.size)
    let x = margin + (1 - 2 * margin) * Double(sprite.x)
    let y = margin + (1 - 2 * margin) * Double(sprite.y)
    let (cosine, sine) = (cos(Double(sprite.rotation)), sin(Double(sprite.rotation)))
    canvas.cover(x: x, y: y, radius: 1.5 * half) { px, py in
      // Turned back and in units of the half side; upwards is positive.
      let (dx, dy) = ((px - x) / half, (y - py) / half)
      return isInside(sprite.outline, dx * cosine + dy * sine, dy * cosine - dx * sine)
    }
  }

  private static func isInside(_ outline: Sprite.Outline, _ x: Double, _ y: Double) -> Bool {
    switch outline {
    case .square: return max(abs(x), abs(y)) <= 1
    case .ellipse: return x * x / 0.5 + y * y / 2 <= 1
    case .heart:
      // The sextic heart, scaled to the square's area.
      let (u, v) = (x / 1.05, y / 1.05 + 0.1)
      let ball = u * u + v * v - 1
      return ball * ball * ball <= u * u * v * v * v
    }
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Sprites",
      "White figures on black, \(side) × \(side) pixels, with five known factors.",
      values: "grey from 0 to 1; outline, size, rotation in radians, x and y in 0…1",
      paper: "after Matthey, Higgins, Hassabis & Lerchner (2017), "
        + "dSprites: Disentanglement Testing Sprites Dataset")
  }
}
