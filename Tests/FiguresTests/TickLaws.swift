// SPDX-License-Identifier: MIT

import Testing

@testable import Figures

@Suite("Ticks") struct TickLaws {
  private static let ranges: [ClosedRange<Double>] = [
    0...1, 0...7, -3.2...4.1, 98.6...207, 1e-6...3e-6, -1e9...4e9, 0.999...1.001, 1_234...1_235,
    0...60_000,
  ]

  @Test("Ticks lie inside the range, evenly, at a step of 1, 2 or 5", arguments: ranges, [3, 5, 9])
  func steps(_ range: ClosedRange<Double>, _ count: Int) throws {
    let places = Ticks.linear(range, count: count).places
    try #require(places.count >= 2)
    let step = places[1] - places[0]
    let slack = step * 1e-6
    #expect(places.allSatisfy { $0 >= range.lowerBound - slack && $0 <= range.upperBound + slack })
    #expect(zip(places, places.dropFirst()).allSatisfy { abs($1 - $0 - step) < slack })
    var leading = step
    while leading < 0.999_999 { leading *= 10 }
    while leading >= 9.999_999 { leading /= 10 }
    #expect([1, 2, 5].contains { abs($0 - leading) < 1e-3 })
  }

  @Test("There are about as many ticks as wanted", arguments: ranges, [4, 6, 10])
  func count(_ range: ClosedRange<Double>, _ count: Int) {
    let number = Ticks.linear(range, count: count).places.count
    #expect(number >= count / 2 && number <= 2 * count)
  }

  @Test("Labels are different and share their number of decimals", arguments: ranges)
  func labels(_ range: ClosedRange<Double>) {
    let labels = Ticks.linear(range, count: 6).labels
    #expect(Set(labels).count == labels.count)
  }

  @Test("Labels read as a person would write them")
  func wording() {
    #expect(Ticks.linear(0...1, count: 5).labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Ticks.linear(-2...2, count: 5).labels == ["−2", "−1", "0", "1", "2"])
    #expect(
      Ticks.linear(0...60_000, count: 3).labels
        == ["0", "20\u{202F}000", "40\u{202F}000", "60\u{202F}000"])
    #expect(Ticks.linear(0...3e-6, count: 3).labels == ["0", "10⁻⁶", "2×10⁻⁶", "3×10⁻⁶"])
  }

  @Test("Whole numbers have whole ticks")
  func whole() {
    #expect(Ticks.linear(0.9...3.1, count: 8, wholeOnly: true).labels == ["1", "2", "3"])
  }

  @Test("A logarithmic axis has powers of ten, plain as long as all are easily read")
  func logarithmic() {
    #expect(
      Ticks.logarithmic(1e-3...1e3, count: 10).labels
        == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"])
    #expect(Ticks.logarithmic(1...1e8, count: 3).labels == ["10⁰", "10³", "10⁶"])
    #expect(Ticks.logarithmic(1...50, count: 5).labels == ["1", "2", "5", "10", "20", "50"])
  }

  @Test("An empty range has one tick")
  func point() { #expect(Ticks.linear(3...3, count: 5).labels == ["3"]) }
}
