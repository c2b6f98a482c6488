// SPDX-License-Identifier: MIT

public import Display

/// Images in rows and columns, all on one scale of greys.
public struct ImageGrid: Figure {
  let values: [Float]
  let count: Int
  let imageSize: (height: Int, width: Int, channels: Int)
  let columns: Int
  let range: ClosedRange<Double>
  let colorMap: ColorMap
  var options = Options()
  /// The name of the files that an exporter writes.
  public var name: String?

  struct Options: Sendable {
    var title: String?
    var titles: [String] = []
    var rowTitles: [String] = []
    var columnTitles: [String] = []
    var legendTitle: String?
    var imageWidth: Double?
    var availableWidth = 440.0
    var highlightedColumn: Int?
  }

  /// Makes a grid of images that lie one after another, row by row; colour images have three channels.
  ///
  /// - Parameters:
  ///   - columns: How many images stand in a row; by default about as many as there are rows.
  ///   - range: The values that are black and white; all images share it.
  /// - Requires: `count` × `height` × `width` × `channels` values.
  public init(
    _ values: [Float], count: Int, height: Int, width: Int, channels: Int = 1,
    columns: Int? = nil, range: ClosedRange<Double> = 0...1, colorMap: ColorMap = .grey
  ) {
    if count < 1 || height < 1 || width < 1 || values.count != count * height * width * channels {
      fail("ImageGrid: \(values.count) values for \(count) images of \(height) × \(width) pixels")
    }
    if channels != 1 && channels != 3 {
      fail("ImageGrid: \(channels) channels; there must be 1 (grey) or 3 (red, green, blue)")
    }
    if let columns, columns < 1 {
      fail("ImageGrid: \(columns) columns; there must be at least one")
    }
    self.values = values
    self.count = count
    imageSize = (height, width, channels)
    self.columns = min(columns ?? Int(Double(count).squareRoot().rounded(.up)), count)
    self.range = range
    self.colorMap = colorMap
  }

  /// How many rows of images there are.
  public var rows: Int { (count + columns - 1) / columns }

  private func with(_ change: (inout Options) -> Void) -> ImageGrid {
    var grid = self
    change(&grid.options)
    return grid
  }

  /// The grid with a title above it.
  public func title(_ title: String) -> ImageGrid { with { $0.title = title } }

  /// The grid with a title above each image.
  public func titles(_ titles: [String]) -> ImageGrid { with { $0.titles = titles } }

  /// The grid with a title left of each row.
  public func rowTitles(_ titles: [String]) -> ImageGrid { with { $0.rowTitles = titles } }

  /// The grid with a title above each column.
  public func columnTitles(_ titles: [String]) -> ImageGrid { with { $0.columnTitles = titles } }

  /// The grid with a bar beside it that names what the greys stand for.
  public func legend(_ title: String) -> ImageGrid { with { $0.legendTitle = title } }

  /// The grid with images of about the given width, in pixels of the page.
  public func imageWidth(_ width: Double) -> ImageGrid { with { $0.imageWidth = width } }

  /// The grid with a frame around one column, such as that of the nearest training examples.
  public func highlightedColumn(_ column: Int) -> ImageGrid {
    if !(0..<columns).contains(column) {
      fail("ImageGrid: column \(column) of \(columns) cannot be highlighted")
    }
    return with { $0.highlightedColumn = column }
  }

  /// The grid's images and titles at their places.
  public var drawing: Drawing { ImageGridLayout(self).drawing() }

  /// The grid as data: rows, columns, the images' size, the scale of greys and every tile.
  public var manifest: JSON {
    .object(
      tileFacts.merging([
        "kind": "imageGrid", "title": .string(options.title ?? ""), "count": .int(count),
        "rows": .int(rows), "columns": .int(columns), "height": .int(imageSize.height),
        "width": .int(imageSize.width), "channels": .int(imageSize.channels),
        "range": [.double(range.lowerBound), .double(range.upperBound)],
        "titles": .array(options.titles.map(JSON.string)),
        "rowTitles": .array(options.rowTitles.map(JSON.string)),
        "columnTitles": .array(options.columnTitles.map(JSON.string)),
        "highlightedColumn": options.highlightedColumn.map(JSON.int) ?? .null,
      ]) { first, _ in first })
  }

  /// The grid in words.
  public var summary: String {
    let title = options.title.map { "Image grid “\($0)”" } ?? "Image grid"
    let low = NumberText.significant(range.lowerBound)
    let high = NumberText.significant(range.upperBound)
    return "\(title): \(rows) × \(columns), \(count) image\(count == 1 ? "" : "s") of "
      + "\(imageSize.height) × \(imageSize.width) pixels, values \(low) to \(high)"
  }
}
