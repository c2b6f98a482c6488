// SPDX-License-Identifier: MIT

/// Numbers as text, the same in every locale.
package enum NumberText {
  /// The number with so many digits after the point, and a true minus sign.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    return unsigned(value) { "%.\(decimals)f".formatted($0) }
  }

  /// The number rounded to so many significant digits, without trailing zeros.
  package static func significant(_ value: Double, digits: Int = 6) -> String {
    guard value.isFinite else { return "\(value)" }
    return unsigned(value) { "%.\(digits)g".formatted($0) }
  }

  /// A count with thin spaces between its groups of three digits.
  package static func grouped(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    guard digits.count > 4 else { return String(count) }
    var text = count < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
      text.append(digit)
    }
    return text
  }

  /// A duration in the unit that suits it.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "?" }
    switch seconds {
    case ..<0.0995: return fixed(max(seconds, 0) * 1_000, decimals: 0) + " ms"
    case ..<9.95: return fixed(max(seconds, 0), decimals: 1) + " s"
    case ..<99.5: return fixed(seconds, decimals: 0) + " s"
    default:
      let whole = Int(seconds.rounded())
      let (minutes, rest) = (whole / 60, whole % 60)
      return minutes < 60 ? "\(minutes) min \(rest) s" : "\(minutes / 60) h \(minutes % 60) min"
    }
  }

  private static func unsigned(_ value: Double, _ format: (Double) -> String) -> String {
    let digits = format(value.magnitude)
    let isZero = !digits.contains { ("1"..."9").contains($0) }
    return value < 0 && !isZero ? "−" + digits : digits
  }
}
