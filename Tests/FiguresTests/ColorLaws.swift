// SPDX-License-Identifier: MIT

import Testing

@testable import Figures

@Suite("Colours") struct ColorLaws {
  /// How the three kinds of dichromats see linear red, green and blue (Viénot 1999; Machado 2009 for the third).
  enum Vision: CaseIterable {
    case full
    case protanopia
    case deuteranopia
    case tritanopia

    var matrix: [[Double]] {
      switch self {
      case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
      case .protanopia:
        [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]
      case .deuteranopia:
        [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]
      case .tritanopia:
        [
          [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
          [0.004733, 0.691367, 0.303900],
        ]
      }
    }

    func seen(_ color: Color) -> Oklab {
      let linear = [color.red, color.green, color.blue].map(Oklab.linear)
      let parts = matrix.map { row in
        Oklab.encoded(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 })
      }
      return Oklab(Color(red: parts[0], green: parts[1], blue: parts[2]))
    }
  }

  @Test("Two colours of the palette differ visibly under every vision", arguments: Vision.allCases)
  func palette(_ vision: Vision) {
    let seen = Color.palette.map(vision.seen)
    for first in seen.indices {
      for second in seen.indices.dropFirst(first + 1) {
        let distance = seen[first].distance(to: seen[second])
        #expect(distance > 0.095, "colours \(first) and \(second)")
      }
    }
  }

  @Test("The sequential scale grows lighter in even steps")
  func sequential() {
    let lightness = ColorMap.sequential.table.map { Oklab($0).lightness }
    let steps = zip(lightness, lightness.dropFirst()).map { $1 - $0 }
    let mean = (lightness[255] - lightness[0]) / 255
    #expect(lightness[0] < 0.3 && lightness[255] > 0.9)
    #expect(steps.allSatisfy { $0 > 0.5 * mean && $0 < 1.5 * mean })
  }

  @Test("The sequential scale changes by even amounts to the eye")
  func uniform() {
    let colors = stride(from: 0, through: 255, by: 15).map { Oklab(ColorMap.sequential.table[$0]) }
    let steps = zip(colors, colors.dropFirst()).map { $0.distance(to: $1) }
    let mean = steps.reduce(0, +) / Double(steps.count)
    #expect(steps.allSatisfy { $0 > 0.6 * mean && $0 < 1.6 * mean })
  }

  @Test("The diverging scale is lightest in the middle and equally dark at both ends")
  func diverging() {
    let table = ColorMap.diverging.table.map { Oklab($0).lightness }
    #expect(table[127] > 0.95 && table[128] > 0.95)
    #expect(abs(table[0] - table[255]) < 0.02)
    #expect(zip(table[128...], table[129...]).allSatisfy { $0 > $1 })
  }

  @Test("Greys are grey", arguments: [ColorMap.grey, .ink])
  func greys(_ map: ColorMap) {
    #expect(map.table.allSatisfy { $0.red == $0.green && $0.green == $0.blue })
    #expect(map.color(at: 0) == (map == .grey ? .black : .white))
  }

  @Test("A place outside takes the end's colour, and no number the colour of missing ones")
  func outside() {
    #expect(ColorMap.sequential.color(at: -3) == ColorMap.sequential.color(at: 0))
    #expect(ColorMap.sequential.color(at: 7) == ColorMap.sequential.color(at: 1))
    #expect(ColorMap.grey.color(at: .nan) == ColorMap.missing)
  }

  @Test("Going to the perceptual space and back changes nothing")
  func roundTrip() {
    for color in Color.palette { #expect(Oklab(color).color.hex == color.hex) }
  }

  @Test("The eleventh class has the first colour again")
  func cycle() {
    #expect(Color.palette(10) == Color.palette(0))
    #expect(Color.palette(-1) == Color.palette(9))
  }
}
