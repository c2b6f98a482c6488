// SPDX-License-Identifier: MIT

import Glibc

/// How numbers that stand together are written: with as many decimals as they need, at most four.
struct NumberFormat {
  private static let mostDecimals = 4
  private var decimals = 0
  private var isScientific = false

  init() {}

  init(fitting numbers: [Float]) {
    let magnitudes = numbers.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
    guard let least = magnitudes.min(), let greatest = magnitudes.max() else { return }
    let areWhole = magnitudes.allSatisfy { $0 == $0.rounded() }
    isScientific =
      greatest >= 1e8 || (!areWhole && (least < 1e-4 || greatest / least >= 1e4 && greatest >= 1e4))
    decimals =
      isScientific
      ? Self.mostDecimals : magnitudes.map(Self.neededDecimals).max() ?? 0
  }

  func text(_ number: Float) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    return Self.write(Double(number), isScientific ? "%.*e" : "%.*f", decimals)
  }

  /// The decimals after which only zeros would follow.
  private static func neededDecimals(_ number: Float) -> Int {
    let text = write(Double(number), "%.*f", mostDecimals)
    return mostDecimals - text.reversed().prefix(mostDecimals).prefix { $0 == "0" }.count
  }

  private static func write(_ number: Double, _ format: String, _ decimals: Int) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      guard let start = text.baseAddress else { return "" }
      let length = withVaList([Int32(decimals), number]) { vsnprintf(start, 64, format, $0) }
      return length < 0 ? "" : String(cString: start)
    }
  }
}
