// SPDX-License-Identifier: MIT

public import Tensors

/// An affine map of which a mask cuts connections.
///
/// `y = x · (W ⊙ M) + b`
///
/// The weights that the mask cuts exist, count as parameters, and never get a gradient.
/// - Shapes: `x` `[…, inputSize]` → `[…, outputSize]`; `W`, `M` `[inputSize, outputSize]`.
/// - Paper: Germain, Gregor, Murray & Larochelle (2015), *MADE: Masked Autoencoder for Distribution Estimation*,
///   arXiv:1502.03509.
public struct MaskedLinear: Layer {
  /// The matrix `W`.
  @Parameter public var weight: Tensor
  /// The offset `b`; none without a bias.
  public let bias: Parameter?
  /// The mask `M`, 1 where input and output are connected; it belongs to the model's state, because it may be random.
  @Buffer public var mask: Tensor

  /// Makes a layer with the connections of a mask, its first weights as if there were none.
  ///
  /// - Requires: A matrix of zeros and ones.
  public init(
    mask: Tensor, hasBias: Bool = true, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    if mask.rank != 2 { fail("MaskedLinear: a mask of shape \(mask.shape) is not a matrix") }
    mask.requireZerosAndOnes(in: "MaskedLinear")
    let (inputs, outputs) = (mask.shape[0], mask.shape[1])
    weight = initializer.tensor(mask.shape, fanIn: inputs, fanOut: outputs, using: &rng)
    bias = hasBias ? initializer.bias(outputs, fanIn: inputs, using: &rng) : nil
    self.mask = mask
  }

  /// Makes a layer that connects an input with an output where the output's degree is large enough.
  ///
  /// `M[i, j] = 1` where `outputDegrees[j] ≥ inputDegrees[i]`, or `>` if it is strict, as before the outputs of a model that
  /// must not see what they predict.
  public init(
    inputDegrees: [Int], outputDegrees: [Int], isStrict: Bool = false, hasBias: Bool = true,
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    let inputs = Tensor(inputDegrees).expanded(atAxis: 1)
    let outputs = Tensor(outputDegrees).expanded(atAxis: 0)
    self.init(
      mask: isStrict ? outputs .> inputs : outputs .>= inputs, hasBias: hasBias,
      initializer: initializer, using: &rng)
  }

  private init(weight: Parameter, bias: Parameter?, mask: Tensor) {
    (_weight, self.bias) = (weight, bias)
    self.mask = mask
  }

  /// A layer with the same parameters, of which another mask cuts connections.
  ///
  /// - Requires: A matrix of zeros and ones in the shape of the weights.
  public func masked(by mask: Tensor) -> MaskedLinear {
    if mask.shape != weight.shape {
      fail("masked(by:): a mask \(mask.shape) for weights \(weight.shape)")
    }
    mask.requireZerosAndOnes(in: "MaskedLinear")
    return MaskedLinear(weight: $weight, bias: bias, mask: mask)
  }

  /// The weights without those that the mask cuts: `W ⊙ M`.
  public var keptWeight: Tensor { weight * mask }

  /// The affine map along the connections that are left.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    linear(x, weight, bias?.wrappedValue, mask: mask)
  }
}

extension Tensor {
  /// Traps unless the tensor can be a mask.
  func requireZerosAndOnes(in name: String) {
    guard let other = withScalars({ $0.first { $0 != 0 && $0 != 1 } }) else { return }
    fail("\(name): a mask of shape \(shape) holds zeros and ones, not \(other)")
  }
}
