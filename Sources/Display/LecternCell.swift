// SPDX-License-Identifier: MIT

/// What a compiled cell calls with the value of its last expression.
///
/// The overloads, not a run-time test, decide: an expression without a value shows nothing.
public enum LecternCell {
  /// Publishes a value as the cell's result.
  public static func show<T>(_ value: T) { publish(value) }

  /// Shows nothing: the expression has no value.
  public static func show(_ value: Void) {}

  /// Shows nothing: the expression is a call through an optional that has no value.
  public static func show(_ value: Void?) {}

  /// Publishes what the optional holds, or `nil`.
  public static func show<T>(_ value: T?) { publish(value as Any) }

  /// Publishes the type of a value that cannot be copied.
  public static func show<T: ~Copyable & ~Escapable>(_ value: borrowing T) {
    CurrentFrontEnd.value.result(MIMEBundle(text: ValueText.typeName(T.self)))
  }

  private static func publish(_ value: Any) {
    CurrentFrontEnd.value.result(MIMEBundle(showing: value))
  }
}
