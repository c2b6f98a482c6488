// SPDX-License-Identifier: MIT

public import Display

/// Something to press.
public struct Button: Widget {
  /// The state that code and front ends share.
  public let model: WidgetModel

  /// Makes a button.
  public init(_ label: String) {
    model = WidgetModel(
      shown: .control("Button"),
      [
        "button_style": "", "description": .string(label), "disabled": false, "icon": "",
        "style": WidgetModel(.style("Button"), [:]).reference,
      ])
  }

  /// What stands on the button.
  public var label: String {
    get { model["description"]?.stringValue ?? "" }
    nonmutating set { model.set("description", to: .string(newValue)) }
  }

  /// Calls a closure at each click, between cells or where the running cell shows something.
  public func onClick(_ handler: @escaping () -> Void) {
    model.onEvent { if $0["event"]?.stringValue == "click" { handler() } }
  }

  /// The label between brackets.
  public var fallback: MIMEBundle { MIMEBundle(text: "[\(label)]") }
}
