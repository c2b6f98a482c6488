// SPDX-License-Identifier: MIT

public import Display

/// What is measured while a model learns, as lines that grow in place in the notebook.
public struct TrainingCurves: ComposedFigure, WidthAdapting {
  private var series: [(name: String, x: [Double], y: [Double])] = []
  private let xLabel: String
  private let yLabel: String
  private var heading: String?
  private var isLogarithmic = false
  private var references: [(name: String, value: Double)] = []
  private let id: String
  /// The name of the files that an exporter writes.
  public var name: String?
  /// The kind's name in the manifest.
  public let kind = "trainingCurves"

  /// Makes curves without points, with the quantity and its unit at the vertical axis.
  ///
  /// Curves of one identifier replace each other on the page; without one, curves replace only their own earlier state.
  public init(_ yLabel: String, x xLabel: String = "epoch", id: String? = nil) {
    (self.yLabel, self.xLabel) = (yLabel, xLabel)
    self.id = id ?? "training-curves-\(UInt64.random(in: .min ... .max))"
  }

  /// Adds a point to each of the curves named.
  public mutating func record(_ x: some PlotNumber, _ values: KeyValuePairs<String, any PlotNumber>)
  {
    for (name, value) in values {
      if let place = series.firstIndex(where: { $0.name == name }) {
        series[place].x.append(x.number)
        series[place].y.append(value.number)
      } else {
        series.append((name, [x.number], [value.number]))
      }
    }
  }

  /// Shows the curves below the cell, in the place where they were shown before.
  public func show() { display(self, id: id) }

  /// The curves with a title above them.
  public func title(_ title: String) -> TrainingCurves {
    var curves = self
    curves.heading = title
    return curves
  }

  /// The curves over a vertical axis of equal ratios.
  public func logarithmic() -> TrainingCurves {
    var curves = self
    curves.isLogarithmic = true
    return curves
  }

  /// The curves with a dashed line at a value, such as a published one.
  public func reference(_ name: String, _ value: Double) -> TrainingCurves {
    var curves = self
    curves.references.append((name, value))
    return curves
  }

  /// The lines, with a dot at the latest point of each.
  public var body: any Figure {
    let plot = Plot {
      for (index, curve) in series.enumerated() {
        Line(x: curve.x, y: curve.y, name: curve.name, color: .palette(index))
        if let x = curve.x.last, let y = curve.y.last {
          Dot(x: [x], y: [y], color: .palette(index), radius: 3.5, opacity: 1)
        }
      }
      for (name, value) in references { Rule(y: value, name: name, isDashed: true) }
    }
    .axes(x: xLabel, y: yLabel).scales(y: isLogarithmic ? .logarithmic : .automatic)
    return heading.map { plot.title($0) } ?? plot
  }

  /// The length, the latest and the least value of each curve.
  public var facts: [String: JSON] {
    [
      "series": .array(
        series.map { curve in
          [
            "name": .string(curve.name), "count": .int(curve.y.count),
            "last": curve.y.last.map(JSON.double) ?? .null,
            "least": curve.y.filter(\.isFinite).min().map(JSON.double) ?? .null,
          ]
        })
    ]
  }

  /// The latest values in words.
  public var summary: String {
    let values = series.map { curve in
      "\(curve.name) \(NumberText.significant(curve.y.last ?? .nan, digits: 5))"
    }
    let x = series.compactMap(\.x.last).max() ?? 0
    let start = "\(RichText.plain(yLabel)) at \(xLabel) \(NumberText.significant(x))"
    return "\(start): \(values.joined(separator: ", "))"
  }
}
