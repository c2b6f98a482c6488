// SPDX-License-Identifier: MIT

/// A pattern as in file names: `*` any text, `?` any character, `[a-z]` one of several, `[!a]` none of them.
struct GlobPattern: Sendable {
  private enum Element: Sendable, Equatable {
    case anyText
    case anyCharacter
    case one(of: [ClosedRange<Character>], isNegated: Bool)

    func accepts(_ character: Character) -> Bool {
      switch self {
      case .anyText: false
      case .anyCharacter: true
      case .one(let ranges, let isNegated):
        ranges.contains { $0.contains(character) } != isNegated
      }
    }
  }

  private let elements: [Element]

  init(_ text: String) {
    var elements: [Element] = []
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "*": elements.append(.anyText)
      case "?": elements.append(.anyCharacter)
      case "[": elements.append(Self.set(from: &rest))
      default: elements.append(.one(of: [character...character], isNegated: false))
      }
    }
    self.elements = elements
  }

  /// Whether the whole text fits.
  func matches(_ text: String) -> Bool {
    let characters = Array(text)
    var (element, position) = (0, 0)
    // Where the last `*` stands and how far its text goes: the only point to which one ever has to return.
    var (star, starEnd) = (-1, 0)
    while position < characters.count {
      if element < elements.count, elements[element].accepts(characters[position]) {
        element += 1
        position += 1
      } else if element < elements.count, elements[element] == .anyText {
        (star, starEnd) = (element, position)
        element += 1
      } else if star >= 0 {
        starEnd += 1
        (element, position) = (star + 1, starEnd)
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { $0 == .anyText }
  }

  /// Reads a set behind its bracket; a bracket that is never closed stands for itself.
  private static func set(from rest: inout ArraySlice<Character>) -> Element {
    let isNegated = rest.first == "!" || rest.first == "^"
    let body = rest.dropFirst(isNegated ? 1 : 0)
    guard let end = body.dropFirst().firstIndex(of: "]") else {
      return .one(of: ["["..."["], isNegated: false)
    }
    rest = body[(end + 1)...]
    return .one(of: ranges(in: body[..<end]), isNegated: isNegated)
  }

  private static func ranges(in body: ArraySlice<Character>) -> [ClosedRange<Character>] {
    var ranges: [ClosedRange<Character>] = []
    var rest = body
    while let first = rest.popFirst() {
      if rest.first == "-", let last = rest.dropFirst().first, first <= last {
        ranges.append(first...last)
        rest = rest.dropFirst(2)
      } else {
        ranges.append(first...first)
      }
    }
    return ranges
  }
}
