// SPDX-License-Identifier: MIT

/// Finds the place of every image and title of a grid.
struct ImageGridLayout {
  private let grid: ImageGrid
  private let options: ImageGrid.Options
  /// How many pixels of the page one pixel of an image takes: a whole number on a fine screen.
  private let pixel: Double
  private let gap: Int

  init(_ grid: ImageGrid) {
    self.grid = grid
    options = grid.options
    let width = Double(grid.imageSize.width)
    let target = options.imageWidth ?? min(options.availableWidth / Double(grid.columns), 120)
    let fine = (target * 2 / width).rounded(.down)
    pixel = max(fine, options.imageWidth == nil && width <= 64 ? 2 : 1) / 2
    gap = max(1, Int((1.5 / pixel).rounded()))
  }

  private var imageWidth: Double { Double(grid.imageSize.width) * pixel }
  private var imageHeight: Double { Double(grid.imageSize.height) * pixel }
  private var columnStep: Double { imageWidth + (hasTitles ? 8 : space) }
  private var rowStep: Double { imageHeight + (hasTitles ? 20 : space) }
  private var hasTitles: Bool { !options.titles.isEmpty }
  /// Whether one picture holds all images: not where a line as wide as one of its pixels would be too wide.
  private var isMosaic: Bool { !hasTitles && pixel <= 3 }
  private var space: Double { isMosaic ? Double(gap) * pixel : 3 }

  private var origin: Drawing.Point {
    let rowTitleWidth =
      options.rowTitles.map { TextMetrics.width($0, size: Theme.tickSize) }.max() ?? 0
    let header = options.title == nil ? 0.0 : 26
    let columnTitleHeight = options.columnTitles.isEmpty && !hasTitles ? 0.0 : 16
    let barTitleHeight =
      options.legendTitle?.isEmpty == false && columnTitleHeight == 0 ? 20.0 : 0
    return Drawing.Point(
      x: Theme.margin + (rowTitleWidth > 0 ? rowTitleWidth + 8 : 0),
      y: Theme.margin + header + columnTitleHeight + barTitleHeight)
  }

  private var area: Drawing.Rectangle {
    Drawing.Rectangle(
      x: origin.x, y: origin.y,
      width: Double(grid.columns - 1) * columnStep + imageWidth,
      height: Double(grid.rows - 1) * rowStep + imageHeight)
  }

  func drawing() -> Drawing {
    let area = area
    let bar = options.legendTitle.map {
      ColorBar(map: grid.colorMap, range: grid.range, title: $0.isEmpty ? nil : $0)
    }
    let titleWidth = TextMetrics.width(options.title ?? "", size: Theme.titleSize, isBold: true)
    let width = max(area.maxX + (bar?.width(height: area.height) ?? 0), Theme.margin + titleWidth)
    var drawing = Drawing(width: width + Theme.margin, height: area.maxY + Theme.margin)
    if let title = options.title {
      let style = Drawing.TextStyle(size: Theme.titleSize, isBold: true)
      let point = Drawing.Point(x: Theme.margin, y: Theme.margin + 13)
      drawing.elements.append(.text(title, point, style))
    }
    drawing.elements += titles() + images() + highlight()
    drawing.elements += bar?.elements(beside: area) ?? []
    return drawing
  }

  private func corner(_ index: Int) -> Drawing.Point {
    let (row, column) = index.quotientAndRemainder(dividingBy: grid.columns)
    return Drawing.Point(
      x: origin.x + Double(column) * columnStep, y: origin.y + Double(row) * rowStep)
  }

  private func titles() -> [Drawing.Element] {
    var style = Drawing.TextStyle(size: Theme.tickSize, color: Theme.quiet, anchor: .middle)
    let columnTitles = options.columnTitles.prefix(grid.columns).enumerated().map { column, title in
      let x = corner(column).x + imageWidth / 2
      return Drawing.Element.text(
        title, Drawing.Point(x: x, y: origin.y - (hasTitles ? 18 : 6)), style)
    }
    let imageTitles = options.titles.prefix(grid.count).enumerated().map { index, title in
      let corner = corner(index)
      let point = Drawing.Point(x: corner.x + imageWidth / 2, y: corner.y - 5)
      return Drawing.Element.text(title, point, style)
    }
    style.anchor = .end
    let rowTitles = options.rowTitles.prefix(grid.rows).enumerated().map { row, title in
      let y = corner(row * grid.columns).y + imageHeight / 2 + 4
      return Drawing.Element.text(title, Drawing.Point(x: origin.x - 8, y: y), style)
    }
    return columnTitles + imageTitles + rowTitles
  }

  private func images() -> [Drawing.Element] {
    if isMosaic { return [.image(mosaic(), area)] }
    return (0..<grid.count).map { index in
      let corner = corner(index)
      let place = Drawing.Rectangle(
        x: corner.x, y: corner.y, width: imageWidth, height: imageHeight)
      return .image(image(index), place)
    }
  }

  /// A frame around the highlighted column.
  private func highlight() -> [Drawing.Element] {
    guard let column = options.highlightedColumn else { return [] }
    let top = corner(column)
    let rows = (grid.count - 1 - column) / grid.columns
    let frame = Drawing.Rectangle(
      x: top.x, y: top.y, width: imageWidth, height: Double(rows) * rowStep + imageHeight)
    let stroke = Drawing.Stroke(color: .palette(3), width: 2.5)
    return [.rectangle(frame.grown(by: 1.25), fill: nil, stroke: stroke)]
  }

  /// All images in one picture with white lines between them: one picture is drawn and encoded at once.
  private func mosaic() -> Raster {
    let (height, width, _) = grid.imageSize
    let images = (0..<grid.count).map(image)
    let channels = images.map(\.channels).max() ?? 1
    var mosaic = Raster(
      width: grid.columns * (width + gap) - gap, height: grid.rows * (height + gap) - gap,
      channels: channels)
    for (index, image) in images.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: grid.columns)
      mosaic.paste(
        channels == 3 ? image.inColor : image, x: column * (width + gap), y: row * (height + gap))
    }
    return mosaic
  }

  private func image(_ index: Int) -> Raster {
    let (height, width, channels) = grid.imageSize
    let size = height * width * channels
    return Raster(
      image: grid.values[index * size..<(index + 1) * size], height: height, width: width,
      channels: channels, range: grid.range, map: grid.colorMap)
  }
}
