// SPDX-License-Identifier: MIT

import Display

/// An arrow at each point of a grid, such as the gradient of an energy or the score of a density.
///
/// The longest arrow reaches about to its neighbour; all others are in proportion.
public struct VectorField: Mark {
  private let x: [Double]
  private let y: [Double]
  private let dx: [Double]
  private let dy: [Double]
  /// How far one unit of the field reaches.
  private let scale: Double
  private let name: String?
  private let color: Color?
  private let colorMap: ColorMap?

  /// Shows a function at the middles of so many cells along each axis.
  ///
  /// With a scale of colours the colour tells the length.
  public init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, count: Int = 16, name: String? = nil,
    color: Color? = nil, colorMap: ColorMap? = nil,
    _ function: (_ x: Double, _ y: Double) -> (Double, Double)
  ) {
    let count = max(count, 1)
    let place = { (range: ClosedRange<Double>, index: Int) in
      range.lowerBound
        + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
    }
    let points = (0..<count * count).map { (place(x, $0 % count), place(y, $0 / count)) }
    let vectors = points.map { function($0.0, $0.1) }
    self.init(
      x: points.map(\.0), y: points.map(\.1), dx: vectors.map(\.0), dy: vectors.map(\.1),
      name: name, color: color, colorMap: colorMap)
  }

  /// Shows vectors at points.
  ///
  /// - Requires: As many `x` as `y`, `dx` and `dy`.
  public init(
    x: some Numbers, y: some Numbers, dx: some Numbers, dy: some Numbers, name: String? = nil,
    color: Color? = nil, colorMap: ColorMap? = nil
  ) {
    (self.x, self.y, self.dx, self.dy) = (x.numbers, y.numbers, dx.numbers, dy.numbers)
    (self.name, self.color, self.colorMap) = (name, color, colorMap)
    if Set([self.x.count, self.y.count, self.dx.count, self.dy.count]).count != 1 {
      fail(
        "VectorField: \(self.x.count) x, \(self.y.count) y, \(self.dx.count) dx, \(self.dy.count) dy"
      )
    }
    let width = Extent(self.x).length / max(Double(self.x.count).squareRoot() - 1, 1)
    let height = Extent(self.y).length / max(Double(self.x.count).squareRoot() - 1, 1)
    let reach = zip(self.dx, self.dy).map { dx, dy in
      dx.isFinite && dy.isFinite ? max(dx.magnitude / width, dy.magnitude / height) : 0
    }
    scale = 0.9 / max(reach.max() ?? 1, 1e-300)
  }

  private var lengths: [Double] {
    zip(dx, dy).map { ($0 * $0 + $1 * $1).squareRoot() }
  }

  /// The arrows with their extent.
  public var layer: MarkLayer {
    let range = Extent(lengths).range ?? 0...1
    return MarkLayer(
      kind: "vectorField", name: name, x: Extent(x), y: Extent(y), color: color,
      key: colorMap.map { .amounts($0, min(0, range.lowerBound)...range.upperBound) }
        ?? .series(.line),
      facts: ["count": .int(x.count), "scale": .double(scale)],
      data: ["x": x, "y": y, "dx": dx, "dy": dy], draw: draw)
  }

  private func draw(in frame: Frame) -> [Drawing.Element] {
    guard let colorMap else {
      return Arrowhead.arrows(
        x.indices.compactMap { arrow($0, frame) }, color: frame.color, width: 1.2)
    }
    let lengths = lengths
    let longest = max(Extent(lengths).range?.upperBound ?? 1, 1e-300)
    // Arrows of like colour are drawn together: a document needs no two elements for each.
    let shades = Dictionary(grouping: x.indices) { index in
      lengths[index].isFinite ? Int(lengths[index] / longest * 31) : 0
    }
    return shades.sorted { $0.key < $1.key }.flatMap { shade, indices in
      Arrowhead.arrows(
        indices.compactMap { arrow($0, frame) }, color: colorMap.color(at: Double(shade) / 31),
        width: 1.2)
    }
  }

  /// An arrow whose middle is at its point.
  private func arrow(_ index: Int, _ frame: Frame) -> (Drawing.Point, Drawing.Point)? {
    let (halfX, halfY) = (dx[index] * scale / 2, dy[index] * scale / 2)
    guard let start = frame.point(x[index] - halfX, y[index] - halfY),
      let end = frame.point(x[index] + halfX, y[index] + halfY)
    else { return nil }
    return (start, end)
  }
}
