// SPDX-License-Identifier: MIT

import Tensors

/// Points for a graded cell, as graders read them from its last expression.
///
/// A grader gives a number as partial credit, refuses one above the cell's points, and takes anything else, also a negative
/// number and one that is not a number, for full credit. So the result lies in `0…maximum` whatever was computed.
///
/// - Parameters:
///   - points: What the answer is worth; NaN counts as 0.
///   - maximum: The points of the cell.
/// - Requires: A finite maximum above 0.
public func score(_ points: Double, of maximum: Double) -> Double {
  if !(maximum > 0 && maximum.isFinite) {
    fail("score: \(maximum) points at most; give the cell's points, a number above 0")
  }
  return points.isNaN ? 0 : min(max(points, 0), maximum)
}

/// Partial credit by parts: each part of an exercise earns its points alone.
///
/// ```swift
/// var sheet = ScoreSheet()
/// sheet.part("the shape", 1) { try expectShape(answer, [2, 3]) }
/// sheet.part("the values", 2) { try expectClose(answer, expected, tolerance: 1e-4) }
/// sheet.score
/// ```
///
/// The last line is the cell's result, from which a grader takes the points. A part that throws earns nothing; one that traps
/// ends the cell, which then earns nothing at all.
public struct ScoreSheet: Sendable {
  /// One part with its points.
  public struct Part: Sendable, Equatable {
    /// What was asked.
    public let name: String
    /// The points that it earned.
    public let earned: Double
    /// The points that it could earn.
    public let maximum: Double
  }

  /// The parts in their order.
  public private(set) var parts: [Part] = []

  /// Makes an empty sheet.
  public init() {}

  /// Runs one part and prints a line about it; it earns its points unless it throws.
  ///
  /// - Requires: Finite points, not below 0.
  public mutating func part(_ name: String, _ points: Double, _ body: () throws -> Void) {
    if !(points >= 0 && points.isFinite) {
      fail("ScoreSheet: the part “\(name)” has \(points) points; give a number, 0 or more")
    }
    do {
      try body()
      parts.append(Part(name: name, earned: points, maximum: points))
      print("✓ \(name): \(Self.text(points)) of \(Self.text(points))")
    } catch {
      parts.append(Part(name: name, earned: 0, maximum: points))
      print("✗ \(name): 0 of \(Self.text(points)). \(error)")
    }
  }

  /// The points earned so far: the last expression of the cell.
  public var score: Double { min(Self.rounded(parts.map(\.earned)), maximum) }

  /// The points that the parts could earn so far; the cell's points must be the same.
  public var maximum: Double { Self.rounded(parts.map(\.maximum)) }

  /// Tenths add up to a bit more than their sum, and a grader refuses what is above the maximum.
  private static func rounded(_ points: [Double]) -> Double {
    (points.reduce(0, +) * 1e6).rounded() / 1e6
  }

  private static func text(_ points: Double) -> String {
    points == points.rounded() ? "\(Int(points))" : "\(points)"
  }
}
