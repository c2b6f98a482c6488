// SPDX-License-Identifier: MIT

/// The explanation of colours above a plot: a row of symbols and names, in several lines if need be.
struct Legend {
  struct Item {
    var name: String
    var color: Color
    var symbol: MarkLayer.Symbol
    var dash: [Double] = []
  }

  private static let lineHeight = 18.0
  private static let symbolWidth = 18.0

  var items: [Item]
  var title: String?

  /// The items of all marks that have a name or classes, each once.
  init(_ layers: [MarkLayer], looks: [SeriesLook], title: String?) {
    var items: [Item] = []
    for (layer, look) in zip(layers, looks) {
      switch layer.key {
      case .classes(let classes):
        items += classes.map { Item(name: $0.name, color: $0.color, symbol: .dot) }
      case .series(let symbol):
        if let name = layer.name {
          items.append(Item(name: name, color: look.color, symbol: symbol, dash: look.dash))
        }
      case .none, .amounts, .levels: break
      }
    }
    var names: Set<String> = []
    self.items = items.filter { names.insert($0.name).inserted }
    self.title = self.items.isEmpty ? nil : title
  }

  /// How high the legend is if it may be so wide.
  func height(width: Double) -> Double {
    items.isEmpty ? 0 : Double(lines(width: width).count) * Self.lineHeight + 4
  }

  /// The legend's shapes below a point.
  func elements(at origin: Drawing.Point, width: Double) -> [Drawing.Element] {
    var elements: [Drawing.Element] = []
    for (line, items) in lines(width: width).enumerated() {
      let middle = origin.y + (Double(line) + 0.5) * Self.lineHeight
      var x = origin.x
      if line == 0, let title {
        let style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet, isBold: true)
        elements.append(.text(title, Drawing.Point(x: x, y: middle + 4), style))
        x += titleWidth
      }
      for item in items {
        elements += Self.elements(of: item, x: x, middle: middle)
        x += Self.width(of: item)
      }
    }
    return elements
  }

  private func lines(width: Double) -> [[Item]] {
    var lines: [[Item]] = [[]]
    var x = titleWidth
    for item in items {
      let itemWidth = Self.width(of: item)
      if x + itemWidth - 12 > width, lines.last?.isEmpty == false {
        lines.append([])
        x = 0
      }
      lines[lines.count - 1].append(item)
      x += itemWidth
    }
    return lines
  }

  private var titleWidth: Double {
    title.map { TextMetrics.width($0, size: Theme.tickSize, isBold: true) + 10 } ?? 0
  }

  private static func symbolWidth(of item: Item) -> Double {
    switch item.symbol {
    case .dot, .area: 14
    case .line, .dashedLine: 24
    }
  }

  private static func width(of item: Item) -> Double {
    symbolWidth(of: item) + TextMetrics.width(item.name, size: Theme.tickSize) + 12
  }

  private static func elements(
    of item: Item, x: Double, middle: Double
  ) -> [Drawing.Element] {
    let style = Drawing.TextStyle(size: Theme.tickSize)
    let start = Drawing.Point(x: x + symbolWidth(of: item), y: middle + 4)
    return [symbol(of: item, x: x, middle: middle), .text(item.name, start, style)]
  }

  private static func symbol(of item: Item, x: Double, middle: Double) -> Drawing.Element {
    switch item.symbol {
    case .dot:
      return .dots([Drawing.Point(x: x + 5, y: middle)], radius: 4.5, item.color)
    case .area:
      let square = Drawing.Rectangle(x: x, y: middle - 5, width: 10, height: 10)
      return .rectangle(square, fill: item.color, stroke: nil)
    case .line, .dashedLine:
      let ends = [Drawing.Point(x: x + 1, y: middle), Drawing.Point(x: x + 18, y: middle)]
      let dash: [Double] = item.symbol == .dashedLine ? [4, 4] : item.dash
      return .polyline([ends], Drawing.Stroke(color: item.color, width: 2, dash: dash))
    }
  }
}
