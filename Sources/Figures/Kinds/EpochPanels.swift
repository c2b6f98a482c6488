// SPDX-License-Identifier: MIT

public import Display
public import Tensors

/// Samples as they were after certain epochs, side by side, with a row for each model.
public struct EpochPanels: ComposedFigure {
  private let columns: Int?
  private let range: ClosedRange<Double>
  private let colorMap: ColorMap
  private let unit: String
  private var epochs: [Int] = []
  private var models: [String] = []
  private var grids: [String: [Int: ImageGrid]] = [:]
  private var heading: String?
  /// The name of the files that an exporter writes.
  public var name: String?
  /// The kind's name in the manifest.
  public let kind = "epochPanels"

  /// Makes panels without samples; each is a grid of so many columns.
  ///
  /// The unit is what is counted: epochs, steps of a sampler, components.
  public init(
    columns: Int? = nil, range: ClosedRange<Double> = 0...1, colorMap: ColorMap = .grey,
    unit: String = "epoch"
  ) {
    (self.columns, self.range, self.colorMap, self.unit) = (columns, range, colorMap, unit)
  }

  /// Adds the samples of a model after an epoch, or replaces them.
  ///
  /// - Shapes: `[count, height, width]` or flat squares `[count, pixels]`.
  public mutating func record(_ images: Tensor, epoch: Int, model: String = "") {
    if !epochs.contains(epoch) { epochs = (epochs + [epoch]).sorted() }
    if !models.contains(model) { models.append(model) }
    grids[model, default: [:]][epoch] = ImageGrid(
      images.detached(), columns: columns, range: range, colorMap: colorMap)
  }

  /// The panels with a title above them.
  public func title(_ title: String) -> EpochPanels {
    var panels = self
    panels.heading = title
    return panels
  }

  /// A row of grids for each model.
  public var body: any Figure {
    let panels = Panels(columns: max(epochs.count, 1)) {
      for model in models {
        for epoch in epochs {
          if let grid = grids[model]?[epoch] { grid } else { Plot {}.axesHidden().size(80, 60) }
        }
      }
    }
    .columnTitles(epochs.map { "\(unit) \($0)" })
    let named = models.contains { !$0.isEmpty } ? panels.rowTitles(models) : panels
    return heading.map { named.title($0) } ?? named
  }

  /// The epochs and the models.
  public var facts: [String: JSON] {
    [
      "epochs": .array(epochs.map(JSON.int)), "models": .array(models.map(JSON.string)),
      "rows": .int(models.count), "columns": .int(epochs.count),
    ]
  }
}
