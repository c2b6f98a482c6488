// SPDX-License-Identifier: MIT

import Display
import Tensors
import Testing

@testable import Figures

@Suite("Marks of two variables") struct MarkLaws {
  @Test("Each point of an ellipse is so many standard deviations from the mean")
  func ellipse() {
    let (a, b, d) = (2.0, -0.6, 0.5)
    let determinant = a * d - b * b
    let outline = Ellipse(mean: [1.0, -2], covariance: [a, b, b, d]).outline(1.5)
    for point in outline {
      let (x, y) = (point.x - 1, point.y + 2)
      let squared = (d * x * x - 2 * b * x * y + a * y * y) / determinant
      #expect(abs(squared - 2.25) < 1e-9)
    }
  }

  @Test("The ellipse of a singular covariance is a line along its axis")
  func singularEllipse() {
    let outline = Ellipse(mean: [0.0, 0], covariance: [1.0, 2, 2, 4]).outline(1)
    #expect(outline.allSatisfy { abs($0.y - 2 * $0.x) < 1e-6 })
  }

  @Test("The longest arrow of a field just reaches its neighbour")
  func vectorField() {
    let field = VectorField(x: 0...4, y: 0...4, count: 4) { x, y in (x, 0 * y) }
    let scale = field.layer.facts["scale"]
    #expect(scale == .double(0.9 / 3.5))
  }

  @Test("An arrow's head ends at its point")
  func arrow() {
    let head = Arrowhead.head(
      from: Drawing.Point(x: 0, y: 0), to: Drawing.Point(x: 10, y: 0), size: 4)
    #expect(head[0] == Drawing.Point(x: 10, y: 0))
    #expect(head.allSatisfy { $0.x >= 6 - 1e-9 && $0.x <= 10 && abs($0.y) <= 2 })
  }

  @Test("An error band is as wide as the deviation on both sides")
  func errorBand() {
    let data = ErrorBand(x: [0, 1], y: [5.0, 7], deviation: [1.0, 2]).layer.data
    #expect(data["lower"] == [4, 5] && data["upper"] == [6, 9] && data["y"] == [5, 7])
  }

  @Test("Tensors give contours and pictures their sizes")
  func tensors() {
    let matrix = Tensor([0, 1, 2, 3, 4, 5], shape: [2, 3])
    let contour = Contour(matrix, x: 0...2, y: 0...1).layer
    #expect(contour.facts["rows"] == 2 && contour.facts["columns"] == 3)
    let image = Image(matrix, x: 0...1, y: 0...1).layer
    #expect(image.facts["height"] == 2 && image.facts["width"] == 3)
  }
}
