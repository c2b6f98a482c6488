// SPDX-License-Identifier: MIT

import Display

/// A list of which a person chooses one entry.
public struct Dropdown<Option: Equatable>: Control {
  /// The state that code and front ends share.
  public let model: WidgetModel
  /// What can be chosen.
  public let options: [Option]

  /// Makes a list; without a value its first entry is chosen.
  ///
  /// - Parameters:
  ///   - title: How an entry is written; as it describes itself where nothing else is said.
  /// - Requires: At least one entry, and a value that is among them.
  public init(
    _ options: [Option], value: Option? = nil, label: String = "",
    title: (Option) -> String = { "\($0)" }
  ) {
    let index = value.map { value in options.firstIndex { $0 == value } } ?? options.indices.first
    guard let index else {
      let missing = value.map { "\($0) is not among them" } ?? "there is none"
      fatalError("Dropdown: the entries are \(options); \(missing)")
    }
    self.options = options
    model = .control(
      "Dropdown", style: "Description", label: label,
      [
        "_options_labels": .array(options.map { .string(title($0)) }), "index": .int(index),
      ])
  }

  /// The part of the model's state that holds the value.
  public var valueKey: String { "index" }

  /// The chosen entry; one that is not in the list changes nothing.
  public var value: Option {
    get { options[ControlValue.nearest(model["index"]?.intValue ?? 0, in: 0...options.count - 1)] }
    nonmutating set {
      if let index = options.firstIndex(of: newValue) { model.set("index", to: .int(index)) }
    }
  }
}

/// A box that a person ticks.
public struct Checkbox: Control {
  /// The state that code and front ends share.
  public let model: WidgetModel

  /// Makes a box.
  public init(_ label: String = "", value: Bool = false) {
    model = .control(
      "Checkbox", style: "Checkbox", label: label, ["indent": false, "value": .bool(value)])
  }

  /// The part of the model's state that holds the value.
  public var valueKey: String { "value" }

  /// Whether the box is ticked.
  public var value: Bool {
    get { model["value"]?.boolValue ?? false }
    nonmutating set { model.set("value", to: .bool(newValue)) }
  }
}

/// A line that a person fills in.
public struct Text: Control {
  /// The state that code and front ends share.
  public let model: WidgetModel

  /// Makes a line.
  ///
  /// - Parameters:
  ///   - placeholder: What is shown in grey while the line is empty.
  ///   - isContinuous: Whether the value follows each key, or changes at the return key.
  public init(
    _ value: String = "", label: String = "", placeholder: String = "", isContinuous: Bool = false
  ) {
    model = .control(
      "Text", style: "Text", label: label,
      [
        "continuous_update": .bool(isContinuous), "placeholder": .string(placeholder),
        "value": .string(value),
      ])
  }

  /// The part of the model's state that holds the value.
  public var valueKey: String { "value" }

  /// The text.
  public var value: String {
    get { model["value"]?.stringValue ?? "" }
    nonmutating set { model.set("value", to: .string(newValue)) }
  }
}
