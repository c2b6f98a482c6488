// SPDX-License-Identifier: MIT

extension Tensor: CustomStringConvertible {
  /// The elements in brackets; of a large tensor the first and last ones along each axis, and its shape.
  public var description: String {
    if rank == 0 { return scalar.description }
    let isCut = elementCount > TensorText.longest
    let text = TensorText(self, isCut: isCut).lines(of: self, depth: 0)
    return isCut ? "\(text)\nshape \(shape)" : text
  }
}

extension Tensor: CustomReflectable {
  /// Shape and elements; not the memory that holds them.
  public var customMirror: Mirror {
    Mirror(self, children: ["shape": shape.sizes], displayStyle: .struct)
  }
}

/// How the elements of one tensor are written: all alike, in columns.
private struct TensorText {
  /// The most elements that are all written.
  static let longest = 1000
  /// How many elements are written at each end of an axis that is cut.
  private static let edge = 3
  private static let lineWidth = 76

  private let isCut: Bool
  private var format = NumberFormat()
  private var width = 0

  init(_ tensor: Tensor, isCut: Bool) {
    self.isCut = isCut
    var shown: [Float] = []
    visit(tensor) { shown.append($0) }
    format = NumberFormat(fitting: shown)
    width = shown.map { format.text($0).count }.max() ?? 0
  }

  /// The places along an axis that are written; nil stands for those left out.
  private func places(_ size: Int) -> [Int?] {
    guard isCut, size > 2 * Self.edge else { return Array(0..<size) }
    return Array(0..<Self.edge) + [nil] + Array(size - Self.edge..<size)
  }

  private func visit(_ tensor: Tensor, _ body: (Float) -> Void) {
    if tensor.rank == 0 { return body(tensor.scalar) }
    for case let place? in places(tensor.shape[0]) { visit(tensor[place], body) }
  }

  func lines(of tensor: Tensor, depth: Int) -> String {
    if tensor.rank == 0 { return padded(format.text(tensor.scalar)) }
    let parts = places(tensor.shape[0]).map { place in
      place.map { lines(of: tensor[$0], depth: depth + 1) } ?? "…"
    }
    if tensor.rank == 1 { return "[\(wrapped(parts, depth: depth + 1))]" }
    let indent = String(repeating: " ", count: depth + 1)
    let gap = String(repeating: "\n", count: tensor.rank - 1)
    return "[\(parts.joined(separator: ",\(gap)\(indent)"))]"
  }

  private func padded(_ text: String) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// The elements of a vector, on as many lines as they need.
  private func wrapped(_ parts: [String], depth: Int) -> String {
    var (text, column) = ("", depth)
    for (index, part) in parts.enumerated() {
      if index > 0 {
        let isFull = column + part.count + 2 > Self.lineWidth
        text += isFull ? ",\n" + String(repeating: " ", count: depth) : ", "
        column = isFull ? depth : column + 2
      }
      text += part
      column += part.count
    }
    return text
  }
}
