// SPDX-License-Identifier: MIT

public import Layers
public import Learning
public import Tensors

/// Two networks: an encoder that squeezes an example into a short code, and a decoder that draws it again.
///
/// `z = e(x)`, `x' = d(z)`, trained by `min Σ ‖x' − x‖²` or by another error of choice. Nothing says how likely a code or an
/// example is: an autoencoder has no density and draws nothing by itself.
///
/// - Shapes: examples `[batch, …]`, codes `[batch, codeSize]`.
/// - Units: those of the error, summed over an example's numbers.
/// - Paper: Hinton & Salakhutdinov (2006), *Reducing the Dimensionality of Data with Neural Networks*, Science 313.
/// - Differs: Smooth rectified units from a wide start learn at once; the paper's logistic units had to be trained layer by layer
///   before.
public struct Autoencoder: Trainable {
  /// The network from examples to codes.
  public let encoder: any Layer
  /// The network from codes to reconstructions, or to their log-odds where these lie in 0…1.
  public let decoder: any Layer
  let readout: DecoderReadout

  /// What training minimises.
  public var error: ReconstructionError { readout.error }
  /// What the numbers of a reconstruction may be.
  public var range: ReconstructionRange { readout.range }

  /// Puts two networks together.
  ///
  /// - Requires: Reconstructions in 0…1 for the cross entropy.
  public init(
    encoder: any Layer, decoder: any Layer, range: ReconstructionRange = .unit,
    error: ReconstructionError = .squared
  ) {
    (self.encoder, self.decoder) = (encoder, decoder)
    readout = DecoderReadout(range, error)
  }

  /// Makes an encoder with the sizes of its layers, from the example's to the code's, and a decoder that mirrors it.
  ///
  /// Two sizes make both networks affine: a linear autoencoder, if reconstructions are unbounded.
  ///
  /// - Requires: Two sizes or more.
  public init(
    _ sizes: [Int], activation: any Layer = SiLU(), range: ReconstructionRange = .unit,
    error: ReconstructionError = .squared, initializer: Initializer = .heUniform,
    using rng: inout some RandomNumberGenerator
  ) {
    self.init(
      encoder: MLP(sizes, activation: activation, initializer: initializer, using: &rng),
      decoder: MLP(
        sizes.reversed(), activation: activation, initializer: initializer, using: &rng),
      range: range, error: error)
  }

  /// The codes of examples.
  ///
  /// - Shapes: `[batch, …]` → `[batch, codeSize]`.
  public func encode(_ x: Tensor) -> Tensor { encoder(x) }

  /// The examples that codes stand for.
  ///
  /// - Shapes: `[batch, codeSize]` → `[batch, …]`.
  public func decode(_ z: Tensor) -> Tensor { readout.values(decoder(z)) }

  /// What the decoder makes of the codes of examples.
  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// The error of each example's reconstruction.
  ///
  /// - Shapes: `[batch, …]` → `[batch]`.
  public func reconstructionError(of x: Tensor) -> Tensor { readout.errors(decoder(encoder(x)), x) }

  /// The mean error of a batch, in training.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    readout.errors(decoder(encoder(x, using: &rng), using: &rng), x).mean()
  }

  /// The mean error of examples that the networks do not learn from.
  public func validationLoss(
    on x: Tensor, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    reconstructionError(of: x).mean()
  }

  /// The same autoencoder, to be trained with a weight for each number of an example.
  public var weighted: WeightedAutoencoder { WeightedAutoencoder(autoencoder: self) }
}

/// An autoencoder in whose training some numbers of an example count more than others.
///
/// `min Σᵢ wᵢ (x'ᵢ − xᵢ)²`, or another error of choice.
///
/// - Shapes: examples and weights, both `[batch, …]`.
public struct WeightedAutoencoder: Trainable {
  /// The autoencoder, whose parameters the training changes.
  public let autoencoder: Autoencoder

  /// The mean of the weighted errors of a batch of examples and their weights.
  public func loss(
    on batch: Labeled<Tensor, Tensor>, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let (x, weights) = (batch.inputs, batch.labels)
    if weights.shape != x.shape {
      fail("WeightedAutoencoder: weights of shape \(weights.shape) for examples \(x.shape)")
    }
    let code = autoencoder.encoder(x, using: &rng)
    let outputs = autoencoder.decoder(code, using: &rng)
    return autoencoder.readout.errors(outputs, x, weights: weights).mean()
  }
}
