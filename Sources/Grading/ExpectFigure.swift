// SPDX-License-Identifier: MIT

import Display
public import Figures

/// Checks what a figure shows, by its manifest rather than by its pixels.
///
/// ```swift
/// try expectFigure(answer) { figure in
///   try figure.expectKind("plot")
///   try figure.expectAxes(x: "epoch", y: "loss")
///   try figure.expectMarks("line", count: 2)
/// }
/// ```
///
/// - Throws: What the body throws.
public func expectFigure(
  _ figure: any Figure, _ body: (FigureContents) throws -> Void
) throws {
  try body(FigureContents(figure.manifest))
}

/// What a figure shows: its kind, title and axes, its marks with their data, and the figures that it is made of.
public struct FigureContents: Sendable {
  private let manifest: JSON

  init(_ manifest: JSON) { self.manifest = manifest }

  /// The kind: `plot`, `imageGrid`, `panels`, or that of a composed figure such as `trainingCurves`.
  public var kind: String { manifest["kind"]?.stringValue ?? "" }

  /// The title, or an empty text.
  public var title: String { drawn["title"]?.stringValue ?? "" }

  /// The figures of a group of panels, in the order of reading; a figure that is no group is its own only panel.
  public var panels: [FigureContents] {
    drawn["panels"]?.arrayValue?.map(FigureContents.init) ?? [self]
  }

  /// The marks of a plot in the order in which they are drawn.
  public var marks: [FigureMark] { drawn["marks"]?.arrayValue?.map(FigureMark.init) ?? [] }

  /// The marks of a kind, such as `line` or `dot`.
  public func marks(_ kind: String) -> [FigureMark] { marks.filter { $0.kind == kind } }

  /// The number of images of a grid.
  public var imageCount: Int { drawn["count"]?.intValue ?? 0 }

  /// The label of the x-axis, or an empty text.
  public var xLabel: String { drawn["x"]?["label"]?.stringValue ?? "" }

  /// The label of the y-axis, or an empty text.
  public var yLabel: String { drawn["y"]?["label"]?.stringValue ?? "" }

  /// The range of the x-axis; nil where it has classes.
  public var xRange: ClosedRange<Double>? { range("x") }

  /// The range of the y-axis; nil where it has classes.
  public var yRange: ClosedRange<Double>? { range("y") }

  /// The figure that is drawn: a composed one wraps it.
  private var drawn: JSON {
    var innermost = manifest
    while let next = innermost["figure"] { innermost = next }
    return innermost
  }

  private func range(_ axis: String) -> ClosedRange<Double>? {
    guard let bounds = drawn[axis]?["range"]?.arrayValue?.compactMap(\.doubleValue),
      bounds.count == 2, bounds[0] <= bounds[1]
    else { return nil }
    return bounds[0]...bounds[1]
  }
}

extension FigureContents {
  /// Expects a kind of figure, be it the outer one or the one that it draws.
  ///
  /// - Throws: `CheckFailure` where it is another.
  public func expectKind(_ kind: String) throws(CheckFailure) {
    let kinds = [self.kind, drawn["kind"]?.stringValue ?? ""]
    try expect(kinds.contains(kind), "the figure is of the kind \(self.kind), not \(kind)")
  }

  /// Expects labels that contain these words; capitals do not matter.
  ///
  /// - Throws: `CheckFailure` where a label is missing or says something else.
  public func expectAxes(x: String? = nil, y: String? = nil) throws(CheckFailure) {
    for (axis, label, word) in [("x", xLabel, x), ("y", yLabel, y)] {
      guard let word else { continue }
      try expect(!label.isEmpty, "the \(axis)-axis has no label")
      try expect(
        label.lowercased().contains(word.lowercased()),
        "the label of the \(axis)-axis is “\(label)”; it does not say \(word)")
    }
  }

  /// Expects axes that reach over these values.
  ///
  /// - Throws: `CheckFailure` where an axis ends before.
  public func expectRange(
    x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil
  ) throws(CheckFailure) {
    for (axis, actual, expected) in [("x", xRange, x), ("y", yRange, y)] {
      guard let expected else { continue }
      guard let actual else { throw CheckFailure("the \(axis)-axis has no range of numbers") }
      try expect(
        actual.lowerBound <= expected.lowerBound && actual.upperBound >= expected.upperBound,
        "the \(axis)-axis runs from \(actual.lowerBound) to \(actual.upperBound): not all is shown")
    }
  }

  /// Expects a number of marks of a kind; without a number, at least one.
  ///
  /// - Throws: `CheckFailure` where there are more or fewer.
  public func expectMarks(_ kind: String, count: Int? = nil) throws(CheckFailure) {
    let found = marks(kind).count
    let seen = marks.isEmpty ? "no marks" : marks.map(\.kind).joined(separator: ", ")
    try expect(found > 0 || count == 0, "there is no \(kind) in the figure, which has \(seen)")
    if let count {
      try expect(found == count, "marks of the kind \(kind): \(found), it should be \(count)")
    }
  }

  /// Expects a number of images.
  ///
  /// - Throws: `CheckFailure` where there are more or fewer.
  public func expectImages(_ count: Int) throws(CheckFailure) {
    try expect(imageCount == count, "the figure has \(imageCount) images, it should have \(count)")
  }
}

/// A mark of a plot.
public struct FigureMark: Sendable {
  private let manifest: JSON

  init(_ manifest: JSON) { self.manifest = manifest }

  /// The kind, such as `line`, `dot`, `histogram` or `heatMap`.
  public var kind: String { manifest["kind"]?.stringValue ?? "" }

  /// The name that the legend shows, or an empty text.
  public var name: String { manifest["name"]?.stringValue ?? "" }

  /// The numbers drawn along a channel, such as `x` or `y`; empty where there is no such channel.
  public func data(_ channel: String) -> [Double] {
    manifest["data"]?[channel]?.arrayValue?.compactMap(\.doubleValue) ?? []
  }
}
