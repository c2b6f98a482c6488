// SPDX-License-Identifier: MIT

public import Tensors

/// Expects a number; the error says on which side the answer lies, not what is right.
///
/// - Throws: `CheckFailure` where the two differ by more than the tolerance.
public func expectClose(
  _ actual: Double, _ expected: Double, tolerance: Double, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expectClose("\(actual)", actual, expected, tolerance, hint)
}

/// Expects a number; the error says on which side the answer lies, not what is right.
///
/// - Throws: `CheckFailure` where the two differ by more than the tolerance.
public func expectClose(
  _ actual: Float, _ expected: Float, tolerance: Float, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expectClose("\(actual)", Double(actual), Double(expected), Double(tolerance), hint)
}

/// Expects a tensor; the error names the shapes, or the place of the worst element.
///
/// - Throws: `CheckFailure` where shapes differ, or elements by more than the tolerance.
public func expectClose(
  _ actual: Tensor, _ expected: Tensor, tolerance: Float, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expectShape(actual, expected.shape, hint())
  let worst = worstElement(
    actual.scalars.map(Double.init), expected.scalars.map(Double.init), Double(tolerance))
  guard let worst else { return }
  throw CheckFailure(
    worst.sentence(at: "\(index(of: worst.place, in: actual.shape))") + asSentence(hint()))
}

/// Expects an array of numbers; the error names the counts, or the place of the worst element.
///
/// - Throws: `CheckFailure` where the counts differ, or elements by more than the tolerance.
public func expectClose(
  _ actual: [Double], _ expected: [Double], tolerance: Double,
  _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expectCount(actual, expected, hint)
  guard let worst = worstElement(actual, expected, tolerance) else { return }
  throw CheckFailure(worst.sentence(at: "\(worst.place)") + asSentence(hint()))
}

/// Expects an array of numbers; the error names the counts, or the place of the worst element.
///
/// - Throws: `CheckFailure` where the counts differ, or elements by more than the tolerance.
public func expectClose(
  _ actual: [Float], _ expected: [Float], tolerance: Float, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expectClose(
    actual.map(Double.init), expected.map(Double.init), tolerance: Double(tolerance), hint())
}

/// Expects a tensor of a shape.
///
/// - Throws: `CheckFailure`, which names both shapes, where it is another.
public func expectShape(
  _ actual: Tensor, _ expected: Shape, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expect(
    actual.shape == expected,
    "the shape is \(actual.shape), it should be \(expected)\(asSentence(hint()))")
}

/// Expects a value; the error shows what the answer is, not what is right.
///
/// - Throws: `CheckFailure` where the two differ.
public func expectEqual<Value: Equatable>(
  _ actual: Value, _ expected: Value, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expect(actual == expected, "\(brief(actual)) is not right\(asSentence(hint()))")
}

/// Expects an array; the error names the counts, or the place of the first element that differs.
///
/// - Throws: `CheckFailure` where the two differ.
public func expectEqual<Element: Equatable>(
  _ actual: [Element], _ expected: [Element], _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expectCount(actual, expected, hint)
  guard let place = actual.indices.first(where: { actual[$0] != expected[$0] }) else { return }
  throw CheckFailure("element \(place) is \(brief(actual[place])): not right\(asSentence(hint()))")
}

/// The hint as a sentence of its own, to follow another.
func asSentence(_ hint: String) -> String { hint.isEmpty ? "" : ". \(hint)" }

private func expectClose(
  _ text: String, _ actual: Double, _ expected: Double, _ tolerance: Double, _ hint: () -> String
) throws(CheckFailure) {
  try expect(!actual.isNaN, "the answer is not a number (NaN)\(asSentence(hint()))")
  // Infinity less infinity is no number, and yet the two are the same.
  if actual == expected { return }
  try expect(
    (actual - expected).magnitude <= tolerance,
    "\(text) is too \(actual < expected ? "small" : "large")\(asSentence(hint()))")
}

private func expectCount<Element>(
  _ actual: [Element], _ expected: [Element], _ hint: () -> String
) throws(CheckFailure) {
  try expect(
    actual.count == expected.count,
    "there are \(actual.count) elements, there should be \(expected.count)\(asSentence(hint()))")
}

/// An element that is farther from what it should be than any other.
private struct WorstElement {
  let place: Int
  let value: Double
  let expected: Double

  func sentence(at index: String) -> String {
    let fault =
      value.isNaN ? "not a number" : value < expected ? "too small" : "too large"
    return "element \(index) is \(value.isNaN ? "nan" : "\(Float(value))"), which is \(fault)"
  }
}

/// The worst element, or nil where all are within the tolerance.
private func worstElement(
  _ actual: [Double], _ expected: [Double], _ tolerance: Double
) -> WorstElement? {
  var worst: (place: Int, distance: Double)?
  for place in actual.indices where actual[place] != expected[place] {
    let difference = (actual[place] - expected[place]).magnitude
    let distance = difference.isNaN ? .infinity : difference
    if !(distance <= tolerance), distance > worst?.distance ?? -1 { worst = (place, distance) }
  }
  return worst.map {
    WorstElement(place: $0.place, value: actual[$0.place], expected: expected[$0.place])
  }
}

/// The index along each axis of an element.
private func index(of place: Int, in shape: Shape) -> [Int] {
  var rest = place
  let reversed = shape.reversed().map { size in
    defer { rest /= size }
    return rest % size
  }
  return reversed.reversed()
}

/// A value's text, short enough for a line.
private func brief(_ value: some Any) -> String {
  let text = "\(value)"
  return text.count > 60 ? "\(text.prefix(59))…" : text
}
