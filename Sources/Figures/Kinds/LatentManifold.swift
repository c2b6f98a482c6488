// SPDX-License-Identifier: MIT

public import Display
import Glibc
public import Tensors

/// What a decoder makes of codes all over a plane of two latent variables.
///
/// The codes are quantiles of the standard normal, `z = Φ⁻¹((i + ½) / n)`, so that each stands for an equal
/// share of the prior; the first variable grows to the right, the second upwards.
///
/// - Paper: Kingma & Welling (2013), *Auto-Encoding Variational Bayes*, arXiv:1312.6114, figure 4.
public struct LatentManifold: ComposedFigure, WidthAdapting {
  /// How many rows and columns of images there are.
  public let rows: Int
  /// How many columns of images there are.
  public let columns: Int
  /// The codes of the images, row by row from the top.
  public let codes: Tensor
  private let grid: ImageGrid
  private var heading: String?
  private var labels = (x: "z_{1}", y: "z_{2}")
  private var side: Double?
  /// The name of the files that an exporter writes.
  public var name: String?
  /// The kind's name in the manifest.
  public let kind = "latentManifold"

  /// Decodes a grid of codes at once.
  ///
  /// - Shapes: codes `[rows · columns, 2]` → images `[rows · columns, height, width]` or flat squares.
  public init(
    rows: Int = 20, columns: Int = 20, range: ClosedRange<Double> = 0...1,
    colorMap: ColorMap = .grey, _ decode: (Tensor) -> Tensor
  ) {
    if rows < 1 || columns < 1 { fail("LatentManifold: \(rows) rows of \(columns) columns") }
    (self.rows, self.columns) = (rows, columns)
    let codes = (0..<rows).flatMap { row in
      (0..<columns).flatMap { column in
        [Self.quantile(column, columns), Self.quantile(rows - 1 - row, rows)]
      }
    }
    self.codes = Tensor(codes.map { Float($0) }, shape: [rows * columns, 2])
    let images = decode(self.codes)
    if images.rank < 2 || images.shape[0] != rows * columns {
      fail("LatentManifold: the decoder made \(images.shape) of \(rows * columns) codes")
    }
    grid = ImageGrid(images.detached(), columns: columns, range: range, colorMap: colorMap)
  }

  private static func quantile(_ index: Int, _ count: Int) -> Double {
    NormalQuantile.value((Double(index) + 0.5) / Double(count))
  }

  /// The manifold with a title above it.
  public func title(_ title: String) -> LatentManifold {
    var manifold = self
    manifold.heading = title
    return manifold
  }

  /// The manifold with other names for its axes.
  public func axes(x: String, y: String) -> LatentManifold {
    var manifold = self
    manifold.labels = (x, y)
    return manifold
  }

  /// The manifold in about the given width, in pixels of the page.
  public func width(_ width: Double) -> LatentManifold {
    var manifold = self
    manifold.side = width
    return manifold
  }

  /// The images side by side without gaps, with the codes at the axes.
  public var body: any Figure {
    let raster = grid.withoutGaps()
    // On a fine screen each pixel of an image takes a whole number of pixels.
    let pixel = max(1, (2 * (side ?? 460) / Double(raster.width)).rounded()) / 2
    var plot = Plot {
      Picture(raster: raster, x: -0.5...Double(columns) - 0.5, y: -0.5...Double(rows) - 0.5)
    }
    .scales(x: Self.scale(columns), y: Self.scale(rows)).axes(x: labels.x, y: labels.y)
    plot.options.frameSize = (Double(raster.width) * pixel, Double(raster.height) * pixel)
    return heading.map { plot.title($0) } ?? plot
  }

  /// Round codes at their places between the images.
  private static func scale(_ count: Int) -> AxisScale {
    let reach = quantile(count - 1, count)
    let step = reach > 1.2 ? 1.0 : 0.5
    let codes = stride(from: -3.0, through: 3, by: step).filter { abs($0) <= reach + 0.01 }
    let places = codes.map { 0.5 * erfc(-$0 / 2.0.squareRoot()) * Double(count) - 0.5 }
    return AxisScale.linear(-0.5...Double(count) - 0.5)
      .ticks(places, labels: codes.map { NumberText.significant($0) })
  }

  /// Rows, columns, codes and tiles.
  public var facts: [String: JSON] {
    grid.tileFacts.merging([
      "rows": .int(rows), "columns": .int(columns), "title": .string(heading ?? ""),
      "codes": .array(
        (0..<rows * columns).map { index in
          JSON.numbers([codes.scalars[2 * index], codes.scalars[2 * index + 1]].map { Double($0) })
        }),
    ]) { first, _ in first }
  }

  /// The manifold in words.
  public var summary: String {
    let title = heading.map { "Latent manifold “\(RichText.plain($0))”" } ?? "Latent manifold"
    return "\(title): \(rows) × \(columns) images of \(grid.imageSize.height) × "
      + "\(grid.imageSize.width) pixels, decoded at quantiles of the normal distribution"
  }
}
