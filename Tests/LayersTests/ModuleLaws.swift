// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Parameters are found wherever a module keeps them") struct ModuleLaws {
  private struct Leaf: Module {
    @Parameter var weight = Tensor([1, 2])
    @Buffer var count = Tensor(0)
  }

  private class Base: Module {
    @Parameter var first = Tensor(1)
    init() {}
  }

  private final class Derived: Base {
    @Parameter var second = Tensor([1, 2, 3])
    var itself: Derived?
  }

  private struct Everything: Module {
    let nested = Leaf()
    let array = [Leaf(), Leaf()]
    let present: Leaf? = Leaf()
    let absent: Leaf? = nil
    let pair = (left: Leaf(), 3, Leaf())
    let existential: any Module = Leaf()
    let object = Derived()
    let plain = Parameter(wrappedValue: Tensor(1))
    let numbers = [Float](repeating: 0, count: 1_000_000)
    let constant = Tensor.zeros([1000])
    let names = ["a": 1]
  }

  @Test("Paths name the properties in the order of their declaration") func paths() {
    let model = Everything()
    model.object.itself = model.object
    #expect(
      model.parameters.map(\.path) == [
        "nested.weight", "array.0.weight", "array.1.weight", "present.weight", "pair.left.weight",
        "pair.2.weight", "existential.weight", "object.first", "object.second", "plain",
      ])
  }

  @Test("Buffers have paths of their own") func buffers() {
    let paths = Everything().buffers.map(\.path)
    #expect(paths.count == 7)
    #expect(paths.first == "nested.count")
  }

  @Test("The number of parameters is the sum of their scalars") func count() {
    #expect(Everything().parameterCount == 7 * 2 + 1 + 3 + 1)
  }

  @Test("A parameter that is used twice counts once, under its first path") func tied() {
    struct Tied: Module {
      let encoder: Leaf
      let decoder: Leaf
    }
    let leaf = Leaf()
    let model = Tied(encoder: leaf, decoder: leaf)
    #expect(model.parameters.map(\.path) == ["encoder.weight"])
    #expect(model.parameterCount == 2)
  }

  @Test("Copies of a module share their parameters") func copies() {
    let original = Leaf()
    let copy = original
    copy.weight = Tensor([5, 6])
    #expect(original.weight == Tensor([5, 6]))
  }

  @Test("A loss has a gradient at each parameter, in their order") func gradients() {
    struct Pair: Module {
      @Parameter var a = Tensor([1, 2])
      @Parameter var b = Tensor(3)
    }
    let model = Pair()
    let (value, gradients) = valueWithGradients(at: model.parameters) {
      (model.a * model.a).sum() * model.b
    }
    #expect(value.scalar == 15)
    #expect(gradients == [Tensor([6, 12]), Tensor(5)])
    #expect(model.a == Tensor([1, 2]))
  }

  @Test("A buffer keeps no gradient") func bufferIsConstant() {
    let leaf = Leaf()
    let gradient = gradient(at: Tensor(2)) { x in
      leaf.count = x
      return leaf.count * x
    }
    #expect(gradient == Tensor(2))
  }
}

@Suite("A chain is made of what stands between its braces") struct SequentialLaws {
  private var rng = PCG32(seed: 3)

  @Test("Layers are applied in order") mutating func order() {
    let chain = Sequential {
      Activation { $0 + 1 }
      Activation { $0 * 10 }
    }
    #expect(chain(Tensor([1, 2])) == Tensor([20, 30]))
  }

  @Test("Conditions, loops and arrays choose layers") mutating func builder() {
    func chain(deep: Bool) -> Sequential {
      Sequential {
        if deep { Activation { $0 + 1 } }
        for factor in [2, 3] as [Float] { Activation { $0 * factor } }
        if deep { Activation { $0 - 1 } } else { Activation { $0 + 100 } }
        [Activation { $0 * 10 }, Activation { -$0 }]
      }
    }
    #expect(chain(deep: true).layers.count == 6)
    #expect(chain(deep: true)(Tensor(1)).scalar == -110)
    #expect(chain(deep: false)(Tensor(1)).scalar == -1060)
  }

  @Test("Parameters have their layer's number in their path") mutating func paths() {
    let chain = Sequential {
      Linear(2, 3, using: &rng)
      ReLU()
      Residual { Linear(3, 3, hasBias: false, using: &rng) }
    }
    #expect(
      chain.parameters.map(\.path) == [
        "layers.0.weight", "layers.0.bias", "layers.2.block.layers.0.weight",
      ])
  }

  @Test("Layers behave in training as in training") mutating func training() {
    let chain = Sequential { Sequential { Residual { Dropout(0.5) } } }
    let x = Tensor.ones([1000])
    #expect(chain(x) == x * 2)
    let trained = Set(chain(x, using: &rng).scalars)
    #expect(trained == [1, 3])
  }

  @Test("A perceptron is its maps with activations between them") mutating func perceptron() {
    let mlp = MLP([3, 4, 2], activation: Tanh(), lastActivation: Sigmoid(), using: &rng)
    let x = Tensor.normal([5, 3], using: &rng)
    #expect(mlp(x) == sigmoid(mlp.layers[1](tanh(mlp.layers[0](x)))))
    #expect(mlp(x, using: &rng) == mlp(x))
    #expect(mlp.parameters.map(\.path).first == "layers.0.weight")
  }

  @Test("A perceptron takes any function as its activation") mutating func function() {
    let mlp = MLP([3, 4, 2], activation: { sin($0) }, using: &rng)
    let x = Tensor.normal([5, 3], using: &rng)
    #expect(mlp(x) == mlp.layers[1](sin(mlp.layers[0](x))))
  }

  @Test("Activation layers are the functions of their names") func activations() {
    let x = Tensor([-2, -0.5, 0, 0.5, 2])
    let pairs: [(any Layer, Tensor)] = [
      (ReLU(), relu(x)), (LeakyReLU(slope: 0.2), leakyRelu(x, slope: 0.2)), (Tanh(), tanh(x)),
      (Sigmoid(), sigmoid(x)), (SiLU(), silu(x)), (GELU(), gelu(x)),
      (ELU(alpha: 0.5), elu(x, alpha: 0.5)), (Softplus(), softplus(x)),
    ]
    for (layer, expected) in pairs { #expect(layer(x) == expected, "\(type(of: layer))") }
  }

  @Test("A residual adds its input, or its projection") mutating func residual() {
    let x = Tensor.normal([2, 3], using: &rng)
    #expect(Residual { Activation { $0 * 4 } }(x) == x + x * 4)
    let (block, projection) = (Linear(3, 2, using: &rng), Linear(3, 2, using: &rng))
    let layer = Residual(projection: projection) { block }
    #expect(layer(x) == projection(x) + block(x))
    #expect(layer.parameterCount == 16)
  }

  @Test("A concatenation puts its block's output after its input") mutating func concatenating() {
    let x = Tensor.normal([2, 3, 4, 4], using: &rng)
    let layer = Concatenating {
      MaxPool2D(size: 2)
      Upsample(by: 2)
      Dropout(0.5)
    }
    let y = layer(x)
    #expect(y.shape == [2, 6, 4, 4])
    #expect(y.sliced(..<3, alongAxis: 1) == x)
    #expect(y.sliced(3..., alongAxis: 1) == x.maxPooled(size: 2).upsampled(by: 2))
    #expect(layer(x, using: &rng).sliced(3..., alongAxis: 1).scalars.contains(0))
  }

  @Test("Shape layers keep the batch") func shapes() {
    let x = wave([2, 3, 4, 4], 0)
    #expect(Flatten()(x).shape == [2, 48])
    #expect(Reshape(to: [3, 4, 4])(Flatten()(x)) == x)
    #expect(MaxPool2D(size: 2)(x) == x.maxPooled(size: 2))
    #expect(AveragePool2D(size: 3, stride: 1, padding: 1)(x).shape == [2, 3, 4, 4])
    #expect(AveragePool2D(size: 2)(Upsample(by: 2)(x)) == x)
    #expect(Upsample(by: 3, interpolation: .linear)(x).shape == [2, 3, 12, 12])
  }
}
