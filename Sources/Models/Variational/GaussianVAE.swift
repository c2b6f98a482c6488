// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
import Learning
public import Tensors

/// A variational autoencoder of real numbers, such as grey levels: a Gaussian code and Gaussian noise.
///
/// `p(x|z) = N(x | f(z), σ²I)`; all coordinates share one standard deviation, which is learned or given.
///
/// Without hidden layers it is probabilistic principal component analysis, whose likelihood has a formula.
/// - Shapes: examples `[batch, size]`; codes `[batch, latentSize]`.
/// - Units: nats per example, of a density: below 0 where it is high.
/// - Paper: Kingma & Welling (2013), *Auto-Encoding Variational Bayes*, arXiv:1312.6114, appendix C.2.
/// - Differs: One standard deviation instead of one for each pixel and code, so that no pixel can run away to 0.
public struct GaussianVAE: VariationalAutoencoder {
  /// The standard deviation of what the code leaves open.
  public enum Noise: Sendable {
    /// A given number.
    case fixed(Float)
    /// A parameter, from a first value.
    case learned(from: Float)
  }

  /// The network that gives mean and log-variance of the posterior.
  public let encoder: MLP
  /// The network that gives the mean of an example.
  public let decoder: MLP
  /// The distribution of codes before an example is seen: the standard normal.
  public let prior: Normal
  private let fixedDeviation: Float
  private let logDeviation: Parameter?

  /// Makes an autoencoder whose decoder mirrors its encoder.
  ///
  /// - Parameters:
  ///   - hiddenSizes: The sizes of the encoder's hidden layers, the first one next to the example; none makes it linear.
  ///   - noise: The standard deviation of the likelihood.
  ///   - activation: What follows each hidden layer.
  ///   - outputActivation: What keeps the means in their range, such as `Sigmoid()` for grey levels in 0…1.
  /// - Requires: A positive standard deviation.
  public init(
    size: Int, hiddenSizes: [Int], latentSize: Int = 2, noise: Noise = .learned(from: 0.2),
    activation: any Layer = ReLU(), outputActivation: (any Layer)? = nil,
    using rng: inout some RandomNumberGenerator
  ) {
    encoder = MLP([size] + hiddenSizes + [2 * latentSize], activation: activation, using: &rng)
    decoder = MLP(
      [latentSize] + hiddenSizes.reversed() + [size], activation: activation,
      lastActivation: outputActivation, using: &rng)
    prior = .standard(latentSize)
    switch noise {
    case .fixed(let deviation): (fixedDeviation, logDeviation) = (deviation, nil)
    case .learned(let deviation):
      fixedDeviation = deviation
      logDeviation = Parameter(wrappedValue: Tensor(log(deviation)))
    }
    if !(fixedDeviation > 0) {
      fail("GaussianVAE: the standard deviation \(fixedDeviation) is not positive")
    }
  }

  /// The standard deviation of each coordinate given the code.
  public var standardDeviation: Tensor {
    logDeviation.map { exp($0.wrappedValue) } ?? Tensor(fixedDeviation)
  }

  /// The approximate posterior q(z|x).
  public func posterior(given x: Tensor) -> Normal { Normal(halvesOf: encoder(x)) }

  /// The likelihood p(x|z).
  public func likelihood(given z: Tensor) -> Normal {
    Normal(mean: decoder(z), standardDeviation: standardDeviation)
  }

  /// The mean of what a code makes visible.
  ///
  /// - Shapes: `z` `[batch, latentSize]` → `[batch, size]`.
  public func decode(_ z: Tensor) -> Tensor { decoder(z) }
}
