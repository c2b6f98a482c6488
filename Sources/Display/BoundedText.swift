// SPDX-License-Identifier: MIT

/// A standard container whose elements can be visited one by one, so that its text can be cut.
protocol BoundedText {
  /// What encloses the elements.
  var brackets: (open: String, close: String) { get }
  /// What an empty container shows between the brackets.
  var emptyText: String { get }
  /// How many elements there are.
  var elementCount: Int { get }
  /// Calls the body with each key and element until it returns false.
  func visitElements(_ body: (_ key: Any?, _ element: Any) -> Bool)
}

extension BoundedText {
  var brackets: (open: String, close: String) { ("[", "]") }
  var emptyText: String { "" }
}

extension BoundedText where Self: Collection {
  var elementCount: Int { count }

  func visitElements(_ body: (_ key: Any?, _ element: Any) -> Bool) {
    for element in self where !body(nil, element) { return }
  }
}

extension Array: BoundedText {}
extension ArraySlice: BoundedText {}
extension ContiguousArray: BoundedText {}
extension Set: BoundedText {}

extension Dictionary: BoundedText {
  var emptyText: String { ":" }

  func visitElements(_ body: (_ key: Any?, _ element: Any) -> Bool) {
    for (key, element) in self where !body(key, element) { return }
  }
}
