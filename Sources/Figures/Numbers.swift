// SPDX-License-Identifier: MIT

/// Anything that gives a mark its numbers: an array, a slice, a range, a tensor.
public protocol Numbers {
  /// The numbers in order.
  var numbers: [Double] { get }
}

/// A number that can be an element of an array of numbers.
public protocol PlotNumber {
  /// The number.
  var number: Double { get }
}

extension Double: PlotNumber {
  /// The number itself.
  public var number: Double { self }
}

extension Float: PlotNumber {
  /// The number in double precision.
  public var number: Double { Double(self) }
}

extension Int: PlotNumber {
  /// The number in floating point.
  public var number: Double { Double(self) }
}

extension UInt8: PlotNumber {
  /// The number in floating point.
  public var number: Double { Double(self) }
}

extension Bool: PlotNumber {
  /// One for true, zero for false.
  public var number: Double { self ? 1 : 0 }
}

extension Array: Numbers where Element: PlotNumber {
  /// The numbers in order.
  public var numbers: [Double] { map(\.number) }
}

extension ArraySlice: Numbers where Element: PlotNumber {
  /// The numbers in order.
  public var numbers: [Double] { map(\.number) }
}

extension ClosedRange: Numbers where Bound == Int {
  /// The numbers in order.
  public var numbers: [Double] { map(\.number) }
}

extension Range: Numbers where Bound == Int {
  /// The numbers in order.
  public var numbers: [Double] { map(\.number) }
}

/// Anything that gives each point of a mark its colour: numbers on a scale, or classes.
public protocol FillChannel {
  /// The values from which colours follow.
  var fillValues: FillValues { get }
}

/// The values of a colour channel.
public enum FillValues: Sendable, Equatable {
  /// Amounts, shown on a scale of colours.
  case amounts([Double])
  /// Classes by name, each with a colour of the palette.
  case classes([String])
  /// Classes by name, with colours and legend in the order given.
  case orderedClasses([String], order: [String])
}

/// An element from which a colour follows.
public protocol FillElement {
  /// The values of a whole channel of such elements.
  static func fillValues(_ elements: [Self]) -> FillValues
}

extension Double: FillElement {
  /// Amounts.
  public static func fillValues(_ elements: [Double]) -> FillValues { .amounts(elements) }
}

extension Float: FillElement {
  /// Amounts.
  public static func fillValues(_ elements: [Float]) -> FillValues {
    .amounts(elements.map(\.number))
  }
}

extension Int: FillElement {
  /// Classes, in the order of the numbers.
  public static func fillValues(_ elements: [Int]) -> FillValues {
    .classes(elements.map(String.init))
  }
}

extension String: FillElement {
  /// Classes, in the order in which they first appear.
  public static func fillValues(_ elements: [String]) -> FillValues { .classes(elements) }
}

extension Array: FillChannel where Element: FillElement {
  /// The values of the channel.
  public var fillValues: FillValues { Element.fillValues(self) }
}
