// SPDX-License-Identifier: MIT

public import Display

extension Plot {
  /// The plot as data: title, axes with their ranges, and each mark with its size and the arrays drawn.
  public var manifest: JSON {
    let axes = PlotAxes(layers, options)
    return .object([
      "kind": "plot",
      "title": .string(options.title ?? ""),
      "x": Self.manifest(axes.x, label: options.xLabel),
      "y": Self.manifest(axes.y, label: options.yLabel),
      "legend": .string(options.legendTitle ?? ""),
      "marks": .array(layers.map(\.manifest)),
    ])
  }

  private static func manifest(_ axis: Axis, label: String?) -> JSON {
    var members: [String: JSON] = ["label": .string(label ?? "")]
    switch axis.kind {
    case .categorical(let classes): members["classes"] = .array(classes.map(JSON.string))
    case .linear, .logarithmic:
      members["range"] = [.double(axis.range.lowerBound), .double(axis.range.upperBound)]
      members["scale"] = axis.kind == .logarithmic ? "logarithmic" : "linear"
    }
    return .object(members)
  }

  /// The arrays that are drawn, mark by mark and channel by channel.
  public var data: [[String: [Double]]] { layers.map(\.data) }

  /// The plot in words: its title, its marks and the ranges of its axes.
  public var summary: String {
    let axes = PlotAxes(layers, options)
    let title = options.title.map { "Plot “\(RichText.plain($0))”" } ?? "Plot"
    let marks = layers.map(\.words).joined(separator: ", ")
    let x = Self.words(axes.x, RichText.plain(options.xLabel ?? "x"))
    let y = Self.words(axes.y, RichText.plain(options.yLabel ?? "y"))
    return "\(title): \(marks.isEmpty ? "nothing" : marks); \(x); \(y)"
  }

  private static func words(_ axis: Axis, _ label: String) -> String {
    if case .categorical(let classes) = axis.kind {
      let shown = classes.prefix(12).joined(separator: ", ")
      return "\(label): \(shown)\(classes.count > 12 ? ", …" : "")"
    }
    let low = NumberText.significant(axis.range.lowerBound, digits: 4)
    let high = NumberText.significant(axis.range.upperBound, digits: 4)
    return "\(label) from \(low) to \(high)"
  }
}

extension MarkLayer {
  fileprivate var manifest: JSON {
    var members = facts
    members["kind"] = .string(kind)
    if let name { members["name"] = .string(name) }
    if !data.isEmpty { members["data"] = .object(data.mapValues { JSON.numbers($0) }) }
    if case .classes(let classes) = key {
      members["classes"] = .array(classes.map { JSON.string($0.name) })
    }
    return .object(members)
  }

  /// The mark in words, such as “line of 20 points (test)”.
  fileprivate var words: String {
    let count = facts["count"]?.intValue.map(NumberText.grouped) ?? ""
    let what =
      switch kind {
      case "line": "line through \(count) points"
      case "area": "area over \(count) points"
      case "dot": "\(count) dots"
      case "bar", "stackedBar": "\(count) bars"
      case "histogram":
        count.isEmpty
          ? "histogram of \(facts["bins"]?.intValue ?? 0) bins" : "histogram of \(count) values"
      case "contour", "filledContour":
        "\(kind == "contour" ? "contour lines" : "filled contours") of "
          + "\(facts["rows"]?.intValue ?? 0) × \(facts["columns"]?.intValue ?? 0) values"
      case "vectorField": "vector field of \(count) arrows"
      case "arrow": "\(count) arrows"
      case "errorBand": "line with error band through \(count) points"
      case "label": "label “\(facts["text"]?.stringValue.map(RichText.plain) ?? "")”"
      case "heatMap":
        "heat map of \(facts["rows"]?.intValue ?? 0) × \(facts["columns"]?.intValue ?? 0) cells"
      default: kind
      }
    return name.map { "\(what) (\($0))" } ?? what
  }
}
