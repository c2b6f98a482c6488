// SPDX-License-Identifier: MIT

public import Tensors

/// Expects a number; the error says on which side the answer lies, not what is right.
///
/// - Throws: `CheckFailure` where the two differ by more than the tolerance.
public func expectClose(
  _ actual: Float, _ expected: Float, tolerance: Float, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expect(!actual.isNaN, "the answer is not a number (NaN)\(joined(hint()))")
  try expect(
    (actual - expected).magnitude <= tolerance,
    "\(actual) is too \(actual < expected ? "small" : "large")\(joined(hint()))")
}

/// Expects a tensor; the error names the shapes, or the place of the worst element.
///
/// - Throws: `CheckFailure` where shapes differ, or elements by more than the tolerance.
public func expectClose(
  _ actual: Tensor, _ expected: Tensor, tolerance: Float, _ hint: @autoclosure () -> String = ""
) throws(CheckFailure) {
  try expect(
    actual.shape == expected.shape,
    "the shape is \(actual.shape), it should be \(expected.shape)\(joined(hint()))")
  if actual.elementCount == 0 { return }
  let distances = abs(actual - expected)
  let worst = distances.argMax()
  let (element, distance) = (actual.scalars[worst], distances.scalars[worst])
  try expect(
    distance <= tolerance,
    """
    element \(index(of: worst, in: actual.shape)) is \(element), which is \
    \(element.isNaN ? "not a number" : element < expected.scalars[worst] ? "too small" : "too large")\
    \(joined(hint()))
    """)
}

/// The hint as a sentence of its own.
private func joined(_ hint: String) -> String { hint.isEmpty ? "" : ". \(hint)" }

/// The index along each axis of an element.
private func index(of place: Int, in shape: Shape) -> [Int] {
  var rest = place
  let reversed = shape.reversed().map { size in
    defer { rest /= size }
    return rest % size
  }
  return reversed.reversed()
}
