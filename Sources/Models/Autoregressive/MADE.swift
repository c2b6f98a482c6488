// SPDX-License-Identifier: MIT

public import Layers
import Learning
public import Tensors

/// An autoencoder of binary vectors whose connections are masked until its outputs are the conditionals of the chain rule.
///
/// `h⁰ = x`, `hˡ = a((Wˡ ⊙ Mˡ) hˡ⁻¹ + bˡ)`, `x̂ = σ((V ⊙ M) hᴸ + c)` with `x̂ᵢ = p(xᵢ = 1 | x_{<i})`, so that
/// `log p(x) = Σᵢ log Bernoulli(xᵢ | x̂ᵢ)` takes one pass and is exact. Without hidden layers it is a fully visible
/// sigmoid belief network.
///
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Germain, Gregor, Murray & Larochelle (2015), *MADE: Masked Autoencoder for Distribution Estimation*,
///   arXiv:1502.03509.
public struct MADE: AutoregressiveModel {
  /// The maps to the hidden layers, `Wˡ ⊙ Mˡ` with `bˡ`.
  public let hiddenLayers: [MaskedLinear]
  /// The map to the logits, `V ⊙ M` with `c`.
  public let output: MaskedLinear
  /// A map from the inputs straight to the logits, if there is one.
  public let direct: MaskedLinear?
  /// What follows each hidden map.
  public let activation: any Layer
  // Part of the state, because the order may have been drawn.
  @Buffer var orderedPlaces: Tensor

  /// Makes a model with the masks that follow from labels.
  ///
  /// - Parameters:
  ///   - isDirect: Whether inputs also lead straight to the logits.
  public init(
    labels: MaskLabels, isDirect: Bool = false, activation: any Layer = ReLU(),
    initializer: Initializer = .standard, using rng: inout some RandomNumberGenerator
  ) {
    var layers: [MaskedLinear] = []
    for mask in labels.masks {
      layers.append(MaskedLinear(mask: mask, initializer: initializer, using: &rng))
    }
    output = layers.removeLast()
    hiddenLayers = layers
    direct =
      isDirect
      ? MaskedLinear(mask: labels.directMask, hasBias: false, initializer: .zeros, using: &rng)
      : nil
    self.activation = activation
    orderedPlaces = Tensor(labels.order)
  }

  /// Makes a model in the natural order, whose hidden units see evenly spread numbers of variables.
  public init(
    size: Int = 784, hiddenSizes: [Int] = [500], isDirect: Bool = false,
    using rng: inout some RandomNumberGenerator
  ) {
    let labels = MaskLabels.natural(size: size, hiddenSizes: hiddenSizes)
    self.init(labels: labels, isDirect: isDirect, using: &rng)
  }

  private init(_ model: MADE, labels: MaskLabels) {
    let masks = labels.masks
    hiddenLayers = zip(model.hiddenLayers, masks).map { $0.masked(by: $1) }
    output = model.output.masked(by: masks[model.hiddenLayers.count])
    direct = model.direct?.masked(by: labels.directMask)
    activation = model.activation
    orderedPlaces = Tensor(labels.order)
  }

  /// A model with the same parameters, masked by other labels.
  ///
  /// - Requires: Labels for as many units in each layer.
  public func relabeled(_ labels: MaskLabels) -> MADE {
    let sizes = labels.hidden.map { $0.shape[0] }
    if labels.size != size || sizes != hiddenSizes {
      fail(
        "relabeled: labels for \(labels.size)–\(sizes) units; the model has \(size)–\(hiddenSizes)")
    }
    return MADE(self, labels: labels)
  }

  /// The number of variables.
  public var size: Int { output.mask.shape[1] }
  /// The numbers of units of the hidden layers.
  public var hiddenSizes: [Int] { hiddenLayers.map { $0.mask.shape[1] } }
  /// The variables in the order in which the chain rule takes them.
  public var order: [Int] { orderedPlaces.scalars.map { Int($0) } }
  /// The masks of all layers, that of the outputs last.
  public var masks: [Tensor] { hiddenLayers.map(\.mask) + [output.mask] }

  /// The logits of all conditionals `p(xᵢ = 1 | x_{<i})`.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func logits(given x: Tensor) -> Tensor {
    let hidden = hiddenLayers.reduce(x) { h, layer in activation(layer(h)) }
    let logits = output(hidden)
    return direct.map { logits + $0(x) } ?? logits
  }

  /// Keeps the first places of vectors in the model's order, and draws the others one after another.
  ///
  /// A new value adds a row of weights to the sums of the first layer, and only one output is asked for.
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  public func completed(
    _ x: Tensor, keeping step: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    checkCompletion(of: x, keeping: step)
    let numbers = Tensor.uniform([size - step, x.shape[0], 1], using: &rng)
    return withoutGradient {
      var sampler = MADESampler(self, count: x.shape[0])
      for place in order[..<step] { sampler.set(place, to: x.sliced(place...place, alongAxis: 1)) }
      for (index, place) in order[step...].enumerated() {
        sampler.set(place, to: numbers[index] .< sigmoid(sampler.logit(at: place)))
      }
      return sampler.vectors
    }
  }
}
