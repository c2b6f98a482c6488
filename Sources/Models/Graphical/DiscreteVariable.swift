// SPDX-License-Identifier: MIT

import Tensors

/// A random variable with finitely many named values.
public struct DiscreteVariable: Sendable, Hashable, CustomStringConvertible {
  /// What the variable is called; two variables of a model never share a name.
  public let name: String
  /// What its values are called.
  public let values: [String]

  /// Makes a variable from the names of its values: `DiscreteVariable("gender", "g1", "g2")`.
  ///
  /// - Requires: At least one value, no name twice.
  public init(_ name: String, _ values: String...) { self.init(name, values: values) }

  /// Makes a variable from the names of its values.
  ///
  /// - Requires: At least one value, no name twice.
  public init(_ name: String, values: [String]) {
    if values.isEmpty || Set(values).count != values.count {
      fail("DiscreteVariable: \(name) needs values with names of their own, not \(values)")
    }
    (self.name, self.values) = (name, values)
  }

  /// How many values there are.
  public var valueCount: Int { values.count }

  /// The variable's name.
  public var description: String { name }

  /// A copy of the variable that stands for the one of a given number, as on a plate: `z` becomes `z_{3}`.
  public func numbered(_ number: Int) -> DiscreteVariable {
    DiscreteVariable("\(name)_{\(number)}", values: values)
  }

  /// The place of a value among the values.
  ///
  /// - Requires: A value that the variable has.
  public func place(of value: String) -> Int {
    guard let place = values.firstIndex(of: value) else {
      fail("DiscreteVariable: \(name) is never “\(value)”; its values are \(values)")
    }
    return place
  }
}
