// SPDX-License-Identifier: MIT

import Glibc

/// How values become places along an axis.
public struct AxisScale: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case automatic
    case linear
    case logarithmic
    case categorical([String])
  }

  var kind: Kind
  var range: ClosedRange<Double>?
  var tickPlaces: [Double]?
  var tickLabels: [String]?
  var isReversed = false

  /// Equal steps for equal differences, over the data's own range; classes where the data are classes.
  public static let automatic = AxisScale(kind: .automatic)
  /// Equal steps for equal differences.
  public static let linear = AxisScale(kind: .linear)
  /// Equal steps for equal ratios; values that are not positive are left out.
  public static let logarithmic = AxisScale(kind: .logarithmic)

  /// Equal steps for equal differences, over a given range.
  public static func linear(_ range: ClosedRange<Double>) -> AxisScale {
    AxisScale(kind: .linear, range: range)
  }

  /// Equal steps for equal ratios, over a given range of positive numbers.
  public static func logarithmic(_ range: ClosedRange<Double>) -> AxisScale {
    AxisScale(kind: .logarithmic, range: range)
  }

  /// One place for each class, in the order given.
  public static func categorical(_ classes: [String]) -> AxisScale {
    AxisScale(kind: .categorical(classes))
  }

  /// The scale with ticks at given places, labelled by their numbers or by given texts.
  public func ticks(_ places: [Double], labels: [String]? = nil) -> AxisScale {
    var scale = self
    (scale.tickPlaces, scale.tickLabels) = (places, labels)
    return scale
  }

  /// The scale without ticks.
  public var withoutTicks: AxisScale { ticks([], labels: []) }

  /// The scale that runs the other way.
  public var reversed: AxisScale {
    var scale = self
    scale.isReversed.toggle()
    return scale
  }
}

/// An axis whose range is settled: it turns values into pixels and has ticks.
struct Axis: Sendable {
  enum Kind: Sendable, Equatable {
    case linear(wholeOnly: Bool)
    case logarithmic
    case categorical([String])
  }

  var kind: Kind
  var range: ClosedRange<Double>
  /// Ticks that were asked for in place of those that follow from the range.
  var givenTicks: Ticks?
  /// Whether the axis runs the other way: to the left, or downwards.
  var isReversed = false
  /// Where the range's two ends lie, in pixels.
  var pixels: (start: Double, end: Double) = (0, 1)

  /// Whether a value has a place on the axis.
  func accepts(_ value: Double) -> Bool {
    value.isFinite && (kind != .logarithmic || value > 0)
  }

  /// The pixel of a value; the middle of its band on a categorical axis.
  func pixel(_ value: Double) -> Double {
    let fraction: Double
    if kind == .logarithmic {
      let low = log(range.lowerBound)
      fraction = (log(value) - low) / (log(range.upperBound) - low)
    } else {
      fraction = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    return pixels.start + fraction * (pixels.end - pixels.start)
  }

  /// The ticks that fit, about one in so many pixels.
  func ticks(spacing: Double) -> Ticks {
    if let givenTicks { return givenTicks.inside(range) }
    let count = max(2, Int(abs(pixels.end - pixels.start) / spacing))
    switch kind {
    case .linear(let wholeOnly): return .linear(range, count: count, wholeOnly: wholeOnly)
    case .logarithmic: return .logarithmic(range, count: count)
    case .categorical(let classes):
      return Ticks(places: classes.indices.map(Double.init), labels: classes)
    }
  }

  /// How wide the band of one class is, in pixels.
  var band: Double {
    abs(pixels.end - pixels.start) / max(range.upperBound - range.lowerBound, 1)
  }
}
