// SPDX-License-Identifier: MIT

import Display

/// What is wrong with an answer, in words that help without giving it away.
public struct CheckFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let description: String

  /// Says what is wrong.
  public init(_ description: String) { self.description = description }
}

/// Checks the answer to an exercise and prints a line if it is right.
///
/// An answer that is still nil is reported as open, so that a notebook runs from top to bottom before it is solved;
/// where it is graded, as `NBGRADER_EXECUTION` says, an open answer is an error too.
/// - Throws: `CheckFailure` where the body finds something wrong.
public func check<Answer>(
  _ name: String, _ answer: Answer?, _ body: (Answer) throws -> Void
) throws {
  try check(name, answer, isGraded: GradedRun.isActive, body)
}

/// Checks an exercise and prints a line if nothing is wrong.
///
/// - Throws: `CheckFailure` where the body finds something wrong.
public func check(_ name: String, _ body: () throws -> Void) throws {
  try check(name, (), isGraded: false) { try body() }
}

func check<Answer>(
  _ name: String, _ answer: Answer?, isGraded: Bool, _ body: (Answer) throws -> Void
) throws {
  guard let answer else {
    if isGraded { throw CheckFailure("✗ \(name): not answered") }
    print("○ \(name): not answered yet")
    return
  }
  do {
    try body(answer)
  } catch let failure as CheckFailure {
    throw CheckFailure("✗ \(name): \(failure.description)")
  }
  print("✓ \(name)")
}

/// Expects a condition; the hint says what may be wrong.
///
/// - Throws: `CheckFailure` where the condition does not hold.
public func expect(_ condition: Bool, _ hint: @autoclosure () -> String) throws(CheckFailure) {
  if !condition { throw CheckFailure(hint()) }
}
