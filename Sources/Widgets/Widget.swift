// SPDX-License-Identifier: MIT

public import Display

/// Something on the page that a person can move, press or fill in, and code can change after it was shown.
///
/// A widget is shown as any value is: as a cell's last expression, or by `display`. Where no kernel runs, such as in an
/// exported page, its fallback is shown.
public protocol Widget: RichDisplay {
  /// The state that code and front ends share.
  var model: WidgetModel { get }
  /// What is shown where widgets cannot be: a picture, or a line of text.
  var fallback: MIMEBundle { get }
}

extension Widget {
  /// The widget, and its fallback.
  public var mimeBundle: MIMEBundle {
    var bundle = fallback
    bundle.contents["application/vnd.jupyter.widget-view+json"] = .json([
      "version_major": 2, "version_minor": 0, "model_id": .string(model.id),
    ])
    return bundle
  }

  /// Takes the widget away from the page.
  public func close() { model.close() }
}

/// A widget that holds a value which a person can change.
///
/// The value follows the person at once, also in a loop of a cell that runs. Handlers run in the order of the changes, between
/// cells or where the running cell shows something, awaits or calls `processEvents()`; changes that have to wait for that are
/// told once, with the last value.
public protocol Control<Value>: Widget {
  /// What the control holds.
  associatedtype Value
  /// The value; a change of it is seen on the page at once.
  var value: Value { get nonmutating set }
  /// The part of the model's state that holds the value.
  var valueKey: String { get }
}

extension Control {
  /// Calls a closure with the value after each change, by a person or by code.
  public func onChange(_ handler: @escaping (Value) -> Void) {
    model.observe(valueKey) { handler(value) }
  }

  /// Whether the control is greyed out and cannot be changed by a person.
  public var isDisabled: Bool {
    get { model["disabled"]?.boolValue ?? false }
    nonmutating set { model.set("disabled", to: .bool(newValue)) }
  }

  /// The label and the value.
  public var fallback: MIMEBundle { MIMEBundle(text: model.labelled("\(value)")) }
}

extension WidgetModel {
  /// A text behind the widget's label.
  func labelled(_ text: String) -> String {
    let label = self["description"]?.stringValue ?? ""
    return label.isEmpty ? text : "\(label): \(text)"
  }

  /// The state of what has a label.
  static func labelState(_ label: String) -> [String: JSON] {
    ["description": .string(label), "description_allow_html": false]
  }

  /// Makes the model of a control.
  static func control(
    _ name: String, style: String, label: String, _ state: [String: JSON]
  ) -> WidgetModel {
    WidgetModel(
      shown: .control(name), style: style,
      labelState(label).merging(["disabled": false]) { $1 }.merging(state) { $1 })
  }
}
