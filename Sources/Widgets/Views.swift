// SPDX-License-Identifier: MIT

public import Display

/// A piece of HTML that code can change after it was shown.
public struct HTMLView: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel

  /// Makes a view of a piece of HTML.
  public init(_ markup: String = "", label: String = "") {
    model = WidgetModel(
      shown: .control("HTML"), style: "HTML",
      WidgetModel.labelState(label).merging([
        "placeholder": "", "value": .string(markup),
      ]) { $1 })
  }

  /// The markup.
  public var markup: String {
    get { model["value"]?.stringValue ?? "" }
    nonmutating set { model.set("value", to: .string(newValue)) }
  }

  /// The HTML as it is.
  public var fallback: MIMEBundle { HTML(markup).mimeBundle }
}

/// A picture in PNG that code can change after it was shown, sent as bytes and not as text.
public struct ImageView: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel

  /// Makes a view of a picture or figure; empty without one.
  ///
  /// - Requires: Something that has a form in PNG.
  public init(_ picture: (any RichDisplay)? = nil) {
    let bytes = picture.map(Self.png) ?? []
    model = WidgetModel(
      shown: .control("Image"), ["format": "png", "width": "", "height": ""],
      binary: ["value": bytes])
  }

  /// Shows another picture or figure in the same place.
  ///
  /// - Requires: Something that has a form in PNG.
  public func show(_ picture: any RichDisplay) {
    model.set("value", toBytes: Self.png(picture))
  }

  /// The picture as it is.
  public var fallback: MIMEBundle {
    PNG(model.snapshot.binary["value"] ?? []).mimeBundle
  }

  private static func png(_ picture: any RichDisplay) -> [UInt8] {
    guard case .binary(let bytes)? = picture.mimeBundle.contents["image/png"] else {
      fatalError("ImageView: \(type(of: picture)) has no form in PNG; show it in an Output")
    }
    return bytes
  }
}

/// A bar that fills as work goes on.
public struct FloatProgress: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel
  /// The values at which the bar is empty and full.
  public let range: ClosedRange<Float>

  /// Makes a bar, empty where no value is given.
  public init(_ range: ClosedRange<Float> = 0...1, value: Float? = nil, label: String = "") {
    self.range = range
    let value = ControlValue.nearest(value ?? range.lowerBound, in: range)
    model = WidgetModel(
      shown: .control("FloatProgress", view: "Progress"), style: "Progress",
      WidgetModel.labelState(label).merging([
        "bar_style": "", "orientation": "horizontal",
        "value": .double(ControlValue.asWritten(value)),
        "min": .double(ControlValue.asWritten(range.lowerBound)),
        "max": .double(ControlValue.asWritten(range.upperBound)),
      ]) { $1 })
  }

  /// How far the work is; a value outside the range becomes the nearest inside.
  public var value: Float {
    get { Float(model["value"]?.doubleValue ?? 0) }
    nonmutating set {
      model.set(
        "value", to: .double(ControlValue.asWritten(ControlValue.nearest(newValue, in: range))))
    }
  }

  /// The label and the value.
  public var fallback: MIMEBundle {
    MIMEBundle(text: model.labelled("\(value) of \(range.upperBound)"))
  }
}
