// SPDX-License-Identifier: MIT

public import Tensors

extension Tensor: Numbers {
  /// All scalars in order, the last axis fastest.
  public var numbers: [Double] { scalars.map { Double($0) } }
}

extension Tensor: FillChannel {
  /// The scalars as amounts.
  public var fillValues: FillValues { .amounts(numbers) }
}

extension ImageGrid {
  /// Makes a grid of the images of a tensor, row by row.
  ///
  /// A matrix that is not square holds an image in each row if its rows have as many pixels as a square.
  ///
  /// - Shapes: `[count, height, width]`, `[count, height, width, 3]`, `[count, pixels]` of square images, or
  ///   `[height, width]` of a single one.
  /// - Parameters:
  ///   - columns: How many images stand in a row; by default about as many as there are rows.
  ///   - range: The values that are black and white; all images share it.
  public init(
    _ images: Tensor, columns: Int? = nil, range: ClosedRange<Double> = 0...1,
    colorMap: ColorMap = .grey
  ) {
    let sizes = Self.sizes(of: images)
    self.init(
      images.scalars, count: sizes[0], height: sizes[1], width: sizes[2], channels: sizes[3],
      columns: columns, range: range, colorMap: colorMap)
  }

  /// Count, height, width and channels of the images.
  private static func sizes(of images: Tensor) -> [Int] {
    let sizes = (0..<images.rank).map { images.shape[$0] }
    switch sizes.count {
    case 2:
      let side = Int(Double(sizes[1]).squareRoot().rounded())
      let areRowsImages = sizes[0] != sizes[1] && side * side == sizes[1]
      return areRowsImages ? [sizes[0], side, side, 1] : [1, sizes[0], sizes[1], 1]
    case 3: return sizes + [1]
    case 4 where sizes[3] == 1 || sizes[3] == 3: return sizes
    default:
      fail("ImageGrid: shape \(images.shape) is not [count, height, width]; use reshaped(…) first")
    }
  }
}

extension Histogram {
  /// Counts the scalars of a tensor, however many there are, without copying them.
  ///
  /// A density has area 1, so that it can be compared with a curve.
  /// - Requires: At least one finite number and one bin.
  public init(
    _ values: Tensor, bins: Int? = nil, range: ClosedRange<Double>? = nil, isDensity: Bool = false,
    name: String? = nil, color: Color? = nil, opacity: Double = 1
  ) {
    let bins = values.withScalars { scalars in
      Bins(scalars.lazy.map { Double($0) }, bins: bins, range: range)
    }
    self.init(bins, isDensity, name, color, opacity)
  }
}

extension HeatMap {
  /// Shows a matrix: row 0 at the top, square cells, axes that count columns and rows.
  ///
  /// - Shapes: `[rows, columns]`.
  public init(
    _ matrix: Tensor, range: ClosedRange<Double>? = nil, colorMap: ColorMap = .sequential
  ) {
    let (rows, columns) = Self.sizes(of: matrix)
    self.init(matrix, rows: rows, columns: columns, range: range, colorMap: colorMap)
  }

  /// Shows a function on a grid: row 0 at the lower end of `y`, column 0 at that of `x`.
  ///
  /// - Shapes: `[rows, columns]`.
  public init(
    _ matrix: Tensor, x: ClosedRange<Double>, y: ClosedRange<Double>,
    range: ClosedRange<Double>? = nil, colorMap: ColorMap = .sequential
  ) {
    let (rows, columns) = Self.sizes(of: matrix)
    self.init(
      matrix, rows: rows, columns: columns, x: x, y: y, range: range, colorMap: colorMap)
  }

  private static func sizes(of matrix: Tensor) -> (rows: Int, columns: Int) {
    if matrix.rank != 2 { fail("HeatMap: shape \(matrix.shape) is not [rows, columns]") }
    return (matrix.shape[0], matrix.shape[1])
  }
}

extension Contour {
  /// Shows values at the nodes of a grid: row 0 at the lower end of `y`, column 0 at that of `x`.
  ///
  /// - Shapes: `[rows, columns]`.
  public init(
    _ matrix: Tensor, x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double]? = nil,
    isFilled: Bool = false, name: String? = nil, color: Color? = nil, width: Double = 1.25,
    colorMap: ColorMap = .sequential
  ) {
    if matrix.rank != 2 { fail("Contour: shape \(matrix.shape) is not [rows, columns]") }
    self.init(
      matrix, rows: matrix.shape[0], columns: matrix.shape[1], x: x, y: y, levels: levels,
      isFilled: isFilled, name: name, color: color, width: width, colorMap: colorMap)
  }
}

extension Image {
  /// Makes a picture that fills two ranges, its first row at the upper end of `y`.
  ///
  /// - Shapes: `[height, width]` or `[height, width, 3]`.
  public init(
    _ image: Tensor, x: ClosedRange<Double>, y: ClosedRange<Double>,
    range: ClosedRange<Double> = 0...1, colorMap: ColorMap = .grey
  ) {
    if image.rank != 2 && !(image.rank == 3 && image.shape[2] == 3) {
      fail("Image: shape \(image.shape) is neither [height, width] nor [height, width, 3]")
    }
    self.init(
      image.scalars, height: image.shape[0], width: image.shape[1],
      channels: image.rank == 3 ? 3 : 1, x: x, y: y, range: range, colorMap: colorMap)
  }
}
