// SPDX-License-Identifier: MIT

import Glibc

/// The two axes of a plot, settled from its marks and from what was asked for.
struct PlotAxes {
  var x: Axis
  var y: Axis

  init(_ layers: [MarkLayer], _ options: Plot.Options) {
    let xExtent = Extent(joining: layers.map(\.x))
    let yExtent = Extent(joining: layers.map(\.y))
    x = Axis(xExtent, options.xScale)
    y = Axis(yExtent, options.yScale)
    if yExtent.isReversed { y.isReversed.toggle() }
  }
}

extension Extent {
  /// What several marks need together.
  init(joining extents: [Extent]) {
    self.init()
    let ranges = extents.compactMap(\.range)
    if let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() {
      range = low...high
    }
    leastPositive = extents.compactMap(\.leastPositive).min()
    let lists = extents.compactMap(\.classes)
    if !lists.isEmpty {
      classes = lists.joined().reduce(into: []) { known, name in
        if !known.contains(name) { known.append(name) }
      }
    }
    // Flush ends hold only while no other mark reaches beyond them.
    isFlush = extents.contains { $0.isFlush && $0.range == range }
    includesZero = extents.contains(where: \.includesZero)
    isWhole =
      extents.contains(where: \.isWhole) && extents.allSatisfy { $0.isWhole || $0.range == nil }
    isReversed = extents.contains(where: \.isReversed)
  }
}

extension Axis {
  /// The axis that shows an extent on a scale.
  init(_ extent: Extent, _ scale: AxisScale) {
    switch scale.kind {
    case .categorical(let classes): self.init(classes: classes)
    case .logarithmic: self.init(logarithmic: extent, scale.range)
    case .automatic:
      if let classes = extent.classes {
        self.init(classes: classes)
      } else {
        self.init(linear: extent, scale.range)
      }
    case .linear: self.init(linear: extent, scale.range)
    }
    isReversed = scale.isReversed
    givenTicks = scale.tickPlaces.map { .given($0, labels: scale.tickLabels) }
  }

  private init(classes: [String]) {
    self.init(
      kind: .categorical(classes), range: -0.5...max(Double(classes.count), 1) - 0.5)
  }

  private init(linear extent: Extent, _ wanted: ClosedRange<Double>?) {
    let kind = Kind.linear(wholeOnly: extent.isWhole)
    if let wanted {
      self.init(kind: kind, range: wanted.lowerBound < wanted.upperBound ? wanted : 0...1)
      return
    }
    var (low, high) = (extent.range?.lowerBound ?? 0, extent.range?.upperBound ?? 1)
    if extent.includesZero { (low, high) = (min(low, 0), max(high, 0)) }
    if low == high { (low, high) = (low - Self.room(at: low), high + Self.room(at: high)) }
    let padding = extent.isFlush ? 0 : (high - low) * 0.04
    // Bars stand on zero: there is no room below them.
    let isFloor = extent.includesZero && low == 0
    let isCeiling = extent.includesZero && high == 0
    self.init(
      kind: kind, range: (isFloor ? 0 : low - padding)...(isCeiling ? 0 : high + padding))
  }

  private init(logarithmic extent: Extent, _ wanted: ClosedRange<Double>?) {
    if let wanted, wanted.lowerBound > 0, wanted.lowerBound < wanted.upperBound {
      self.init(kind: .logarithmic, range: wanted)
      return
    }
    let high = max(extent.range?.upperBound ?? 10, .leastNormalMagnitude)
    let low = min(extent.leastPositive ?? high / 10, high)
    if extent.isFlush {
      self.init(kind: .logarithmic, range: low...max(high, low * 1.001))
      return
    }
    let ratio = high > low ? pow(high / low, 0.05) : 2
    // A bar as high as the least value must still be seen.
    self.init(
      kind: .logarithmic, range: low / (extent.includesZero ? max(ratio, 2) : ratio)...high * ratio)
  }

  /// Room around a single value.
  private static func room(at value: Double) -> Double { value == 0 ? 1 : value.magnitude * 0.5 }
}
