// SPDX-License-Identifier: MIT

public import Display

/// Widgets beside each other.
public struct HBox: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel
  /// What stands in the box, from left to right.
  public let children: [any Widget]

  /// Puts things beside each other; what is no widget is shown in an output of its own.
  public init(_ children: any RichDisplay...) {
    self.children = children.map { $0.asWidget }
    model = .box("HBox", self.children)
  }

  /// The fallbacks of the children.
  public var fallback: MIMEBundle { MIMEBundle(fallbacksOf: children) }
}

/// Widgets below each other.
public struct VBox: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel
  /// What stands in the box, from top to bottom.
  public let children: [any Widget]

  /// Puts things below each other; what is no widget is shown in an output of its own.
  public init(_ children: any RichDisplay...) { self.init(children) }

  init(_ children: [any RichDisplay]) {
    self.children = children.map { $0.asWidget }
    model = .box("VBox", self.children)
  }

  /// The fallbacks of the children.
  public var fallback: MIMEBundle { MIMEBundle(fallbacksOf: children) }
}

extension WidgetModel {
  fileprivate static func box(_ name: String, _ children: [any Widget]) -> WidgetModel {
    WidgetModel(
      shown: .control(name),
      ["box_style": "", "children": .array(children.map(\.model.reference))])
  }
}

extension RichDisplay {
  /// The value itself where it is a widget, else one that shows it.
  fileprivate var asWidget: any Widget {
    if let widget = self as? any Widget { return widget }
    if let html = self as? HTML { return HTMLView(html.markup) }
    return Output(self)
  }
}

extension MIMEBundle {
  /// The first picture among the fallbacks, with all their texts; else the texts alone.
  init(fallbacksOf children: [any Widget]) {
    let parts = children.map(\.fallback)
    self = parts.first { $0.contents.keys.contains { $0 != "text/plain" } } ?? MIMEBundle()
    let texts = parts.compactMap { part in
      if case .text(let text)? = part.contents["text/plain"], !text.isEmpty { text } else { nil }
    }
    contents["text/plain"] = .text(texts.joined(separator: "\n"))
  }
}
