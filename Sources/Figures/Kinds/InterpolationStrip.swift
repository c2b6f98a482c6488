// SPDX-License-Identifier: MIT

public import Display
import Glibc
public import Tensors

/// What a decoder makes of codes on the way from one to another, a row for each pair.
public struct InterpolationStrip: ComposedFigure, WidthAdapting {
  /// How the way between two codes runs.
  public enum Path: String, Sendable {
    /// Along a straight line, in equal steps.
    case linear
    /// Along a great circle, with equal angles, so that codes keep their lengths.
    case spherical
  }

  /// The codes of the images, row by row.
  public let codes: Tensor
  private let steps: Int
  private let path: Path
  private var grid: ImageGrid
  /// The kind's name in the manifest.
  public let kind = "interpolationStrip"

  /// Decodes so many codes between each start and its end, both included.
  ///
  /// - Shapes: starts and ends `[rows, size]`, or `[size]` for one row; codes `[rows · steps, size]` → images.
  public init(
    from starts: Tensor, to ends: Tensor, steps: Int = 9, path: Path = .linear,
    range: ClosedRange<Double> = 0...1, colorMap: ColorMap = .grey, _ decode: (Tensor) -> Tensor
  ) {
    if starts.shape != ends.shape || !(1...2).contains(starts.rank) || steps < 2 {
      fail("InterpolationStrip: \(steps) steps from \(starts.shape) to \(ends.shape)")
    }
    let size = starts.shape[starts.rank - 1]
    let rows = starts.elementCount / max(size, 1)
    var codes: [Float] = []
    for row in 0..<rows {
      let start = starts.scalars[row * size..<(row + 1) * size].map { Double($0) }
      let end = ends.scalars[row * size..<(row + 1) * size].map { Double($0) }
      for step in 0..<steps {
        let fraction = Double(step) / Double(steps - 1)
        codes += Self.code(start, end, fraction, path).map { Float($0) }
      }
    }
    self.codes = Tensor(codes, shape: [rows * steps, size])
    (self.steps, self.path) = (steps, path)
    let images = decode(self.codes)
    if images.rank < 2 || images.shape[0] != rows * steps {
      fail("InterpolationStrip: the decoder made \(images.shape) of \(rows * steps) codes")
    }
    grid = ImageGrid(images.detached(), columns: steps, range: range, colorMap: colorMap)
      .columnTitles(
        (0..<steps).map { step in
          [0: "0", (steps - 1) / 2: steps.isMultiple(of: 2) ? "" : "½", steps - 1: "1"][step] ?? ""
        })
  }

  private static func code(
    _ start: [Double], _ end: [Double], _ fraction: Double, _ path: Path
  ) -> [Double] {
    let linear = zip(start, end).map { $0 + fraction * ($1 - $0) }
    guard path == .spherical else { return linear }
    let product = { (a: [Double], b: [Double]) in zip(a, b).map(*).reduce(0, +) }
    let lengths = (product(start, start) * product(end, end)).squareRoot()
    let angle = acos(max(-1, min(1, product(start, end) / max(lengths, 1e-300))))
    // Codes in one direction have no circle between them.
    guard sin(angle) > 1e-6 else { return linear }
    let (first, second) = (sin((1 - fraction) * angle), sin(fraction * angle))
    return zip(start, end).map { ($0 * first + $1 * second) / sin(angle) }
  }

  /// The strip with a title above it.
  public func title(_ title: String) -> InterpolationStrip {
    var strip = self
    strip.grid = grid.title(title)
    return strip
  }

  /// The strip with a title left of each row.
  public func rowTitles(_ titles: [String]) -> InterpolationStrip {
    var strip = self
    strip.grid = grid.rowTitles(titles)
    return strip
  }

  /// The images in their rows.
  public var body: any Figure { grid }

  /// The name of the files that an exporter writes.
  public var name: String? {
    get { grid.name }
    set { grid.name = newValue }
  }

  /// Rows, columns, codes and tiles.
  public var facts: [String: JSON] {
    let size = codes.shape[1]
    return [
      "rows": .int(grid.rows), "columns": .int(steps), "path": .string(path.rawValue),
      "codes": .array(
        (0..<codes.shape[0]).map { row in
          JSON.numbers(codes.scalars[row * size..<(row + 1) * size].map { Double($0) })
        }),
    ]
  }
}
