// SPDX-License-Identifier: MIT

/// A function's name as a student would say it.
struct FunctionName {
  /// The compiler's full form, `LecternCell3.Model.train(epochs: Swift.Int) -> ()`.
  let demangled: String

  /// The short form, `Model.train(epochs:)`.
  var short: String {
    if demangled.hasPrefix("Swift runtime failure: ") { return demangled }
    // `generic specialization <Swift.Int> of M.f<A>(A) -> A` is f all the same.
    if demangled.contains(" specialization <"), let original = demangled.ranges(of: "> of ").last {
      return FunctionName(demangled: String(demangled[original.upperBound...])).short
    }
    // `(extension in M):N.T.f()`: which module extends a type is nobody's business.
    if demangled.hasPrefix("(extension in "),
      let end = demangled.range(of: "):", from: demangled.startIndex)?.upperBound
    {
      return FunctionName(demangled: String(demangled[end...])).short
    }
    if demangled.hasSuffix("_main") || demangled == "main" { return "" }
    if let closure = demangled.range(of: "closure #", from: demangled.startIndex) {
      return closure.lowerBound == demangled.startIndex
        ? "closure in " + FunctionName(demangled: afterIn(demangled)).short : withoutTypes
    }
    return withoutTypes
  }

  private func afterIn(_ text: String) -> String {
    guard let range = text.range(of: " in ", from: text.startIndex) else { return text }
    return String(text[range.upperBound...])
  }

  private var withoutTypes: String {
    guard let open = demangled.firstIndex(of: "(") else { return stripped(demangled[...]) }
    let name = stripped(demangled[..<open])
    let labels = argumentLabels(demangled[open...])
    return "\(name)(\(labels))"
  }

  private func stripped(_ name: Substring) -> String {
    // Drop generic arguments and the module in front: `LecternCell3.f<A>` reads `f`.
    let plain = name.prefix { $0 != "<" }.split(separator: ".")
    return plain.count > 1 ? plain.dropFirst().joined(separator: ".") : plain.joined()
  }

  /// The labels of `(epochs: Swift.Int, _: B) -> …`, as `epochs:_:`.
  private func argumentLabels(_ signature: Substring) -> String {
    var depth = 0
    var labels = ""
    var word = ""
    var takesLabel = true
    for character in signature {
      switch character {
      case "(", "[", "<":
        depth += 1
        if depth == 1 { takesLabel = true }
      case ")", "]":
        depth -= 1
        if depth == 0 { return labels + (word.isEmpty || !takesLabel ? "" : "_:") }
      case ",":
        if depth == 1 {
          if takesLabel && !word.isEmpty { labels += "_:" }
          takesLabel = true
          word = ""
        }
      case ":":
        if depth == 1 && takesLabel {
          labels += word + ":"
          takesLabel = false
        }
      case " ": break
      default:
        // What is nested deeper belongs to a type, such as `[Swift.Int]`: an argument, but no label.
        word.append(depth == 1 ? character : "_")
      }
    }
    return labels
  }
}

extension String {
  /// The first occurrence of a text at or after an index.
  func range(of text: String, from start: Index) -> Range<Index>? {
    var index = start
    while index < endIndex {
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
