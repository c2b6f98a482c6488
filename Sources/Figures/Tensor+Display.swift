// SPDX-License-Identifier: MIT

public import Display
public import Tensors

extension Tensor: RichDisplay {
  /// Shape, range and mean, above the numbers of a small tensor or a heat map of a large one.
  ///
  /// A single number is shown as plain text.
  public var mimeBundle: MIMEBundle {
    var bundle = MIMEBundle(text: description)
    if rank > 0 { bundle.contents["text/html"] = .text(TensorView(self).html) }
    return bundle
  }
}

extension Tensor: BriefText {
  /// The most elements whose range is looked for: a list of variables must not take long.
  private static let mostRanged = 1 << 21

  /// The shape and the range; a single number is told itself.
  package var briefText: String {
    if rank == 0 { return description }
    let count = elementCount
    guard count > 0, count <= Self.mostRanged else { return "\(shape)" }
    return TensorView(self).rangeText
  }
}

/// How a notebook shows a tensor.
struct TensorView {
  /// The most elements that are shown as numbers alone.
  static let mostNumbers = 100
  /// The most rows and columns of a heat map; of larger matrices, evenly spaced ones are shown.
  static let mostCells = 256
  /// The most matrices of a tensor with three axes or more that are shown.
  static let mostMatrices = 8
  /// The widest picture, in pixels of the page.
  private static let widest = 480

  let tensor: Tensor
  let summary: Summary

  init(_ tensor: Tensor) {
    self.tensor = tensor.detached()
    summary = tensor.withScalars { Summary($0) }
  }

  var html: String {
    let caption = "<div style=\"color:#777\">\(captionText.htmlEscaped)</div>"
    let numbers = "<pre style=\"font-family:monospace\">\(tensor.description.htmlEscaped)</pre>"
    if tensor.elementCount <= Self.mostNumbers { return caption + numbers }
    return "\(caption)\(pictures)<details><summary>numbers</summary>\(numbers)</details>"
  }

  /// The tensor in a line: its shape, then what its finite elements are like, then how many are not.
  var captionText: String {
    let mean = summary.range.map { _ in
      "mean \(NumberText.significant(summary.mean, digits: 4))"
    }
    let parts = ["Tensor \(tensor.shape)", rangeOfFinite, mean] + countsOfOthers
    return parts.compactMap(\.self).joined(separator: " · ")
  }

  /// The tensor in even fewer words.
  var rangeText: String {
    ([tensor.shape.description, rangeOfFinite] + countsOfOthers)
      .compactMap(\.self).joined(separator: " · ")
  }

  private var rangeOfFinite: String? {
    guard let range = summary.range else { return nil }
    let ends = [range.lowerBound, range.upperBound].map {
      NumberText.significant(Double($0), digits: 4)
    }
    return ends[0] == ends[1] ? "all \(ends[0])" : "\(ends[0]) … \(ends[1])"
  }

  private var countsOfOthers: [String?] {
    [(summary.nanCount, "NaN"), (summary.infiniteCount, "infinite")].map { count, name in
      count > 0 ? "\(NumberText.grouped(count)) \(name)" : nil
    }
  }

  /// The first matrices, side by side, all on one scale of colours.
  private var pictures: String {
    let rows = tensor.rank > 1 ? tensor.shape[tensor.rank - 2] : 1
    let columns = tensor.shape[tensor.rank - 1]
    let count = tensor.elementCount / max(rows * columns, 1)
    let shown = min(count, Self.mostMatrices)
    let matrices = tensor.reshaped(count, rows, columns)
    let images = (0..<shown).map { picture(of: matrices[$0], sharing: shown) }
    let note =
      count > shown ? "<div style=\"color:#777\">the first \(shown) of \(count)</div>" : ""
    return "<div style=\"max-width:\(Self.widest)px\">\(images.joined(separator: " "))</div>\(note)"
  }

  private func picture(of matrix: Tensor, sharing count: Int) -> String {
    let rows = Self.places(matrix.shape[0])
    let columns = Self.places(matrix.shape[1])
    let width = matrix.shape[1]
    let shown = matrix.withScalars { scalars in
      rows.flatMap { row in columns.map { scalars[row * width + $0] } }
    }
    let raster = Raster(
      shown[...], width: columns.count, height: rows.count, range: summary.colorRange,
      map: summary.colorMap)
    let image = Base64.encode(PNGEncoder.encode(raster))
    // Cells are enlarged by whole pixels, so that they stay square and sharp.
    let room = Self.widest / min(count, 4)
    let scale = max(1, min(16, room / max(columns.count, rows.count)))
    let height = rows.count == 1 ? 24 : rows.count * scale
    return "<img alt=\"heat map of \(matrix.shape)\" width=\"\(columns.count * scale)\" "
      + "height=\"\(height)\" style=\"image-rendering:pixelated;display:inline-block\" "
      + "src=\"data:image/png;base64,\(image)\"/>"
  }

  /// The places along an axis that are shown: all, or evenly spaced ones.
  private static func places(_ size: Int) -> [Int] {
    let count = min(size, mostCells)
    return (0..<count).map { $0 * size / count }
  }
}

extension TensorView {
  /// What the elements of a tensor are like.
  struct Summary {
    private(set) var range: ClosedRange<Float>?
    private(set) var mean = 0.0
    private(set) var nanCount = 0
    private(set) var infiniteCount = 0

    init(_ scalars: UnsafeBufferPointer<Float>) {
      var (low, high, sum) = (Float.infinity, -Float.infinity, 0.0)
      for scalar in scalars {
        if scalar.isFinite {
          (low, high) = (min(low, scalar), max(high, scalar))
          sum += Double(scalar)
        } else if scalar.isNaN {
          nanCount += 1
        } else {
          infiniteCount += 1
        }
      }
      let finiteCount = scalars.count - nanCount - infiniteCount
      guard finiteCount > 0 else { return }
      range = low...high
      mean = sum / Double(finiteCount)
    }

    /// Numbers on both sides of zero are told apart by colour, amounts by lightness.
    var colorMap: ColorMap { (range?.lowerBound ?? 0) < 0 ? .diverging : .sequential }

    var colorRange: ClosedRange<Double> {
      guard let range else { return 0...1 }
      let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
      if low >= 0 { return low...high }
      let bound = max(-low, high)
      return -bound...bound
    }
  }
}
