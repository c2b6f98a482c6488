// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// Shaded pictures of solids seen from all sides, in place of photographs of toys.
///
/// Five solids under a known light; azimuth, elevation, size and the light's direction vary.
/// - Paper: after LeCun, Huang & Bottou (2004), *Learning Methods for Generic Object Recognition with Invariance to Pose
///   and Lighting*.
public struct Solids: DescribedDataset, Equatable {
  /// A solid.
  public enum Kind: Int, Sendable, CaseIterable {
    /// Six squares.
    case cube
    /// Four triangles.
    case tetrahedron
    /// Eight triangles.
    case octahedron
    /// A roof.
    case prism
    /// A tube.
    case cylinder
  }

  private static let elevations = 0.5...1.2
  private static let sizes = 0.75...1.05
  private static let lights = -1.0...1.0
  private static let ambient = 0.2
  private static let samples = 2

  private let side: Int

  /// Makes a source of square pictures with so many pixels in a row.
  ///
  /// - Requires: At least four pixels.
  public init(side: Int = 32) {
    if side < 4 { fail("Solids: \(side) pixels are too few for a side") }
    self.side = side
  }

  /// Draws pictures of solids whose factors are independent and equally likely.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> FactoredImages {
    Points.require(count, in: "Solids")
    let factors = (0..<count).map { _ in
      let kind = Double(Int.random(in: 0..<Kind.allCases.count, using: &rng))
      return [kind, 2 * .pi * Draw.uniform(using: &rng)] + Self.view(using: &rng)
    }
    return render(factors)
  }

  /// Draws pictures of one solid from azimuths in a range, in radians; all else is independent and equally likely.
  public func sample(
    _ count: Int, of kind: Kind, azimuths: ClosedRange<Float>,
    using rng: inout some RandomNumberGenerator
  ) -> FactoredImages {
    Points.require(count, in: "Solids")
    let factors = (0..<count).map { _ in
      let azimuth = Double(Float.random(in: azimuths, using: &rng))
      return [Double(kind.rawValue), azimuth] + Self.view(using: &rng)
    }
    return render(factors)
  }

  /// Elevation, size and light.
  private static func view(using rng: inout some RandomNumberGenerator) -> [Double] {
    [elevations, sizes, lights].map { Double.random(in: $0, using: &rng) }
  }

  /// Draws one solid from several azimuths, in radians.
  public func turn(_ kind: Kind, azimuths: [Float]) -> FactoredImages {
    render(azimuths.map { [Double(kind.rawValue), Double($0), 0.8, 0.9, 0.5] })
  }

  private func render(_ factors: [[Double]]) -> FactoredImages {
    let solids = Kind.allCases.map { Polyhedron($0) }
    let images = Canvas.draw(factors.count, side: side) { image, canvas in
      let numbers = factors[image]
      let view = View(azimuth: numbers[1], elevation: numbers[2])
      // The light comes from above, behind the eye, and from the side that varies.
      let light = Vector(x: numbers[4], y: 0.9, z: 0.8).normalized
      draw(solids[Int(numbers[0])].seen(from: view, size: numbers[3]), light, on: canvas)
    }
    return FactoredImages(
      images: images, factorNames: ["solid", "azimuth", "elevation", "size", "light"],
      factors: factors.map { $0.map { Float($0) } })
  }

  private func draw(_ faces: [Face], _ light: Vector, on canvas: Canvas) {
    let places = Self.samples * Self.samples
    let step = 2 / Double(side * Self.samples) * 1.25
    for row in 0..<side {
      for column in 0..<side {
        var sum = 0.0
        for place in 0..<places {
          let x = Double(column * Self.samples + place % Self.samples) + 0.5
          let y = Double(row * Self.samples + place / Self.samples) + 0.5
          if let normal = Polyhedron.visibleNormal(faces, x: x * step - 1.25, y: 1.25 - y * step) {
            sum += Self.ambient + (1 - Self.ambient) * max(0, normal.dot(light))
          }
        }
        canvas.brighten(row, column, Float(sum / Double(places)))
      }
    }
  }

  /// What the set is.
  public var card: DatasetCard {
    DatasetCard(
      drawn: "Solids", "Shaded solids from all sides, \(side) × \(side) pixels.",
      values: "grey from 0 to 1; solid, azimuth and elevation in radians, size, light",
      paper: "after LeCun, Huang & Bottou (2004), Learning Methods for Generic Object "
        + "Recognition with Invariance to Pose and Lighting")
  }
}

/// A direction or a place in space: x to the right, y upwards, z towards the eye.
private struct Vector {
  var x: Double
  var y: Double
  var z: Double

  func dot(_ other: Vector) -> Double { x * other.x + y * other.y + z * other.z }

  var normalized: Vector {
    let length = dot(self).squareRoot()
    return Vector(x: x / length, y: y / length, z: z / length)
  }
}

/// How a solid is turned before it is seen.
private struct View {
  let azimuth: Double
  let elevation: Double

  func turned(_ v: Vector) -> Vector {
    let (x, z) = (
      v.x * cos(azimuth) + v.z * sin(azimuth), v.z * cos(azimuth) - v.x * sin(azimuth)
    )
    return Vector(
      x: x, y: v.y * cos(elevation) - z * sin(elevation),
      z: z * cos(elevation) + v.y * sin(elevation))
  }
}

/// A half space: all places p with `normal · p ≤ distance`.
private struct Face {
  let normal: Vector
  let distance: Double
}

/// A convex solid as what its faces have in common.
private struct Polyhedron {
  private static let cylinderFaces = 24

  let faces: [Face]

  init(_ kind: Solids.Kind) {
    let signs = [-1.0, 1.0]
    func face(_ x: Double, _ y: Double, _ z: Double, _ distance: Double) -> Face {
      Face(normal: Vector(x: x, y: y, z: z).normalized, distance: distance)
    }
    switch kind {
    case .cube:
      faces = signs.flatMap { [face($0, 0, 0, 0.6), face(0, $0, 0, 0.6), face(0, 0, $0, 0.6)] }
    case .tetrahedron:
      faces = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)].map { face($0, $1, $2, 0.36) }
    case .octahedron:
      faces = signs.flatMap { x in
        signs.flatMap { y in signs.map { z in face(x, y, z, 0.57) } }
      }
    case .prism:
      faces =
        [face(0, -1, 0, 0.36), face(1, 1, 0, 0.33), face(-1, 1, 0, 0.33)]
        + signs.map { face(0, 0, $0, 0.6) }
    case .cylinder:
      faces =
        (0..<Self.cylinderFaces).map { index in
          let angle = 2 * Double.pi * Double(index) / Double(Self.cylinderFaces)
          return face(cos(angle), 0, sin(angle), 0.5)
        } + signs.map { face(0, $0, 0, 0.65) }
    }
  }

  /// The faces as the eye sees them.
  func seen(from view: View, size: Double) -> [Face] {
    faces.map { Face(normal: view.turned($0.normal), distance: $0.distance * size) }
  }

  /// The direction of the face that is seen at a place, or nil beside the solid.
  static func visibleNormal(_ faces: [Face], x: Double, y: Double) -> Vector? {
    var (front, back, visible) = (Double.infinity, -Double.infinity, Vector?.none)
    for face in faces {
      let rest = face.distance - face.normal.x * x - face.normal.y * y
      if face.normal.z > 1e-9 {
        if rest / face.normal.z < front { (front, visible) = (rest / face.normal.z, face.normal) }
      } else if face.normal.z < -1e-9 {
        back = max(back, rest / face.normal.z)
      } else if rest < 0 {
        return nil
      }
    }
    return front >= back ? visible : nil
  }
}
