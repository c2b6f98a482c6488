// SPDX-License-Identifier: MIT

import Tensors
import Testing

/// The window of a pooling to try.
private let windows: [(size: Int, stride: Int, padding: Int)] =
  [(2, 2, 0), (3, 2, 1), (3, 1, 2), (1, 1, 0), (4, 3, 0), (2, 5, 1)]

@Suite("Pooling") struct PoolingLaws {
  let x = sample([2, 3, 9, 8])

  /// The elements of each window, by its definition.
  private func groups(_ window: (size: Int, stride: Int, padding: Int)) -> [[Float]] {
    func ranges(_ size: Int) -> [Range<Int>] {
      stride(from: -window.padding, through: size + window.padding - window.size, by: window.stride)
        .map { Swift.max(0, $0)..<Swift.min(size, $0 + window.size) }
    }
    return Reference.indices(of: [2, 3]).flatMap { plane in
      ranges(9).flatMap { rows in
        ranges(8).map { columns in
          rows.flatMap { row in
            columns.map { Reference.element(x, plane + [row, $0]) }
          }
        }
      }
    }
  }

  @Test("Each output is the greatest element of its window", arguments: windows)
  func maxima(_ window: (size: Int, stride: Int, padding: Int)) {
    let y = x.maxPooled(size: window.size, stride: window.stride, padding: window.padding)
    #expect(y.scalars == groups(window).map { $0.reduce(-.infinity, Swift.max) })
  }

  @Test("Each output is the mean of its window", arguments: windows)
  func means(_ window: (size: Int, stride: Int, padding: Int)) {
    let y = x.averagePooled(size: window.size, stride: window.stride, padding: window.padding)
    let expected = groups(window).map { $0.reduce(0, +) / Float($0.count) }
    expectClose(y, Tensor(expected, shape: y.shape), tolerance: 1e-6)
  }

  @Test("Pooling along one axis leaves the others alone") func oneAxis() {
    let y = Tensor([1, 5, 2, 4, 3, 6]).reshaped(1, 6)
    #expect(y.maxPooled(size: 3, alongAxes: [-1]).scalars == [5, 6])
    #expect(y.averagePooled(size: 2, alongAxes: [1]).scalars == [3, 3, 4.5])
  }

  @Test("The gradient of a maximum goes to the first greatest element") func maximaGradient() {
    let ties = Tensor([[1, 3, 3], [3, 0, 2], [2, 2, 9]])
    let slope = gradient(at: ties) { $0.maxPooled(size: 2, stride: 1).sum() }
    #expect(slope == Tensor([[0, 2, 0], [1, 0, 0], [0, 0, 1]]))
  }

  @Test("The gradient of a gradient of a maximum stays at its place") func maximaTwice() {
    let slope = gradient(at: x) { x in
      pow(gradient(at: x) { pow($0.maxPooled(size: 2), 2).sum() }, 2).sum()
    }
    let chosen = gradient(at: x) { $0.maxPooled(size: 2).sum() }
    #expect(slope == 8 * x * chosen)
  }

  @Test("A window with NaN has NaN as its maximum") func notANumber() {
    let y = Tensor([[1, .nan], [2, 3]]).maxPooled(size: 2)
    #expect(y.scalar.isNaN)
  }

  @Test("A window that does not fit is refused in a sentence") func misfit() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Tensor.zeros([1, 1, 3, 8]).maxPooled(size: 5) }
    #expect(message(result).contains("do not fit axis 2 of [1, 1, 3, 8]"))
  }
}

@Suite("Upsampling") struct UpsamplingLaws {
  let x = sample([2, 3, 4, 5])

  @Test("The nearest pixel is repeated") func nearest() {
    let y = x.upsampled(by: 3)
    #expect(y.shape == [2, 3, 12, 15])
    for index in Reference.indices(of: y.shape) {
      let source = [index[0], index[1], index[2] / 3, index[3] / 3]
      #expect(Reference.element(y, index) == Reference.element(x, source))
    }
  }

  @Test("Linear interpolation weighs both neighbours of a pixel's centre") func linear() {
    let y = Tensor([[0, 4]]).upsampled(by: 2, interpolation: .linear, alongAxes: [1])
    #expect(y == Tensor([[0, 1, 3, 4]]))
    let z = Tensor([[0, 4], [8, 12]]).resized(height: 4, width: 4)
    #expect(z == Tensor([[0, 1, 3, 4], [2, 3, 5, 6], [6, 7, 9, 10], [8, 9, 11, 12]]))
  }

  @Test("A constant image stays constant, and size 1 × 1 is allowed") func constant() {
    #expect(Tensor.full([1, 3, 3], 7).resized(height: 5, width: 2) == .full([1, 5, 2], 7))
    #expect(Tensor.full([1, 1], 7).upsampled(by: 4, interpolation: .linear) == .full([4, 4], 7))
  }

  @Test("Averaging undoes repeating") func inverse() {
    expectClose(x.upsampled(by: 2).averagePooled(size: 2), x, tolerance: 1e-6)
  }

  @Test("The gradient is the adjoint", arguments: Interpolation.allCases)
  func adjoint(_ interpolation: Interpolation) {
    func enlarge(_ x: Tensor) -> Tensor {
      x.resized(height: 7, width: 11, interpolation: interpolation)
    }
    let y = sample([2, 3, 7, 11], seed: 2)
    let v = sample(x.shape, seed: 3)
    let slope = gradient(at: x) { (enlarge($0) * y).sum() }
    expectClose((slope * v).sum(), (y * enlarge(v)).sum(), tolerance: 1e-3)
    // The square of a linear map has a gradient of a gradient that does not depend on where.
    let second = gradient(at: v) { v in
      (gradient(at: v) { pow(enlarge($0), 2).sum() } * x).sum()
    }
    expectClose(second, gradient(at: x) { pow(enlarge($0), 2).sum() }, tolerance: 1e-4)
  }
}

@Suite("Averages along windows") struct AveragePoolingGradientLaws {
  @Test("The gradient is the adjoint", arguments: windows)
  func adjoint(_ window: (size: Int, stride: Int, padding: Int)) {
    let (x, v) = (sample([2, 9, 8]), sample([2, 9, 8], seed: 3))
    func pool(_ x: Tensor) -> Tensor {
      x.averagePooled(size: window.size, stride: window.stride, padding: window.padding)
    }
    let y = sample(pool(x).shape, seed: 2)
    let slope = gradient(at: x) { (pool($0) * y).sum() }
    expectClose((slope * v).sum(), (y * pool(v)).sum(), tolerance: 1e-4)
  }
}
