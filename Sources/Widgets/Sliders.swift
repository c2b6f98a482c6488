// SPDX-License-Identifier: MIT

import Display
import Glibc

/// A handle that a person drags along a range of numbers.
public struct FloatSlider: Control {
  /// The state that code and front ends share.
  public let model: WidgetModel
  /// The numbers that can be chosen.
  public let range: ClosedRange<Float>

  /// Makes a slider; without a value it stands in the middle.
  ///
  /// - Parameters:
  ///   - step: The distance of neighbouring numbers; a hundredth of the range where none is given.
  ///   - isContinuous: Whether the value follows the handle, or changes when it is let go.
  /// - Requires: Finite ends, and a step that is positive.
  public init(
    _ range: ClosedRange<Float>, value: Float? = nil, step: Float? = nil, label: String = "",
    isContinuous: Bool = true
  ) {
    let (low, high) = (
      ControlValue.asWritten(range.lowerBound), ControlValue.asWritten(range.upperBound)
    )
    let step = step.map(ControlValue.asWritten) ?? (low < high ? (high - low) / 100 : 1)
    if !low.isFinite || !high.isFinite || !(step > 0) {
      fatalError("FloatSlider: \(range) in steps of \(step); ends must be finite, steps positive")
    }
    self.range = range
    let middle = range.lowerBound / 2 + range.upperBound / 2
    let decimals = Int(max(0, min(6, (-log10(step) - 1e-6).rounded(.up))))
    model = .control(
      "FloatSlider", style: "Slider", label: label,
      SliderState.common(isContinuous).merging([
        "min": .double(low), "max": .double(high), "step": .double(step),
        "readout_format": .string(".\(decimals)f"),
        "value": .double(ControlValue.asWritten(ControlValue.nearest(value ?? middle, in: range))),
      ]) { $1 })
  }

  /// The part of the model's state that holds the value.
  public var valueKey: String { "value" }

  /// The chosen number; one outside the range becomes the nearest inside.
  public var value: Float {
    get { ControlValue.nearest(Float(model["value"]?.doubleValue ?? 0), in: range) }
    nonmutating set {
      model.set(
        "value", to: .double(ControlValue.asWritten(ControlValue.nearest(newValue, in: range))))
    }
  }
}

/// A handle that a person drags along a range of whole numbers.
public struct IntSlider: Control {
  /// The state that code and front ends share.
  public let model: WidgetModel
  /// The numbers that can be chosen.
  public let range: ClosedRange<Int>

  /// Makes a slider; without a value it stands at the range's beginning.
  ///
  /// - Parameters:
  ///   - isContinuous: Whether the value follows the handle, or changes when it is let go.
  /// - Requires: A step that is positive.
  public init(
    _ range: ClosedRange<Int>, value: Int? = nil, step: Int = 1, label: String = "",
    isContinuous: Bool = true
  ) {
    if step < 1 { fatalError("IntSlider: steps of \(step); they must be positive") }
    self.range = range
    model = .control(
      "IntSlider", style: "Slider", label: label,
      SliderState.common(isContinuous).merging([
        "min": .int(range.lowerBound), "max": .int(range.upperBound), "step": .int(step),
        "readout_format": "d",
        "value": .int(ControlValue.nearest(value ?? range.lowerBound, in: range)),
      ]) { $1 })
  }

  /// The part of the model's state that holds the value.
  public var valueKey: String { "value" }

  /// The chosen number; one outside the range becomes the nearest inside.
  public var value: Int {
    get { ControlValue.nearest(model["value"]?.intValue ?? range.lowerBound, in: range) }
    nonmutating set { model.set("value", to: .int(ControlValue.nearest(newValue, in: range))) }
  }
}

private enum SliderState {
  static func common(_ isContinuous: Bool) -> [String: JSON] {
    [
      "behavior": "drag-tap", "continuous_update": .bool(isContinuous),
      "orientation": "horizontal", "readout": true,
    ]
  }
}

/// What controls do with numbers, apart from the types that cells extend as they like.
enum ControlValue {
  /// The value itself, or the nearest one of a range.
  static func nearest<Value: Comparable>(_ value: Value, in range: ClosedRange<Value>) -> Value {
    min(max(value, range.lowerBound), range.upperBound)
  }

  /// The number that is written alike in double precision: 0.1 for 0.1, and not 0.10000000149.
  static func asWritten(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
}
