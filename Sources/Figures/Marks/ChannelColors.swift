// SPDX-License-Identifier: MIT

extension FillValues {
  /// How many values there are.
  var count: Int {
    switch self {
    case .amounts(let values): values.count
    case .classes(let names), .orderedClasses(let names, order: _): names.count
    }
  }
}

/// The colours that follow from a channel of data, and their legend.
struct ChannelColors: Sendable {
  /// The different colours.
  var table: [Color]
  /// Which of them each value has.
  var indices: [Int]
  var key: MarkLayer.Key

  init(_ values: FillValues, map: ColorMap, range: ClosedRange<Double>?) {
    switch values {
    case .classes(let names): self.init(classes: names, order: Self.order(names))
    case .orderedClasses(let names, let order): self.init(classes: names, order: order)
    case .amounts(let amounts): self.init(amounts: amounts, map: map, range: range)
    }
  }

  private init(classes names: [String], order: [String]) {
    let places = Dictionary(
      order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    table = order.indices.map { Color.palette($0) }
    indices = names.map { places[$0] ?? 0 }
    key = .classes(zip(order, table).map { (name: $0, color: $1) })
  }

  private init(amounts: [Double], map: ColorMap, range: ClosedRange<Double>?) {
    let range = range ?? Extent(amounts).range ?? 0...1
    let span = range.upperBound - range.lowerBound
    table = map.table + [ColorMap.missing]
    indices = amounts.map { amount in
      guard amount.isFinite else { return map.table.count }
      let place = span > 0 ? (amount - range.lowerBound) / span : 0.5
      return Int((max(0, min(1, place)) * Double(map.table.count - 1)).rounded())
    }
    key = .amounts(map, range)
  }

  /// Whole numbers in their order, texts in the order in which they appear.
  private static func order(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    let order = names.filter { seen.insert($0).inserted }
    let numbers = order.compactMap { Int($0) }
    return numbers.count == order.count ? numbers.sorted().map(String.init) : order
  }
}
