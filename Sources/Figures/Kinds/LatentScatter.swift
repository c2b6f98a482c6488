// SPDX-License-Identifier: MIT

public import Display
import Glibc
public import Tensors

/// Codes in a plane in the colours of their classes, with equal units on both axes.
///
/// On request with lines around the densest regions that hold a share of each class, and with the
/// circle of two standard deviations of the prior.
public struct LatentScatter: ComposedFigure, WidthAdapting {
  private let x: [Double]
  private let y: [Double]
  private let labels: [Int]?
  private var classNames: [String]?
  private var densityShare: Double?
  private var showsPrior = false
  private var plot: @Sendable (Plot) -> Plot = { $0 }
  /// The name of the files that an exporter writes.
  public var name: String?
  /// The kind's name in the manifest.
  public let kind = "latentScatter"

  /// Shows the first two columns of a matrix of codes.
  ///
  /// - Shapes: `[count, 2]` or wider.
  /// - Requires: As many labels as codes.
  public init(_ codes: Tensor, labels: [Int]? = nil) {
    if codes.rank != 2 || codes.shape[1] < 2 {
      fail("LatentScatter: codes of shape \(codes.shape); there must be [count, 2]")
    }
    if let labels, labels.count != codes.shape[0] {
      fail("LatentScatter: \(labels.count) labels for \(codes.shape[0]) codes")
    }
    let width = codes.shape[1]
    let scalars = codes.scalars
    x = (0..<codes.shape[0]).map { Double(scalars[$0 * width]) }
    y = (0..<codes.shape[0]).map { Double(scalars[$0 * width + 1]) }
    self.labels = labels
  }

  private func with(_ change: (inout LatentScatter) -> Void) -> LatentScatter {
    var scatter = self
    change(&scatter)
    return scatter
  }

  /// The scatter with names for the classes 0, 1, 2, ….
  public func classNames(_ names: [String]) -> LatentScatter { with { $0.classNames = names } }

  /// The scatter with a line around the densest region that holds a share of each class.
  public func density(share: Double = 0.5) -> LatentScatter { with { $0.densityShare = share } }

  /// The scatter with the circle in which 86.5 % of the standard normal prior lie.
  public func prior() -> LatentScatter { with { $0.showsPrior = true } }

  /// The scatter changed as a plot: `scatter.plot { $0.title("Codes").axes(x: "a", y: "b") }`.
  public func plot(_ change: @escaping @Sendable (Plot) -> Plot) -> LatentScatter {
    let before = plot
    return with { $0.plot = { change(before($0)) } }
  }

  private func className(_ label: Int) -> String {
    guard let classNames, classNames.indices.contains(label) else { return String(label) }
    return classNames[label]
  }

  private var classes: [Int] { Set(labels ?? []).sorted() }

  /// The dots below their outlines.
  public var body: any Figure {
    // Many dots are smaller and more transparent, so that their density is seen.
    let radius = max(1, min(3.5, 95 / Double(max(x.count, 1)).squareRoot()))
    let opacity = x.count > 3_000 ? 0.6 : 0.85
    let plot = Plot {
      if let labels {
        Dot(
          x: x, y: y, fill: ClassFill(labels: labels, names: classes.map { ($0, className($0)) }),
          radius: radius, opacity: opacity)
      } else {
        Dot(x: x, y: y, radius: radius, opacity: opacity)
      }
      if let densityShare { outlines(densityShare) }
      if showsPrior {
        Ellipse(
          mean: [0.0, 0], covariance: [1.0, 0, 0, 1], deviations: [2], name: "2 σ of the prior",
          color: Color(grey: 0.25), opacity: 0)
      }
    }
    .axes(x: "z_{1}", y: "z_{2}").aspectRatio(1)
    return self.plot(labels == nil ? plot : plot.legend("class"))
  }

  private func outlines(_ share: Double) -> [any Mark] {
    let all = labels == nil ? [0] : classes
    return all.enumerated().flatMap { place, label -> [any Mark] in
      let members = labels.map { labels in labels.indices.filter { labels[$0] == label } }
      let indices = members ?? Array(x.indices)
      let color = labels == nil ? Color(grey: 0.2) : Color.palette(place)
      guard let grid = DensityGrid(indices.map { x[$0] }, indices.map { y[$0] }) else { return [] }
      // A white border sets the line off from the dots.
      return [
        grid.outline(share: share, color: .white, width: 4),
        grid.outline(share: share, color: color.darker, width: 2),
      ]
    }
  }

  /// Count, classes and how many there are of each.
  public var facts: [String: JSON] {
    [
      "count": .int(x.count), "classes": .array(classes.map { .string(className($0)) }),
      "classCounts": .array(
        classes.map { label in .int(labels?.count { $0 == label } ?? 0) }),
      "densityShare": densityShare.map(JSON.double) ?? .null,
    ]
  }
}

/// Classes in the order of their numbers, under names.
private struct ClassFill: FillChannel {
  let labels: [Int]
  let names: [(label: Int, name: String)]

  var fillValues: FillValues {
    let table = Dictionary(names.map { ($0.label, $0.name) }, uniquingKeysWith: { a, _ in a })
    return .orderedClasses(labels.map { table[$0] ?? String($0) }, order: names.map(\.name))
  }
}

extension Color {
  /// The colour a good deal darker, as for a line upon dots of the same colour.
  var darker: Color {
    var lab = Oklab(self)
    lab.lightness *= 0.72
    return lab.color
  }
}

/// How dense points are, smoothed, at the nodes of a grid.
struct DensityGrid {
  private static let size = 80

  let values: [Double]
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// Smooths with a Gaussian as wide as Scott's rule says; nil for fewer than three points.
  init?(_ xs: [Double], _ ys: [Double]) {
    guard xs.count >= 3, let xRange = Extent(xs).range, let yRange = Extent(ys).range else {
      return nil
    }
    let bandwidth = pow(Double(xs.count), -1.0 / 6)
    let (xSigma, ySigma) = (Self.deviation(xs) * bandwidth, Self.deviation(ys) * bandwidth)
    guard xSigma > 0, ySigma > 0 else { return nil }
    x = xRange.lowerBound - 3 * xSigma...xRange.upperBound + 3 * xSigma
    y = yRange.lowerBound - 3 * ySigma...yRange.upperBound + 3 * ySigma
    let size = Self.size
    var counts = [Double](repeating: 0, count: size * size)
    let step = (
      x: (x.upperBound - x.lowerBound) / Double(size - 1),
      y: (y.upperBound - y.lowerBound) / Double(size - 1)
    )
    for (px, py) in zip(xs, ys) where px.isFinite && py.isFinite {
      let column = Int(((px - x.lowerBound) / step.x).rounded())
      let row = Int(((py - y.lowerBound) / step.y).rounded())
      counts[row * size + column] += 1
    }
    let across = Self.smoothed(counts, sigma: xSigma / step.x, stride: 1, lineStride: size)
    values = Self.smoothed(across, sigma: ySigma / step.y, stride: size, lineStride: 1)
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }

  private static func smoothed(
    _ values: [Double], sigma: Double, stride: Int, lineStride: Int
  ) -> [Double] {
    let reach = Int((3 * sigma).rounded(.up))
    let kernel = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    let sum = kernel.reduce(0, +)
    var result = values
    for line in 0..<size {
      for place in 0..<size {
        var total = 0.0
        for offset in max(-reach, -place)...min(reach, size - 1 - place) {
          total += kernel[offset + reach] * values[line * lineStride + (place + offset) * stride]
        }
        result[line * lineStride + place * stride] = total / sum
      }
    }
    return result
  }

  /// The level above which a share of all points lies.
  func level(share: Double) -> Double {
    let sorted = values.sorted(by: >)
    var rest = sorted.reduce(0, +) * share
    return sorted.first { value in
      rest -= value
      return rest <= 0
    } ?? 0
  }

  func outline(share: Double, color: Color, width: Double) -> Contour {
    Contour(
      values, rows: Self.size, columns: Self.size, x: x, y: y, levels: [level(share: share)],
      color: color, width: width
    ).adapting
  }
}
