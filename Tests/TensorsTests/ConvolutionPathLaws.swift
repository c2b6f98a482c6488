// SPDX-License-Identifier: MIT

import Testing

@testable import Tensors

/// Few and many channels are convolved by different loops, and each instruction set has its own.
@Suite("Loops of convolution") struct ConvolutionPathLaws {
  static let cases: [ConvolutionCase] = {
    var rng = PCG32(seed: 21)
    let channels = [
      (1, 1), (1, 2), (2, 2), (1, 9), (1, 33), (3, 16), (9, 1), (17, 3), (9, 17), (33, 8), (8, 8),
      (40, 12), (8, 33),
    ]
    return channels.enumerated().map { index, pair in
      func axis() -> ConvolutionAxis {
        ConvolutionAxis(
          stride: .random(in: 1...3, using: &rng), leadingPadding: .random(in: 0...2, using: &rng),
          trailingPadding: .random(in: 0...2, using: &rng),
          dilation: .random(in: 1...2, using: &rng))
      }
      return ConvolutionCase(
        batch: .random(in: 1...2, using: &rng), groups: index % 3 == 2 ? 2 : 1,
        channels: (input: pair.0, output: pair.1),
        image: (.random(in: 5...8, using: &rng), .random(in: 5...8, using: &rng)),
        kernel: (.random(in: 1...3, using: &rng), .random(in: 1...3, using: &rng)),
        vertical: axis(), horizontal: axis())
    } + [
      ConvolutionCase(batch: 3, channels: (33, 9), image: (4, 5), kernel: (1, 1)),
      ConvolutionCase(
        batch: 1, channels: (9, 8), image: (5, 40), kernel: (1, 2),
        horizontal: .init(stride: 2, padding: 1)),
    ]
  }()

  @Test("They compute the definition", arguments: MatrixBlockLaws.instructionSets)
  func definition(_ instructionSet: String) {
    for sizes in Self.cases {
      let (x, w) = (sizes.x, sizes.weight)
      let bias = sample([w.shape[0]], seed: 6)
      let y = MatrixKernel.$instructionSet.withValue(instructionSet) {
        convolution2D(
          x, w, bias: bias, vertical: sizes.vertical, horizontal: sizes.horizontal,
          groups: sizes.groups)
      }
      let expected = sizes.definition(x, w) + bias.reshaped(w.shape[0], 1, 1)
      expectClose(y, expected, tolerance: 2e-4)
    }
  }

  @Test("Gradients are the adjoints", arguments: MatrixBlockLaws.instructionSets)
  func adjoints(_ instructionSet: String) {
    for sizes in Self.cases {
      let (x, w) = (sizes.x, sizes.weight)
      let y = sample(sizes.convolve(x, w).shape, seed: 3)
      let (v, u) = (sample(x.shape, seed: 4), sample(w.shape, seed: 5))
      let slopes = MatrixKernel.$instructionSet.withValue(instructionSet) {
        valueWithGradient(at: x, w) { (sizes.convolve($0, $1) * y).sum() }.1
      }
      expectNear((slopes.0 * v).sum(), (y * sizes.definition(v, w)).sum(), sizes)
      expectNear((slopes.1 * u).sum(), (y * sizes.definition(x, u)).sum(), sizes)
    }
  }

  @Test("A bias is added to each channel, also of the adjoint, and receives their sums")
  func bias() {
    for channels in [(2, 3), (12, 3), (3, 12), (12, 12)] {
      let x = sample([2, channels.0, 5, 6])
      let (w, b) = (sample([channels.1, channels.0, 3, 2], seed: 2), sample([channels.1], seed: 3))
      let back = sample([channels.0, channels.1, 3, 2], seed: 2)
      let column = b.reshaped(channels.1, 1, 1)
      let (y, z) = (convolution2D(x, w, stride: 2), transposedConvolution2D(x, back, stride: 2))
      expectClose(convolution2D(x, w, bias: b, stride: 2), y + column, tolerance: 1e-4)
      expectClose(
        transposedConvolution2D(x, back, bias: b, stride: 2), z + column, tolerance: 1e-4)
      let g = sample(y.shape, seed: 4)
      expectClose(
        gradient(at: b) { (convolution2D(x, w, bias: $0, stride: 2) * g).sum() },
        g.sum(alongAxes: [0, 2, 3]), tolerance: 1e-4)
    }
  }

  @Test("The bits of an image do not follow from the images beside it")
  func position() {
    for channels in [(16, 16), (1, 16), (16, 2)] {
      let x = sample([9, channels.0, 20, 21])
      let w = sample([channels.1, channels.0, 3, 3], seed: 2)
      let back = sample([channels.0, channels.1, 4, 4], seed: 2)
      let y = convolution2D(x, w, padding: 1)
      let z = transposedConvolution2D(x, back, stride: 2, padding: 1)
      #expect(convolution2D(x[4..<5], w, padding: 1) == y[4..<5])
      #expect(transposedConvolution2D(x[4..<5], back, stride: 2, padding: 1) == z[4..<5])
    }
  }

  @Test("The bits are the same for any number of threads", arguments: [2, 3])
  func threads(_ threadCount: Int) {
    func results() -> [Tensor] {
      [(20, 40), (1, 40), (40, 1)].flatMap { channels in
        let x = sample([9, channels.0, 17, 16])
        let w = sample([channels.1, channels.0, 4, 4], seed: 2)
        let (value, slopes) = valueWithGradient(at: x, w) {
          pow(convolution2D($0, $1, stride: 2, padding: 1), 2).mean()
        }
        return [value, slopes.0, slopes.1]
      }
    }
    let alone = Workers.$current.withValue(Workers(threadCount: 1)) { results() }
    let together = Workers.$current.withValue(Workers(threadCount: threadCount)) { results() }
    #expect(alone == together)
  }

  @Test("A bias of the wrong size traps") func wrongBias() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = convolution2D(.zeros([1, 2, 4, 4]), .zeros([3, 2, 2, 2]), bias: .zeros([2]))
    }
    #expect(message(result).contains("[2] does not fit 3 output channels"))
  }

  private func expectNear(_ actual: Tensor, _ expected: Tensor, _ sizes: ConvolutionCase) {
    let error = abs(actual.scalar - expected.scalar)
    #expect(error <= 2e-4 * (100 + abs(expected.scalar)), "\(sizes)")
  }
}
