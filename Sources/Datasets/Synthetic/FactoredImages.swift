// SPDX-License-Identifier: MIT

public import Tensors

/// Images with the numbers from which each was drawn, so that codes can be compared with the truth.
public struct FactoredImages: Sendable, Equatable {
  /// The images, `[count, height, width]`, with values in 0…1.
  public let images: Tensor
  /// What each factor is called.
  public let factorNames: [String]
  /// The factors, `[count, factors]`.
  public let factors: Tensor

  init(images: Tensor, factorNames: [String], factors: [[Float]]) {
    (self.images, self.factorNames) = (images, factorNames)
    self.factors = Tensor(factors.flatMap { $0 }, shape: [factors.count, factorNames.count])
  }

  /// The number of images.
  public var count: Int { images.shape[0] }

  /// A factor of all images, by its name.
  ///
  /// - Requires: The images have a factor of that name.
  public subscript(factor: String) -> Tensor {
    guard let index = factorNames.firstIndex(of: factor) else {
      fail("factors: there is no \(factor) among \(factorNames)")
    }
    return factors[column: index]
  }
}

/// A square picture on which shapes are drawn, its sides from 0 to 1, the first row on top.
struct Canvas {
  /// Places of a pixel that are looked at: no two in a row or a column, so that straight edges fade evenly.
  private static let samples: [(x: Double, y: Double)] = (0..<16).map { number in
    let (across, down) = (Double(number), Double(number * 5 % 16))
    return ((across + 0.5) / 16, (down + 0.5) / 16)
  }

  let side: Int
  let pixels: UnsafeMutableBufferPointer<Float>

  /// Makes each pixel at least as bright as the part of it that a shape covers.
  func cover(
    x: Double, y: Double, radius: Double, _ isInside: (_ x: Double, _ y: Double) -> Bool
  ) {
    for row in range(y, radius) {
      for column in range(x, radius) {
        let count = Self.samples.count { place in
          isInside(
            (Double(column) + place.x) / Double(side), (Double(row) + place.y) / Double(side))
        }
        brighten(row, column, Float(count) / Float(Self.samples.count))
      }
    }
  }

  /// Draws a line with round ends; a line of no length is a disc.
  func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double), radius: Double) {
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let square = max(dx * dx + dy * dy, 1e-12)
    for row in 0..<side {
      for column in 0..<side {
        let x = (Double(column) + 0.5) / Double(side)
        let y = (Double(row) + 0.5) / Double(side)
        let along = min(max(((x - start.x) * dx + (y - start.y) * dy) / square, 0), 1)
        let (ox, oy) = (x - start.x - along * dx, y - start.y - along * dy)
        // Over the width of a pixel the edge fades.
        let depth = (radius - (ox * ox + oy * oy).squareRoot()) * Double(side) + 0.5
        brighten(row, column, Float(min(max(depth, 0), 1)))
      }
    }
  }

  func brighten(_ row: Int, _ column: Int, _ value: Float) {
    pixels[row * side + column] = max(pixels[row * side + column], value)
  }

  private func range(_ center: Double, _ radius: Double) -> Range<Int> {
    let first = Int(((center - radius) * Double(side)).rounded(.down))
    let last = Int(((center + radius) * Double(side)).rounded(.up))
    return max(0, min(first, side))..<max(0, min(max(first, last), side))
  }

  /// Draws images one after another.
  static func draw(_ count: Int, side: Int, _ body: (_ image: Int, _ canvas: Canvas) -> Void)
    -> Tensor
  {
    if side < 4 { fail("images: \(side) pixels are too few for a side") }
    return Tensor(shape: [count, side, side]) { result in
      result.initialize(repeating: 0)
      for image in 0..<count {
        let pixels = UnsafeMutableBufferPointer(
          rebasing: result[image * side * side..<(image + 1) * side * side])
        body(image, Canvas(side: side, pixels: pixels))
      }
    }
  }
}
