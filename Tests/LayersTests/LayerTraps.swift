// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Mistakes with layers are named in a sentence") struct LayerTraps {
  private struct Hidden: Module {
    let parts = ["a": Linear(zeros: 2)]
  }

  enum Mistake: String, CaseIterable, Codable {
    case perceptron = "MLP: [3] are no sizes of an input and an output"
    case linear = "linear: [2, 3] × [4, 2]: the inner sizes differ"
    case groups = "Conv2D: kernels of [3, 3] and 2 groups do not fit 3 input and 4 output channels"
    case maskShape = "MaskedLinear: a mask of shape [3] is not a matrix"
    case maskValue = "MaskedLinear: a mask of shape [1, 2] holds zeros and ones, not 0.5"
    case evenKernel = "MaskedConv2D: a mask of shape [1, 1, 2, 2] is not of kernels with a center"
    case colors = "MaskedConv2D: 4 input and 3 output channels do not fall into 3 colours"
    case embedding = "subscript: index 5 is outside axis 0 of [5, 2]"
    case fraction = "Embedding: 0.5 in a tensor of shape [1] is no symbol's number"
    case ragged = "Embedding: sequence 0 has 2 ids, sequence 1 has 1"
    case batchNorm = "BatchNorm: a tensor of shape [2, 3] does not have 4 channels along axis 1"
    case oneExample = "BatchNorm: a batch of shape [1, 4] has no two numbers for each channel"
    case layerNorm = "LayerNorm: a tensor of shape [2, 3] does not end in [4]"
    case groupNorm = "GroupNorm: 6 channels do not fall into 4 groups"
    case reference = "VirtualBatchNorm: [2, 3] does not begin with 4 reference examples"
    case dropout = "Dropout: 1.0 is not a probability below 1"
    case reshape = "Reshape: the examples of a tensor of shape [2, 3] do not have the shape [4]"
    case residual = "Residual: the block gives [2, 1], its input is [2, 3]; it needs a projection"
    case recurrent =
      "GRUCell: an input of shape [2, 4] and a state of shape [2, 5] do not fit weights of shape [3, 15]"
    case state =
      "LSTMCell: an input of shape [2, 3] and a state of shape [1, 5] do not fit weights of shape [3, 20]"
    case heads = "SelfAttention: vectors of size 6 do not fall into 4 heads"
    case attention = "SelfAttention: a tensor of shape [2, 3] holds no sequences of size 4"
    case sinusoidal = "SinusoidalEmbedding: 3 sines and cosines"
    case spectralNorm = "SpectralNorm: weights of shape [3, 2] that are all 0 have no norm"
    case weightNorm = "WeightNorm: weights of shape [3, 2] that are 0 have no direction"
    case initializer = "initializer: weights of shape [4] cannot be orthogonal"
    case parameter = "parameter: a value of shape [2] for one of shape [3, 2]"
    case dictionary = "module: a parameter hides in the dictionary or set 'parts'"

    func make() {
      var rng = PCG32(seed: 1)
      let x = Tensor.zeros([2, 3])
      switch self {
      case .perceptron: _ = MLP([3], using: &rng)
      case .linear: _ = Linear(4, 2, using: &rng)(x)
      case .groups: _ = Conv2D(3, 4, kernelSize: 3, groups: 2, using: &rng)
      case .maskShape: _ = MaskedLinear(mask: .zeros([3]), using: &rng)
      case .maskValue: _ = MaskedLinear(mask: Tensor([[1, 0.5]]), using: &rng)
      case .evenKernel: _ = MaskedConv2D(1, 1, kernelSize: 2, kind: .a, using: &rng)
      case .colors:
        _ = MaskedConv2D(4, 3, kernelSize: 3, kind: .a, colorCount: 3, using: &rng)
      case .embedding: _ = Embedding(5, 2, using: &rng)([5])
      case .fraction: _ = Embedding(5, 2, using: &rng)(Tensor([0.5]))
      case .ragged: _ = Embedding(5, 2, using: &rng)([[1, 2], [3]])
      default: makeMore(x, &rng)
      }
    }

    private func makeMore(_ x: Tensor, _ rng: inout PCG32) {
      switch self {
      case .batchNorm: _ = BatchNorm(4)(x)
      case .oneExample: _ = BatchNorm(4)(.zeros([1, 4]), using: &rng)
      case .layerNorm: _ = LayerNorm(4)(x)
      case .groupNorm: _ = GroupNorm(6, groups: 4)
      case .reference: _ = VirtualBatchNorm(3, referenceSize: 4)(x)
      case .dropout: _ = Dropout(1)
      case .reshape: _ = Reshape(to: [4])(x)
      case .residual: _ = Residual { Linear(3, 1, using: &rng) }(x)
      case .recurrent: _ = GRU(3, 5, using: &rng).run([.zeros([2, 4])])
      case .state:
        let state = LSTMCell.State(hidden: .zeros([2, 5]), cell: .zeros([1, 5]))
        _ = LSTMCell(3, 5, using: &rng)(x, state)
      case .heads: _ = SelfAttention(6, headCount: 4, using: &rng)
      case .attention: _ = SelfAttention(4, using: &rng)(x)
      case .sinusoidal: _ = SinusoidalEmbedding(3)
      case .spectralNorm:
        _ = SpectralNorm(Linear(3, 2, initializer: .zeros, using: &rng), using: &rng)
      case .weightNorm: _ = WeightNorm(Linear(3, 2, initializer: .zeros, using: &rng))
      case .initializer: _ = Initializer.orthogonal.tensor([4], fanIn: 4, fanOut: 1, using: &rng)
      case .parameter: Linear(3, 2, using: &rng).weight = .zeros([2])
      default: _ = Hidden().parameters
      }
    }
  }

  @Test("Each of them", arguments: Mistake.allCases) func mistakes(_ mistake: Mistake) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [mistake = mistake as Mistake] in
      mistake.make()
    }
    #expect(message(result).contains(mistake.rawValue))
  }
}

extension Linear {
  fileprivate init(zeros size: Int) {
    var rng = PCG32(seed: 1)
    self.init(size, size, using: &rng)
  }
}
