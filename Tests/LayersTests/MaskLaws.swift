// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Masks cut exactly what they say") struct MaskLaws {
  private var rng = PCG32(seed: 5)

  /// Whether each output changes with each input, from exact derivatives.
  private func dependence(of layer: any Layer, at x: Tensor) -> [[Bool]] {
    let matrix = jacobian(at: x) { layer($0) }
    let inputs = x.elementCount
    let scalars = matrix.scalars
    return stride(from: 0, to: scalars.count, by: inputs).map { row in
      scalars[row..<row + inputs].map { $0 != 0 }
    }
  }

  @Test("An output of a masked perceptron sees exactly the inputs before it")
  mutating func autoregressive() {
    let (inputs, hidden) = (Array(0..<5), (0..<32).map { $0 % 4 })
    let model = Sequential {
      MaskedLinear(inputDegrees: inputs, outputDegrees: hidden, using: &rng)
      Tanh()
      MaskedLinear(inputDegrees: hidden, outputDegrees: inputs, isStrict: true, using: &rng)
    }
    let seen = dependence(of: model, at: .normal([1, 5], using: &rng))
    for output in 0..<5 { #expect(seen[output] == (0..<5).map { $0 < output }) }
  }

  @Test("Masked weights never get a gradient") mutating func gradient() {
    let mask = Tensor([[1, 0], [0, 1], [1, 1]])
    let layer = MaskedLinear(mask: mask, using: &rng)
    let x = Tensor.normal([4, 3], using: &rng)
    let gradients = valueWithGradients(at: layer.parameters) { layer(x).sum() }.gradients
    #expect((gradients[0] .!= 0) == mask)
    #expect(layer.buffers.map(\.path) == ["mask"])
  }

  @Test("A masked layer is the layer with the product of weights and mask")
  mutating func product() {
    let mask = Tensor([[1, 0], [0, 1], [1, 1]])
    let layer = MaskedLinear(mask: mask, using: &rng)
    let plain = Linear(3, 2, using: &rng)
    plain.weight = layer.weight * mask
    plain.bias?.wrappedValue = layer.bias?.wrappedValue ?? .zeros([2])
    let x = Tensor.normal([4, 3], using: &rng)
    #expect(layer(x) == plain(x))
  }

  @Test("A layer under another mask has the same parameters and other connections")
  mutating func sharing() {
    let layer = MaskedLinear(mask: Tensor([[1, 0], [0, 1], [1, 1]]), using: &rng)
    let other = layer.masked(by: Tensor([[0, 1], [1, 0], [0, 0]]))
    let x = Tensor.normal([4, 3], using: &rng)
    layer.weight = .normal([3, 2], using: &rng)
    #expect(other.weight == layer.weight && other.$weight === layer.$weight)
    #expect(other.keptWeight == layer.weight * other.mask)
    #expect(
      other(x) == linear(x, layer.weight * other.mask, layer.bias?.wrappedValue, mask: other.mask))
    #expect(layer.mask == Tensor([[1, 0], [0, 1], [1, 1]]))
  }

  @Test("A pixel sees those before it in reading order, itself only with the second kind")
  mutating func pixels() {
    for kind in MaskedConv2D.Kind.allCases {
      let layer = MaskedConv2D(1, 1, kernelSize: 5, kind: kind, using: &rng)
      let seen = dependence(of: layer, at: .normal([1, 1, 4, 4], using: &rng))
      for output in 0..<16 {
        for input in 0..<16 {
          let (rows, columns) = (output / 4 - input / 4, output % 4 - input % 4)
          let isBefore = rows > 0 || (rows == 0 && (kind == .a ? columns > 0 : columns >= 0))
          let isInWindow = rows <= 2 && abs(columns) <= 2
          #expect(seen[output][input] == (isBefore && isInWindow), "\(kind) \(output) \(input)")
        }
      }
    }
  }

  @Test("At its own pixel a colour sees earlier colours, itself only with the second kind")
  mutating func colors() {
    for kind in MaskedConv2D.Kind.allCases {
      let layer = MaskedConv2D(6, 3, kernelSize: 3, kind: kind, colorCount: 3, using: &rng)
      let seen = dependence(of: layer, at: .normal([1, 6, 1, 2], using: &rng))
      for output in 0..<6 {
        for input in 0..<12 {
          let ((color, place), (other, before)) = ((output / 2, output % 2), (input / 4, input % 2))
          let ownPixel = kind == .a ? other < color : other <= color
          #expect(seen[output][input] == (before < place || (before == place && ownPixel)))
        }
      }
    }
  }

  @Test("A masked convolution is the convolution with the product of kernels and mask")
  mutating func maskedConvolution() {
    let layer = MaskedConv2D(6, 3, kernelSize: 3, kind: .a, colorCount: 3, using: &rng)
    let plain = Conv2D(6, 3, kernelSize: 3, padding: 1, using: &rng)
    plain.weight = layer.weight * layer.mask
    plain.bias?.wrappedValue = layer.bias?.wrappedValue ?? .zeros([3])
    let x = Tensor.normal([2, 6, 4, 5], using: &rng)
    expectNear(layer(x), plain(x).scalars)
  }

  @Test("A mask that cuts everything leaves the bias") mutating func nothing() {
    let layer = MaskedConv2D(1, 2, kernelSize: 1, kind: .a, using: &rng)
    let bias = layer.bias?.wrappedValue ?? .zeros([2])
    let expected = bias.reshaped(1, 2, 1, 1).broadcast(to: [3, 2, 4, 4])
    #expect(layer(.normal([3, 1, 4, 4], using: &rng)) == expected)
  }

  @Test("Gradients at masked kernels are those of the mask's places only")
  mutating func kernelGradients() {
    let layer = MaskedConv2D(2, 4, kernelSize: 3, kind: .b, colorCount: 2, using: &rng)
    let x = Tensor.normal([2, 2, 4, 4], using: &rng)
    let gradients = valueWithGradients(at: layer.parameters) { layer(x).sum() }.gradients
    #expect((gradients[0] .!= 0) == layer.mask)
  }

  @Test("A causal convolution sees its own place and those its dilation reaches back")
  mutating func causal() {
    let layer = CausalConv1D(1, 1, kernelSize: 3, dilation: 2, using: &rng)
    let seen = dependence(of: layer, at: .normal([1, 1, 7], using: &rng))
    for output in 0..<7 {
      #expect(seen[output] == (0..<7).map { [0, 2, 4].contains(output - $0) })
    }
  }

  @Test("A strict causal convolution does not see its own place") mutating func strict() {
    let layer = CausalConv1D(1, 1, kernelSize: 2, dilation: 3, isStrict: true, using: &rng)
    let seen = dependence(of: layer, at: .normal([1, 1, 7], using: &rng))
    for output in 0..<7 {
      #expect(seen[output] == (0..<7).map { [1, 4].contains(output - $0) })
    }
  }

  @Test("Doubled dilations see as far back as their sum") mutating func receptiveField() {
    let model = Sequential {
      for power in 0..<3 { CausalConv1D(1, 1, kernelSize: 2, dilation: 1 << power, using: &rng) }
    }
    let seen = dependence(of: model, at: .normal([1, 1, 10], using: &rng))
    #expect(seen[9] == (0..<10).map { $0 >= 2 })
  }
}
