// SPDX-License-Identifier: MIT

import Display
import Glibc

/// The places on an axis that a person would label, and their labels.
struct Ticks: Equatable {
  var places: [Double]
  var labels: [String]
  /// Places between them that have a short line and no label.
  var minor: [Double] = []

  static let none = Ticks(places: [], labels: [])

  /// Round places in a range, about as many as wanted: steps of 1, 2 or 5 times a power of ten.
  static func linear(_ range: ClosedRange<Double>, count: Int, wholeOnly: Bool = false) -> Ticks {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else {
      return Ticks(
        places: [range.lowerBound], labels: [NumberText.significant(range.lowerBound)])
    }
    var step = nearestStep(span / Double(max(count, 1)))
    // A single tick tells no scale.
    if places(in: range, step: step).count < 2 { step = nearestStep(step / 2.1) }
    if wholeOnly { step = max(1, step.rounded(.up)) }
    let places = places(in: range, step: step)
    return Ticks(places: places, labels: labels(places, step: step))
  }

  /// The multiples of a step in a range.
  private static func places(in range: ClosedRange<Double>, step: Double) -> [Double] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1_000 else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// The places given, with labels of their own or as many decimals as the closest two need.
  static func given(_ places: [Double], labels: [String]?) -> Ticks {
    let steps = zip(places.sorted(), places.sorted().dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    let written = Self.labels(places, step: steps.min() ?? 1)
    let isExact = places.allSatisfy { place in
      abs(place - place.rounded()) < 1e-9
        || steps.min().map { abs(place / $0 - (place / $0).rounded()) < 1e-6 } ?? false
    }
    return Ticks(
      places: places,
      labels: labels ?? (isExact ? written : places.map { NumberText.significant($0, digits: 4) }))
  }

  /// Powers of ten in a range of positive numbers, with 2 and 5 between them where there is room.
  static func logarithmic(_ range: ClosedRange<Double>, count: Int) -> Ticks {
    let low = log10(range.lowerBound)
    let high = log10(range.upperBound)
    guard low.isFinite, high.isFinite, high > low else { return Ticks(places: [], labels: []) }
    let factors: [Double] = high - low < 1.2 ? [1, 2, 3, 5, 7] : high - low < 3 ? [1, 2, 5] : [1]
    let stride = max(1, Int(((high - low) / Double(max(count, 1))).rounded(.up)))
    let known = range.lowerBound * (1 - 1e-9)...range.upperBound * (1 + 1e-9)
    var places: [Double] = []
    var minor: [Double] = []
    for exponent in Int(low.rounded(.down))...Int(high.rounded(.up)) {
      let power = pow(10, Double(exponent))
      let isLabelled = exponent.isMultiple(of: stride)
      if isLabelled { places += factors.map { $0 * power }.filter(known.contains) }
      // Over few decades each step of a decade has a line, over many each decade.
      let others = high - low <= 8 ? Array(1...9) : isLabelled ? [] : [1]
      minor += others.filter { !isLabelled || !factors.contains(Double($0)) }
        .map { Double($0) * power }.filter(known.contains)
    }
    return Ticks(places: places, labels: powerLabels(places), minor: minor)
  }

  /// Those ticks that lie in a range.
  func inside(_ range: ClosedRange<Double>) -> Ticks {
    let tolerance = (range.upperBound - range.lowerBound) * 1e-9
    let known = range.lowerBound - tolerance...range.upperBound + tolerance
    let kept = places.indices.filter { known.contains(places[$0]) }
    return Ticks(
      places: kept.map { places[$0] }, labels: kept.map { $0 < labels.count ? labels[$0] : "" })
  }

  /// The round step that is nearest in ratio.
  private static func nearestStep(_ span: Double) -> Double {
    let power = pow(10, log10(span).rounded(.down))
    switch span / power {
    case ..<1.5: return power
    case ..<3.2: return 2 * power
    case ..<7.1: return 5 * power
    default: return 10 * power
    }
  }

  /// The smallest round step that is not less than the span.
  static func niceStep(_ span: Double) -> Double {
    let power = pow(10, log10(span).rounded(.down))
    let factor = [1, 2, 2.5, 5, 10].first { $0 * power >= span * (1 - 1e-9) } ?? 10
    return factor * power
  }

  /// Labels with equally many decimals; very large and small numbers share a power of ten.
  private static func labels(_ places: [Double], step: Double) -> [String] {
    let largest = places.map(\.magnitude).max() ?? 0
    if largest >= 1e7 || (largest > 0 && largest < 1e-4) {
      return places.map { $0 == 0 ? "0" : scientific($0, step: step) }
    }
    let decimals = decimals(of: step)
    return places.map { place in
      place.magnitude >= 10_000 && decimals == 0
        ? NumberText.grouped(Int(place.rounded())) : NumberText.fixed(place, decimals: decimals)
    }
  }

  /// How many decimals a step needs to be written exactly.
  static func decimals(of step: Double) -> Int {
    (0...10).first { decimals in
      let scaled = step * pow(10, Double(decimals))
      return abs(scaled - scaled.rounded()) < 1e-6 * scaled
    } ?? 10
  }

  private static func scientific(_ value: Double, step: Double) -> String {
    let exponent = Int((log10(value.magnitude) + 1e-12).rounded(.down))
    let scale = pow(10, Double(exponent))
    let factor = NumberText.fixed(value / scale, decimals: min(decimals(of: step / scale), 3))
    return factor == "1" ? "10" + superscript(exponent) : "\(factor)×10" + superscript(exponent)
  }

  /// Plain numbers where all are easily read, powers of ten otherwise.
  private static func powerLabels(_ places: [Double]) -> [String] {
    places.allSatisfy((1e-3...9_999).contains)
      ? places.map { NumberText.significant($0) } : places.map { scientific($0, step: $0) }
  }

  static func superscript(_ exponent: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return String(
      String(exponent).map { character in
        character.wholeNumberValue.map { digits[$0] } ?? "⁻"
      })
  }
}
