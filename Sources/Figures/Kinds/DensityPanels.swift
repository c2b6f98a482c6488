// SPDX-License-Identifier: MIT

public import Display
public import Tensors

/// The true density, data drawn from it and a model's density, side by side on common axes and colours.
public struct DensityPanels: ComposedFigure {
  private let truth: [Double]?
  private let model: [Double]
  private let data: (x: [Double], y: [Double])
  private let labels: [Int]?
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let resolution: Int
  private var titles = ["truth", "data", "model"]
  private var heading: String?
  /// The name of the files that an exporter writes.
  public var name: String?
  /// The kind's name in the manifest.
  public let kind = "densityPanels"

  /// Evaluates both densities at the middles of the cells of a grid; without a truth there are two panels.
  ///
  /// - Shapes: data `[count, 2]`; densities `[count, 2]` → `[count]`.
  /// - Units: densities, not their logarithms: `{ exp(flow.logProb($0)) }`.
  public init(
    truth: ((Tensor) -> Tensor)? = nil, data: Tensor, labels: [Int]? = nil,
    x: ClosedRange<Double>, y: ClosedRange<Double>, resolution: Int = 100,
    model: (Tensor) -> Tensor
  ) {
    if data.rank != 2 || data.shape[1] != 2 {
      fail("DensityPanels: data of shape \(data.shape); there must be [count, 2]")
    }
    if resolution < 2 { fail("DensityPanels: a resolution of \(resolution)") }
    (self.x, self.y, self.resolution, self.labels) = (x, y, resolution, labels)
    self.data = data.withScalars { scalars in
      (
        stride(from: 0, to: scalars.count, by: 2).map { Double(scalars[$0]) },
        stride(from: 1, to: scalars.count, by: 2).map { Double(scalars[$0]) }
      )
    }
    let points = Self.points(x, y, resolution)
    let evaluate = { (density: (Tensor) -> Tensor) -> [Double] in
      let values = density(points)
      if values.elementCount != resolution * resolution {
        fail("DensityPanels: the density made \(values.shape) of \(points.shape)")
      }
      return values.scalars.map { Double($0) }
    }
    self.truth = truth.map(evaluate)
    self.model = evaluate(model)
  }

  private static func points(
    _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ count: Int
  ) -> Tensor {
    let middle = { (range: ClosedRange<Double>, index: Int) in
      Float(
        range.lowerBound
          + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count))
    }
    let scalars = (0..<count * count).flatMap { [middle(x, $0 % count), middle(y, $0 / count)] }
    return Tensor(scalars, shape: [count * count, 2])
  }

  /// The panels with a common title.
  public func title(_ title: String) -> DensityPanels {
    var panels = self
    panels.heading = title
    return panels
  }

  /// The panels with titles of their own, in the order truth, data, model.
  public func titles(_ titles: [String]) -> DensityPanels {
    if titles.count != 3 { fail("DensityPanels: \(titles.count) titles for truth, data and model") }
    var panels = self
    panels.titles = titles
    return panels
  }

  /// The share of a density's mass that lies on the grid: near one where it is normalized and seen whole.
  private func mass(_ values: [Double]) -> Double {
    let cell =
      (x.upperBound - x.lowerBound) * (y.upperBound - y.lowerBound) / Double(values.count)
    return values.reduce(0, +) * cell
  }

  /// The panels in a row.
  public var body: any Figure {
    let highest = ((truth ?? []) + model).filter(\.isFinite).max() ?? 1
    let field = { (values: [Double], title: String) in
      Plot {
        HeatMap(
          values, rows: resolution, columns: resolution, x: x, y: y,
          range: 0...max(highest, 1e-12))
      }
      .title(title)
    }
    let radius = max(1, min(2.5, 60 / Double(max(data.x.count, 1)).squareRoot()))
    let dots = Plot {
      if let labels {
        Dot(x: data.x, y: data.y, fill: labels, radius: radius)
      } else {
        Dot(x: data.x, y: data.y, radius: radius, opacity: 0.6)
      }
    }
    .scales(x: .linear(x), y: .linear(y)).title(titles[1])
    let plots = [truth.map { field($0, titles[0]) }, dots, field(model, titles[2])].compactMap {
      $0
    }
    let panels = Panels(columns: plots.count) {
      for plot in plots {
        plot.axes(x: "x_{1}", y: "x_{2}").aspectRatio(1).legendHidden().size(270, 290)
      }
    }
    .sharedAxes()
    return heading.map { panels.title($0) } ?? panels
  }

  /// The counts and the masses of the densities on the grid.
  public var facts: [String: JSON] {
    [
      "count": .int(data.x.count), "resolution": .int(resolution),
      "truthMass": truth.map { .double(mass($0)) } ?? .null, "modelMass": .double(mass(model)),
    ]
  }
}
