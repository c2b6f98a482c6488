// SPDX-License-Identifier: MIT

public import Display

/// Controls, and what follows from their values.
public struct Interaction: Widget {
  /// Where the controls stand.
  public enum Arrangement: Sendable {
    /// Above what they change.
    case above
    /// To the left of what they change.
    case beside
  }

  private let box: any Widget
  /// What follows from the controls' values.
  public let output: Output

  fileprivate init(_ controls: [any RichDisplay], _ output: Output, _ arrangement: Arrangement) {
    self.output = output
    let controls = VBox(controls)
    box = arrangement == .above ? VBox(controls, output) : HBox(controls, output)
  }

  /// The state that code and front ends share.
  public var model: WidgetModel { box.model }

  /// What follows from the controls' present values, as a figure or text that needs no kernel.
  public var fallback: MIMEBundle { output.fallback }
}

/// Shows what a closure makes of the controls' values, anew after each change of one of them.
///
/// `interact(FloatSlider(-3...3, label: "z₁"), FloatSlider(-3...3, label: "z₂")) { z1, z2 in … }`
///
/// The closure runs once at the call, and then where handlers of controls run. An error that it throws is shown in the figure's
/// place, until the next change.
public func interact<each Input: Control, Shown>(
  _ control: repeat each Input, arrangement: Interaction.Arrangement = .above,
  show: @escaping (repeat (each Input).Value) throws -> Shown
) -> Interaction {
  let value: () throws -> Any = { try show(repeat (each control).chosen) }
  let output = Output()
  output.show(resultOf: value)
  var controls: [any RichDisplay] = []
  for control in repeat each control {
    control.onChange { _ in output.show(resultOf: value) }
    controls.append(control)
  }
  return Interaction(controls, output, arrangement)
}

extension Output {
  /// Shows what a closure gives, or the error that it throws.
  fileprivate func show(resultOf value: () throws -> Any) {
    do {
      show(try value())
    } catch {
      show(failure: error)
    }
  }
}

extension Control {
  /// The value, by a property that cannot be set: Swift 6.3 crashes where a pack of settable ones is captured.
  fileprivate var chosen: Value { value }
}
