// SPDX-License-Identifier: MIT

import Testing

@testable import Figures

@Suite("Contours") struct ContourLaws {
  private static let size = 41

  /// A function at the nodes of a grid over −2…2.
  private func grid(_ function: (Double, Double) -> Double) -> [Double] {
    let place = { (index: Int) in Double(index) / 10 - 2 }
    return (0..<Self.size * Self.size).map {
      function(place($0 % Self.size), place($0 / Self.size))
    }
  }

  private func lines(_ values: [Double], _ level: Double) -> [[Drawing.Point]] {
    MarchingSquares.lines(values, columns: Self.size, rows: Self.size, level: level)
  }

  @Test("The line of a paraboloid is one closed circle")
  func circle() {
    let rings = lines(grid { x, y in -(x * x + y * y) }, -1)
    #expect(rings.count == 1 && rings[0].first == rings[0].last)
    for point in rings[0] {
      let (x, y) = (point.x / 10 - 2, point.y / 10 - 2)
      #expect(abs((x * x + y * y).squareRoot() - 1) < 0.003)
    }
  }

  @Test("The line of a plane is straight and ends at the borders")
  func plane() {
    let found = lines(grid { x, y in x + 2 * y }, 0.31)
    #expect(found.count == 1)
    for point in found[0] {
      #expect(abs((point.x / 10 - 2) + 2 * (point.y / 10 - 2) - 0.31) < 1e-12)
    }
    let ends = [found[0][0], found[0][found[0].count - 1]]
    #expect(ends.allSatisfy { $0.x == 0 || $0.x == 40 || $0.y == 0 || $0.y == 40 })
  }

  @Test("The higher side lies on the left")
  func orientation() {
    let ring = lines(grid { x, y in -(x * x + y * y) }, -1)[0]
    #expect(area(ring) > 0)
  }

  @Test("A saddle is cut in two lines, whatever its middle")
  func saddle() {
    for middle in [-0.1, 0.1] {
      let found = MarchingSquares.lines([1 + middle, -1, -1, 1], columns: 2, rows: 2, level: 0)
      #expect(found.count == 2 && found.allSatisfy { $0.count == 2 })
    }
  }

  @Test("The outlines of where a function is high enclose that area, up to the border")
  func areas() {
    let size = Self.size
    let disc = MarchingSquares.outlines(
      grid { x, y in -(x * x + y * y) }, columns: size, rows: size, level: -1)
    #expect(abs(disc.reduce(0) { $0 + area($1) } / 100 - .pi) < 0.02)
    let rest = MarchingSquares.outlines(
      grid { x, y in x * x + y * y }, columns: size, rows: size, level: 1)
    #expect(abs(rest.reduce(0) { $0 + area($1) } / 100 - (16 - .pi)) < 0.02)
    let all = MarchingSquares.outlines(grid { _, _ in 1 }, columns: size, rows: size, level: 0)
    #expect(abs(all.reduce(0) { $0 + area($1) } / 100 - 16) < 1e-9)
  }

  @Test("What is not a number is outside of every line")
  func missing() {
    let values = grid { x, y in x > 0 ? .nan : -(x * x + y * y) }
    let outlines = MarchingSquares.outlines(
      values, columns: Self.size, rows: Self.size, level: -1)
    #expect(outlines.joined().allSatisfy { $0.x <= 20 && $0.x.isFinite && $0.y.isFinite })
  }

  @Test("Levels are round and inside the range; bands cover it")
  func levels() {
    let lines = Contour(x: 0...1, y: 0...1, resolution: 20) { x, _ in 0.037 + 1.9 * x }
    let bands = Contour(x: 0...1, y: 0...1, resolution: 20, isFilled: true) { x, _ in
      0.037 + 1.9 * x
    }
    #expect(lines.layer.data["levels"] == (1...9).map { Double($0) * 0.2 })
    #expect(bands.layer.data["levels"]?.first == 0 && bands.layer.data["levels"]?.last == 2)
  }

  /// The signed area inside a closed line, positive if it runs against the clock.
  private func area(_ ring: [Drawing.Point]) -> Double {
    zip(ring, ring.dropFirst()).reduce(0) { $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) / 2 }
  }
}
