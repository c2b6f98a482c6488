// SPDX-License-Identifier: MIT

import Tensors

/// All ways to give each of some variables one of a number of classes, one after the other.
///
/// There are `classCount^count`; the last variable changes fastest.
public struct Assignments: Sequence, Sendable {
  /// The number of variables.
  public let count: Int
  /// The number of classes.
  public let classCount: Int

  /// Makes the list, which takes no memory.
  ///
  /// - Requires: Numbers that are not negative, and at least one class.
  public init(of count: Int, classes classCount: Int) {
    if count < 0 || classCount < 1 {
      fail("Assignments: \(count) variables of \(classCount) classes")
    }
    (self.count, self.classCount) = (count, classCount)
  }

  /// Makes a list that is to be summed over, and refuses one that would take for ever.
  init(enumerating count: Int, classes classCount: Int) {
    self.init(of: count, classes: classCount)
    if Double(count) * log2(Double(classCount)) > 26 {
      fail(
        "\(classCount)^\(count) terms are too many to be enumerated; use a variational family or "
          + "sampling instead")
    }
  }

  /// Goes through the assignments like an odometer.
  public struct Iterator: IteratorProtocol {
    private var upcoming: [Int]?
    private let classCount: Int

    init(_ count: Int, _ classCount: Int) {
      (upcoming, self.classCount) = (Array(repeating: 0, count: count), classCount)
    }

    /// The class of each variable, or nil after the last assignment.
    public mutating func next() -> [Int]? {
      guard let current = upcoming else { return nil }
      upcoming = successor(current)
      return current
    }

    private func successor(_ assignment: [Int]) -> [Int]? {
      var changed = assignment
      for place in changed.indices.reversed() {
        changed[place] += 1
        if changed[place] < classCount { return changed }
        changed[place] = 0
      }
      return nil
    }
  }

  /// Begins with class 0 everywhere.
  public func makeIterator() -> Iterator { Iterator(count, classCount) }
}
