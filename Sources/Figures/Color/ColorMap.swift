// SPDX-License-Identifier: MIT

/// A scale of colours for numbers.
public enum ColorMap: String, Sendable, CaseIterable {
  /// Black to white.
  case grey
  /// White to black, for ink on paper.
  case ink
  /// Dark violet over green to light yellow, each step equally visible, for amounts.
  case sequential
  /// White to blue, for shares in tables and on paper.
  case blues
  /// Blue over white to red, for numbers on both sides of zero.
  case diverging

  /// The colour at a place in 0…1; places outside take the end's colour.
  public func color(at place: Double) -> Color {
    let table = table
    guard place.isFinite else { return Self.missing }
    return table[Int((max(0, min(1, place)) * Double(table.count - 1)).rounded())]
  }

  /// The colour of a value that is not a number.
  static let missing = Color(rgb: 0xFF5FA2)

  /// The 256 colours.
  var table: [Color] {
    switch self {
    case .grey: Self.greyTable
    case .ink: Self.inkTable
    case .sequential: Self.sequentialTable
    case .diverging: Self.divergingTable
    case .blues: Self.bluesTable
    }
  }

  private static let places = (0..<256).map { Double($0) / 255 }
  private static let greyTable = places.map { Color(grey: $0) }
  private static let inkTable = places.map { Color(grey: 1 - $0) }

  /// Lightness rises evenly; hue turns from violet to yellow; chroma stays inside what screens show.
  private static let sequentialTable = places.map { place in
    Oklab(
      lightness: 0.24 + 0.68 * place,
      chroma: interpolate([0.10, 0.14, 0.115, 0.105, 0.13, 0.165, 0.17], at: place),
      hue: interpolate([305, 278, 235, 195, 160, 130, 108], at: place)
    ).color
  }

  private static let bluesTable = places.map { place in
    Oklab(
      lightness: 0.985 - 0.555 * place, chroma: interpolate([0, 0.06, 0.125, 0.17], at: place),
      hue: 258
    ).color
  }

  private static let divergingTable = places.map { place in
    let strength = abs(2 * place - 1)
    return Oklab(
      lightness: 0.97 - 0.50 * strength,
      chroma: interpolate([0, 0.07, 0.13, 0.165], at: strength),
      hue: place < 0.5 ? 258 : 28
    ).color
  }

  /// A smooth curve through evenly spaced values.
  private static func interpolate(_ values: [Double], at place: Double) -> Double {
    let position = place * Double(values.count - 1)
    let index = min(Int(position), values.count - 2)
    let fraction = position - Double(index)
    let start = values[index]
    let end = values[index + 1]
    let before = index > 0 ? values[index - 1] : 2 * start - end
    let after = index + 2 < values.count ? values[index + 2] : 2 * end - start
    let slopeAtStart = (end - before) / 2
    let slopeAtEnd = (after - start) / 2
    let square = fraction * fraction
    let cube = square * fraction
    return (2 * cube - 3 * square + 1) * start + (cube - 2 * square + fraction) * slopeAtStart
      + (3 * square - 2 * cube) * end + (cube - square) * slopeAtEnd
  }
}
