// SPDX-License-Identifier: MIT

import Layers
import Tensors
import Testing

@Suite("Gradients of layers are their changes") struct LayerGradientLaws {
  enum Kind: String, CaseIterable {
    case linear, conv1D, causal, conv2D, convTranspose1D, convTranspose2D
    case maskedLinear, maskedConv2D, batchNorm, layerNorm, groupNorm, instanceNorm
    case virtualBatchNorm, spectralNorm, weightNorm, gru, lstm, attention, causalAttention

    /// A layer and an input for it.
    func make(using rng: inout PCG32) -> (layer: any Layer, x: Tensor) {
      let maps = Tensor.normal([2, 4, 3, 3], using: &rng)
      let sequences = Tensor.normal([2, 4, 5], using: &rng)
      switch self {
      case .linear: return (Linear(5, 3, using: &rng), sequences)
      case .conv1D: return (Conv1D(4, 2, kernelSize: 3, stride: 2, using: &rng), sequences)
      case .causal: return (CausalConv1D(4, 2, kernelSize: 2, dilation: 2, using: &rng), sequences)
      case .conv2D: return (Conv2D(4, 2, kernelSize: 2, groups: 2, using: &rng), maps)
      case .convTranspose1D:
        return (ConvTranspose1D(4, 2, kernelSize: 3, stride: 2, using: &rng), sequences)
      case .convTranspose2D:
        return (ConvTranspose2D(4, 2, kernelSize: 3, stride: 2, using: &rng), maps)
      case .maskedLinear:
        let layer = MaskedLinear(
          inputDegrees: [0, 1, 2, 3, 4], outputDegrees: [1, 3], using: &rng)
        return (layer, sequences)
      case .maskedConv2D:
        return (MaskedConv2D(4, 2, kernelSize: 3, kind: .b, colorCount: 2, using: &rng), maps)
      case .batchNorm: return (BatchNorm(4), maps)
      case .layerNorm: return (LayerNorm(5), sequences)
      case .groupNorm: return (GroupNorm(4, groups: 2), maps)
      case .instanceNorm: return (InstanceNorm(4), sequences)
      case .virtualBatchNorm: return (VirtualBatchNorm(4, referenceSize: 1), maps)
      case .spectralNorm:
        let base = Linear(5, 3, initializer: .normal(standardDeviation: 1), using: &rng)
        return (SpectralNorm(base, using: &rng), sequences)
      case .weightNorm: return (WeightNorm(Linear(5, 3, using: &rng)), sequences)
      case .gru: return (GRU(5, 3, using: &rng), sequences)
      case .lstm: return (LSTM(5, 3, using: &rng), sequences)
      case .attention: return (SelfAttention(5, using: &rng), sequences)
      case .causalAttention:
        return (
          SelfAttention(4, headCount: 2, isCausal: true, using: &rng), sequences.transposed(0, 2, 1)
        )
      }
    }
  }

  @Test("In use", arguments: Kind.allCases) func inUse(_ kind: Kind) {
    var rng = PCG32(seed: 40)
    let (layer, x) = kind.make(using: &rng)
    expectGradients(of: layer, at: x) { layer($0) }
  }

  @Test("Batch normalisation in training") func batchNorm() {
    var rng = PCG32(seed: 41)
    let layer = BatchNorm(4)
    layer.scale = .normal([4], using: &rng)
    var unused = rng
    expectGradients(of: layer, at: .normal([3, 4, 2, 2], using: &rng)) {
      layer($0, using: &unused)
    }
  }

  @Test(
    "Gradients of gradients, as a critic's penalty needs them",
    arguments: [
      Kind.linear, .conv2D, .maskedConv2D, .layerNorm, .groupNorm, .virtualBatchNorm, .spectralNorm,
      .weightNorm, .gru, .attention,
    ])
  func second(_ kind: Kind) {
    var rng = PCG32(seed: 42)
    let (layer, x) = kind.make(using: &rng)
    expectGradients(of: layer, at: x) { x in
      let slopes = gradient(at: x) { tanh(layer($0)).sum() }
      return (slopes * slopes).sum()
    }
  }
}
