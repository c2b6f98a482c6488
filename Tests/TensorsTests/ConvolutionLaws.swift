// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

/// The sizes of one convolution to try.
struct ConvolutionCase: Sendable, CustomStringConvertible {
  var batch = 2
  var groups = 1
  /// The channels of one group.
  var channels = (input: 2, output: 3)
  var image = (rows: 6, columns: 7)
  var kernel = (rows: 3, columns: 3)
  var vertical = ConvolutionAxis()
  var horizontal = ConvolutionAxis()

  var x: Tensor { sample([batch, groups * channels.input, image.rows, image.columns]) }
  var weight: Tensor {
    sample([groups * channels.output, channels.input, kernel.rows, kernel.columns], seed: 2)
  }
  var description: String {
    "\(x.shape) ∗ \(weight.shape), \(groups) groups, \(vertical), \(horizontal)"
  }

  func convolve(_ x: Tensor, _ weight: Tensor) -> Tensor {
    convolution2D(x, weight, vertical: vertical, horizontal: horizontal, groups: groups)
  }

  /// The convolution as its definition says, in double precision.
  func definition(_ x: Tensor, _ weight: Tensor) -> Tensor {
    let shape = convolve(x, weight).shape
    let (images, weights) = (x.scalars, weight.scalars)
    var scalars: [Float] = []
    for place in 0..<shape.elementCount {
      let (output, row, column) =
        (place / (shape[2] * shape[3]), place / shape[3] % shape[2], place % shape[3])
      let group = output % shape[1] / channels.output
      var sum = 0.0
      for tap in 0..<channels.input * kernel.rows * kernel.columns {
        let (down, right) = (tap / kernel.columns % kernel.rows, tap % kernel.columns)
        let y = row * vertical.stride + down * vertical.dilation - vertical.leadingPadding
        let x = column * horizontal.stride + right * horizontal.dilation - horizontal.leadingPadding
        if y < 0 || y >= image.rows || x < 0 || x >= image.columns { continue }
        let channel =
          (output / shape[1] * groups + group) * channels.input + tap
          / (kernel.rows * kernel.columns)
        let weight = output % shape[1] * channels.input * kernel.rows * kernel.columns + tap
        sum +=
          Double(images[(channel * image.rows + y) * image.columns + x]) * Double(weights[weight])
      }
      scalars.append(Float(sum))
    }
    return Tensor(scalars, shape: shape)
  }

  /// Chosen cases, then random ones; among them tiles of several images, of one, and of parts of one.
  static let all: [ConvolutionCase] =
    [
      ConvolutionCase(),
      ConvolutionCase(channels: (1, 1), image: (1, 1), kernel: (1, 1)),
      ConvolutionCase(batch: 3, channels: (5, 4), image: (20, 20), kernel: (1, 1)),
      ConvolutionCase(groups: 4, channels: (1, 1), vertical: .init(padding: 1)),
      ConvolutionCase(
        kernel: (4, 4), vertical: .init(stride: 2, padding: 1),
        horizontal: .init(stride: 2, padding: 1)),
      ConvolutionCase(image: (3, 3), kernel: (5, 5), vertical: .init(padding: 4)).symmetric,
      ConvolutionCase(
        kernel: (2, 3), vertical: .init(leadingPadding: 2, trailingPadding: 0, dilation: 2),
        horizontal: .init(stride: 3, leadingPadding: 0, trailingPadding: 5, dilation: 2)),
      ConvolutionCase(batch: 2, channels: (16, 4), image: (30, 31), vertical: .init(padding: 1)),
      ConvolutionCase(batch: 40, channels: (3, 8), image: (9, 9), vertical: .init(padding: 1)),
    ] + random(24)

  private var symmetric: ConvolutionCase {
    var copy = self
    copy.horizontal = vertical
    return copy
  }

  private static func random(_ count: Int) -> [ConvolutionCase] {
    var rng = PCG32(seed: 11)
    func axis() -> ConvolutionAxis {
      ConvolutionAxis(
        stride: .random(in: 1...3, using: &rng), leadingPadding: .random(in: 0...2, using: &rng),
        trailingPadding: .random(in: 0...2, using: &rng), dilation: .random(in: 1...2, using: &rng))
    }
    return (0..<count).map { _ in
      ConvolutionCase(
        batch: .random(in: 1...3, using: &rng), groups: .random(in: 1...3, using: &rng),
        channels: (.random(in: 1...4, using: &rng), .random(in: 1...4, using: &rng)),
        image: (.random(in: 7...18, using: &rng), .random(in: 7...18, using: &rng)),
        kernel: (.random(in: 1...4, using: &rng), .random(in: 1...4, using: &rng)),
        vertical: axis(), horizontal: axis())
    }
  }
}

/// The inner product of two tensors, in double precision.
private func inner(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.scalars, b.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Expects two numbers that are sums of very many products to agree as far as `Float` factors let them.
private func expectEqual(_ a: Double, _ b: Double, scale: Tensor) {
  let tolerance = 1e-6 * (10 + inner(scale, scale))
  #expect(abs(a - b) <= tolerance, "\(a) and \(b)")
}

@Suite("Convolution") struct ConvolutionLaws {
  @Test("It computes what its definition says", arguments: ConvolutionCase.all)
  func definition(_ sizes: ConvolutionCase) {
    let (x, w) = (sizes.x, sizes.weight)
    expectClose(sizes.convolve(x, w), sizes.definition(x, w), tolerance: 2e-4)
  }

  @Test("Its gradients are its adjoints", arguments: ConvolutionCase.all)
  func adjoints(_ sizes: ConvolutionCase) {
    let (x, w) = (sizes.x, sizes.weight)
    let y = sample(sizes.convolve(x, w).shape, seed: 3)
    let (_, gradient) = valueWithGradient(at: x, w) { (sizes.convolve($0, $1) * y).sum() }
    #expect(gradient.0.shape == x.shape)
    #expect(gradient.1.shape == w.shape)
    // ⟨∂x, v⟩ = ⟨y, w ∗ v⟩ for any v, as the map is linear.
    let (v, u) = (sample(x.shape, seed: 4), sample(w.shape, seed: 5))
    expectEqual(inner(gradient.0, v), inner(y, sizes.definition(v, w)), scale: y)
    expectEqual(inner(gradient.1, u), inner(y, sizes.definition(x, u)), scale: y)
  }

  @Test("Gradients of gradients agree with differences", arguments: ConvolutionCase.all.prefix(7))
  func secondOrder(_ sizes: ConvolutionCase) {
    let (x, w) = (sizes.x, sizes.weight)
    // The penalty |∇ₓ Σ (w ∗ x)³|² is a polynomial, whose slope a central difference meets well.
    func penalty(_ x: Tensor, _ w: Tensor) -> Tensor {
      pow(gradient(at: x) { pow(sizes.convolve($0, w) / 8, 3).sum() }, 2).mean()
    }
    let (_, slope) = valueWithGradient(at: x, w) { penalty($0, $1) }
    let (v, u) = (sample(x.shape, seed: 4), sample(w.shape, seed: 5))
    let step: Float = 1.0 / 128
    let byX = (penalty(x + v * step, w) - penalty(x - v * step, w)).scalar / (2 * step)
    let byW = (penalty(x, w + u * step) - penalty(x, w - u * step)).scalar / (2 * step)
    #expect(abs(Float(inner(slope.0, v)) - byX) <= 1e-2 * (abs(byX) + 1))
    #expect(abs(Float(inner(slope.1, u)) - byW) <= 1e-2 * (abs(byW) + 1))
  }

  @Test("The bits are the same for any number of threads", arguments: [2, 3])
  func sameBits(_ threadCount: Int) {
    func results() -> [Tensor] {
      ConvolutionCase.all[7...8].flatMap { sizes in
        let (value, slopes) = valueWithGradient(at: sizes.x, sizes.weight) {
          pow(sizes.convolve($0, $1), 2).mean()
        }
        return [value, slopes.0, slopes.1]
      }
    }
    let alone = Workers.$current.withValue(Workers(threadCount: 1)) { results() }
    let together = Workers.$current.withValue(Workers(threadCount: threadCount)) { results() }
    #expect(alone == together)
  }

  @Test("A masked convolution is one whose masked weights are zero") func masked() {
    let (x, w) = (sample([2, 3, 8, 8]), sample([4, 3, 5, 5], seed: 2))
    let mask = Tensor((0..<25).map { $0 < 12 ? 1 : 0 }).reshaped(5, 5)
    let axis = ConvolutionAxis(padding: 2)
    func masked(_ x: Tensor, _ w: Tensor) -> Tensor {
      convolution2D(x, w, vertical: axis, horizontal: axis, mask: mask)
    }
    expectClose(masked(x, w), convolution2D(x, w * mask, padding: 2), tolerance: 1e-5)
    let slope = gradient(at: w) { pow(masked(x, $0), 2).sum() }
    let expected = gradient(at: w) { pow(convolution2D(x, $0 * mask, padding: 2), 2).sum() }
    expectClose(slope, expected, tolerance: 2e-3)
    #expect((slope * (1 - mask)) == .zeros(w.shape))
  }

  @Test("An output of a causal mask does not change with the pixels after it") func causal() {
    let w = sample([1, 1, 3, 3])
    let mask = Tensor([1, 1, 1, 1, 0, 0, 0, 0, 0]).reshaped(3, 3)
    let later = Tensor((0..<25).map { $0 >= 12 ? 1 : 0 }).reshaped(1, 1, 5, 5)
    let (a, axis) = (sample([1, 1, 5, 5]), ConvolutionAxis(padding: 1))
    let (y, z) = (a, a + 7 * later)
    let outputs = [y, z].map { convolution2D($0, w, vertical: axis, horizontal: axis, mask: mask) }
    #expect(outputs[0].scalars[...12] == outputs[1].scalars[...12])
    #expect(outputs[0].scalars[13] != outputs[1].scalars[13])
  }

  @Test("A mask of zeros gives zeros, and an empty batch an empty batch") func empty() {
    let (x, w, axis) = (sample([2, 1, 4, 4]), sample([3, 1, 2, 2]), ConvolutionAxis())
    let nothing = convolution2D(x, w, vertical: axis, horizontal: axis, mask: .zeros([2, 2]))
    #expect(nothing == .zeros([2, 3, 3, 3]))
    #expect(convolution2D(x[..<0], w).shape == [0, 3, 3, 3])
    #expect(gradient(at: w) { convolution2D(x[..<0], $0).sum() } == .zeros(w.shape))
  }
}

@Suite("Transposed convolution") struct TransposedConvolutionLaws {
  @Test("It is the adjoint of the convolution", arguments: ConvolutionCase.all)
  func adjoint(_ sizes: ConvolutionCase) {
    let (x, w) = (sizes.x, sizes.weight)
    let y = sample(sizes.convolve(x, w).shape, seed: 3)
    let (vertical, horizontal) = (sizes.vertical, sizes.horizontal)
    func padding(_ axis: ConvolutionAxis, _ input: Int, _ output: Int, _ kernel: Int) -> Int {
      input - axis.inputSize(output: output, kernel: kernel)
    }
    let result = transposedConvolution2D(
      y, w, vertical: vertical, horizontal: horizontal,
      outputPadding: (
        padding(vertical, x.shape[2], y.shape[2], w.shape[2]),
        padding(horizontal, x.shape[3], y.shape[3], w.shape[3])
      ), groups: sizes.groups)
    #expect(result.shape == x.shape)
    expectEqual(inner(sizes.definition(x, w), y), inner(x, result), scale: y)
  }

  @Test("A kernel as large as its stride sets copies of itself side by side") func copies() {
    let kernel = sample([1, 1, 2, 2])
    let y = transposedConvolution2D(Tensor([1, 10]).reshaped(1, 1, 1, 2), kernel, stride: 2)
    let k = kernel.scalars
    #expect(
      y.scalars
        == [k[0], k[1], 10 * k[0], 10 * k[1], k[2], k[3], 10 * k[2], 10 * k[3]])
  }

  @Test("Sizes follow the formula of the field") func sizes() {
    let x = Tensor.ones([2, 16, 7, 7])
    let w = Tensor.ones([16, 8, 4, 4])
    #expect(transposedConvolution2D(x, w, stride: 2, padding: 1).shape == [2, 8, 14, 14])
    let other = transposedConvolution2D(
      x, .ones([16, 8, 3, 3]), stride: 2, padding: 1, outputPadding: 1)
    #expect(other.shape == [2, 8, 14, 14])
    #expect(transposedConvolution2D(x, .ones([16, 2, 3, 3]), groups: 4).shape == [2, 8, 9, 9])
  }

  @Test("Its gradients agree with the convolution's") func gradients() {
    let (x, w, g) = (sample([2, 3, 4, 5]), sample([3, 2, 3, 3], seed: 2), sample([2, 2, 9, 11]))
    let (_, slope) = valueWithGradient(at: x, w) {
      (transposedConvolution2D($0, $1, stride: 2) * g).sum()
    }
    expectClose(slope.0, convolution2D(g, w, stride: 2), tolerance: 1e-4)
    let u = sample(w.shape, seed: 4)
    expectEqual(
      inner(slope.1, u), inner(transposedConvolution2D(x, u, stride: 2), g), scale: g)
  }
}

@Suite("Traps of convolution") struct ConvolutionTraps {
  @Test("Channels that do not fit") func channels() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = convolution2D(.zeros([1, 3, 8, 8]), .zeros([4, 2, 3, 3])) }
    #expect(
      message(result).contains(
        "convolution2D: images of shape [1, 3, 8, 8] and kernels of shape [4, 2, 3, 3] do not fit"))
  }

  @Test("A kernel larger than the image") func size() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = convolution2D(.zeros([1, 1, 4, 4]), .zeros([1, 1, 5, 5])) }
    #expect(message(result).contains("the kernel of [1, 1, 5, 5] is larger than the padded [1, 1"))
  }

  @Test("An output padding that no input explains") func outputPadding() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = transposedConvolution2D(
        .zeros([1, 1, 4, 4]), .zeros([1, 1, 3, 3]), stride: 2, outputPadding: 2)
    }
    #expect(message(result).contains("cannot give 11 × 11 outputs"))
  }

  @Test("A mask that is not of zeros and ones") func mask() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let axis = ConvolutionAxis()
      _ = convolution2D(
        .zeros([1, 1, 4, 4]), .zeros([1, 1, 1, 2]), vertical: axis, horizontal: axis,
        mask: Tensor([[1, 0.5]]))
    }
    #expect(message(result).contains("a mask holds zeros and ones, not 0.5"))
  }
}

@Suite("Convolution of sequences") struct SequenceConvolutionLaws {
  @Test("It is the convolution of images of one row") func oneRow() {
    let (x, w) = (sample([2, 4, 11]), sample([6, 2, 3], seed: 2))
    let expected = convolution2D(
      x.reshaped(2, 4, 1, 11), w.reshaped(6, 2, 1, 3), vertical: ConvolutionAxis(),
      horizontal: ConvolutionAxis(stride: 2, padding: 2, dilation: 2), groups: 2)
    let y = convolution1D(x, w, stride: 2, padding: 2, dilation: 2, groups: 2)
    #expect(y.expanded(atAxis: 2) == expected)
  }

  @Test("Padding on the left alone makes it causal") func causal() {
    let w = sample([1, 1, 3])
    let axis = ConvolutionAxis(leadingPadding: 4, trailingPadding: 0, dilation: 2)
    let outputs = [Float(1), 2].map { last in
      convolution1D(Tensor([1, 2, 3, 4, last]).reshaped(1, 1, 5), w, axis: axis)
    }
    #expect(outputs[0].shape == [1, 1, 5])
    #expect(outputs[0].scalars[..<4] == outputs[1].scalars[..<4])
    #expect(outputs[0].scalars[4] != outputs[1].scalars[4])
  }

  @Test("The transposed one is its adjoint") func adjoint() {
    let (x, w) = (sample([2, 4, 9]), sample([6, 4, 3], seed: 2))
    let y = sample([2, 6, 4], seed: 3)
    let left = (convolution1D(x, w, stride: 2) * y).sum()
    let right = (x * transposedConvolution1D(y, w, stride: 2)).sum()
    expectClose(left, right, tolerance: 1e-3)
  }
}
