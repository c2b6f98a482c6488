// SPDX-License-Identifier: MIT

import Display
import Tensors
import Testing

@testable import Figures

@Suite("Tensors as figures") struct TensorFigureLaws {
  private func size(_ shape: [Int]) -> [Int] {
    let grid = ImageGrid(
      Tensor([Float](repeating: 0, count: shape.reduce(1, *)), shape: Shape(shape)))
    return [grid.count, grid.imageSize.height, grid.imageSize.width, grid.imageSize.channels]
  }

  @Test("The shape tells count, height, width and channels")
  func shapes() {
    #expect(size([5, 3, 4]) == [5, 3, 4, 1])
    #expect(size([5, 3, 4, 3]) == [5, 3, 4, 3])
    #expect(size([5, 49]) == [5, 7, 7, 1])
    #expect(size([28, 28]) == [1, 28, 28, 1])
    #expect(size([4, 6]) == [1, 4, 6, 1])
  }

  @Test("A tensor gives marks its scalars in order")
  func numbers() {
    let tensor = Tensor([3, 1, 2], shape: [3])
    #expect(Plot { Line(tensor) }.data == [["x": [0, 1, 2], "y": [3, 1, 2]]])
    #expect(tensor.fillValues == .amounts([3, 1, 2]))
  }

  @Test("A histogram of a tensor is that of its scalars")
  func histogram() {
    let scalars = (0..<5_000).map { (index: Int) in Float(index * 37 % 211) / 7 }
    let expected = Histogram(scalars)
    let counted = Histogram(Tensor(scalars, shape: [50, 100]))
    #expect(counted.edges == expected.edges && counted.heights == expected.heights)
  }

  @Test("A matrix is a heat map of its rows and columns")
  func matrix() {
    let plot = Plot { HeatMap(Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])) }
    #expect(
      plot.outline["marks"] == [
        ["kind": "heatMap", "rows": 2, "columns": 3, "range": [1.0, 6.0]]
      ])
  }
}
