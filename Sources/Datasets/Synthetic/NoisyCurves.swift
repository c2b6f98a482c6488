// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A curve in the plane that is run through at constant speed.
struct PlaneCurve: Sendable {
  let length: Double
  /// The place at a fraction of the length.
  let place: @Sendable (_ fraction: Double) -> (x: Double, y: Double)
}

/// Points equally likely anywhere on one of several curves, moved by Gaussian noise.
///
/// `p(x) = 1/K Σ_k ∫₀¹ N(x; c_k(u), σ²I) du`
struct NoisyCurves: Sendable {
  /// Places and weights of Gauss and Legendre's rule for five points in −1…1.
  private static let rule: [(place: Double, weight: Double)] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
  ]
  private static let mostPanels = 20_000

  let name: String
  let curves: [PlaneCurve]
  let noise: Float

  init(_ name: String, _ curves: [PlaneCurve], noise: Float) {
    if noise < 0 || !noise.isFinite { fail("\(name): the noise \(noise) is negative") }
    (self.name, self.curves, self.noise) = (name, curves, noise)
  }

  func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> LabeledPoints {
    Points.require(count, in: name)
    let labels = (0..<count).map { _ in Int.random(in: curves.indices, using: &rng) }
    let positions = (0..<count).map { _ in Draw.uniform(using: &rng) }
    let moves = Draw.normals(2 * count, using: &rng)
    let points = Tensor(shape: [count, 2]) { result in
      for row in 0..<count {
        let place = curves[labels[row]].place(positions[row])
        result[2 * row] = Float(place.x + Double(noise) * moves[2 * row])
        result[2 * row + 1] = Float(place.y + Double(noise) * moves[2 * row + 1])
      }
    }
    return LabeledPoints(points: points, labels: labels, positions: positions.map { Float($0) })
  }

  /// The density by quadrature: panels no longer than the noise is wide, five places in each.
  func logProb(_ points: Tensor) -> Tensor {
    let rows = Points.rows(points, size: 2, in: "logProb")
    if noise <= 0 { fail("logProb: \(name) without noise have no density in the plane") }
    let nodes = nodes
    let variance = Double(noise) * Double(noise)
    let constant = log(2 * Double.pi * variance * Double(curves.count))
    return Tensor(shape: [points.shape[0]]) { result in
      nodes.withUnsafeBufferPointer { nodes in
        for row in result.indices {
          result[row] = Float(
            Self.logSum(nodes, rows[2 * row], rows[2 * row + 1], variance) - constant)
        }
      }
    }
  }

  /// A place on a curve and how much it counts.
  private struct Node {
    let x: Double
    let y: Double
    let logWeight: Double
  }

  private var nodes: [Node] {
    curves.flatMap { curve in
      let panels = max(16, min(Self.mostPanels, Int(curve.length / Double(noise)) + 1))
      return (0..<panels).flatMap { panel in
        Self.rule.map { place, weight in
          let place = curve.place((Double(panel) + (1 + place) / 2) / Double(panels))
          return Node(x: place.x, y: place.y, logWeight: log(weight / 2 / Double(panels)))
        }
      }
    }
  }

  private static func logSum(
    _ nodes: UnsafeBufferPointer<Node>, _ x: Double, _ y: Double, _ variance: Double
  ) -> Double {
    func term(_ node: Node) -> Double {
      let (dx, dy) = (x - node.x, y - node.y)
      return node.logWeight - (dx * dx + dy * dy) / (2 * variance)
    }
    var greatest = -Double.infinity
    for node in nodes { greatest = max(greatest, term(node)) }
    var sum = 0.0
    for node in nodes {
      let difference = term(node) - greatest
      if difference > -40 { sum += exp(difference) }
    }
    return greatest + log(sum)
  }
}
