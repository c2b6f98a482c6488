// SPDX-License-Identifier: MIT

public import Distributions
public import Layers
import Learning
public import Tensors

/// A step of a masked autoregressive flow: each coordinate is scaled and shifted in dependence on those before it.
///
/// `xᵢ = zᵢ exp(αᵢ) + μᵢ` with `μᵢ, αᵢ` functions of `x₁ … xᵢ₋₁`, hence `p(xᵢ | x₁ … xᵢ₋₁) = N(μᵢ, exp(2αᵢ))`
///
/// The inverse takes one pass of the network, forward as many as there are coordinates. `Inverse` of a step, which reads
/// its functions from the noise instead, is the step of an inverse autoregressive flow.
///
/// - Shapes: points `[batch, size]`; the network `[batch, size]` → `[batch, 2 · size]`, first μ, then α.
/// - Paper: Papamakarios, Pavlakou & Murray (2017), *Masked Autoregressive Flow for Density Estimation*,
///   arXiv:1705.07057; Kingma, Salimans et al. (2016), *Improving Variational Inference with Inverse Autoregressive Flow*,
///   arXiv:1606.04934.
public struct MaskedAutoregressive: Bijector, Module {
  /// The number of coordinates.
  public let size: Int
  /// The network of both functions; its outputs for a coordinate may depend on those before it alone.
  public let network: any Layer

  /// Makes a step with a network of its own.
  ///
  /// - Requires: A network whose outputs for a coordinate see none of the later ones, nor itself.
  public init(size: Int, network: any Layer) {
    if size < 1 { fail("MaskedAutoregressive: \(size) coordinates") }
    (self.size, self.network) = (size, network)
  }

  /// Makes a step with a masked perceptron of some hidden sizes.
  public init(size: Int, hiddenSizes: [Int], using rng: inout some RandomNumberGenerator) {
    self.init(
      size: size, network: MaskedPerceptron(size: size, hiddenSizes: hiddenSizes, using: &rng))
  }

  /// The functions μ and α of the coordinates.
  ///
  /// - Shapes: `x` `[batch, size]` → twice the same.
  public func meanAndLogScale(_ x: Tensor) -> (mean: Tensor, logScale: Tensor) {
    if x.shape.last != size {
      fail("MaskedAutoregressive: points of shape \(x.shape) for \(size) coordinates")
    }
    let parts = network(x).split(into: 2, alongAxis: -1)
    return (parts[0], parts[1])
  }

  /// The image of points, and the logarithm of the stretch there: one pass for each coordinate.
  public func forward(_ z: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    var x = Tensor.zeros(z.shape)
    var logDeterminant = Tensor(0)
    for place in 0..<size {
      // The pass finds the coordinates before the place right, and so the functions at it.
      let (mean, logScale) = meanAndLogScale(x)
      let next = z * exp(logScale) + mean
      let here = Tensor.oneHot([place], classCount: size)[0]
      x = x * (1 - here) + next * here
      if place == size - 1 { logDeterminant = logScale.sum(alongAxis: -1) }
    }
    return (x, logDeterminant)
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there: one pass.
  public func inverse(_ x: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (mean, logScale) = meanAndLogScale(x)
    return ((x - mean) * exp(-logScale), -logScale.sum(alongAxis: -1))
  }
}

/// A perceptron whose outputs for a coordinate see only the coordinates before it.
///
/// - Paper: Germain, Gregor, Murray & Larochelle (2015), *MADE: Masked Autoencoder for Distribution Estimation*,
///   arXiv:1502.03509.
struct MaskedPerceptron: Layer {
  let layers: [MaskedLinear]

  init(size: Int, hiddenSizes: [Int], using rng: inout some RandomNumberGenerator) {
    let coordinates = Array(0..<size)
    var (layers, degrees) = ([MaskedLinear](), coordinates)
    for hiddenSize in hiddenSizes {
      let next = (0..<hiddenSize).map { $0 % max(size - 1, 1) }
      layers.append(MaskedLinear(inputDegrees: degrees, outputDegrees: next, using: &rng))
      degrees = next
    }
    layers.append(
      MaskedLinear(
        inputDegrees: degrees, outputDegrees: coordinates + coordinates, isStrict: true,
        using: &rng))
    self.layers = layers
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let hidden = layers.dropLast().reduce(x) { relu($1($0)) }
    return layers[layers.count - 1](hidden)
  }
}

/// A masked autoregressive flow: autoregressive steps with the order of the coordinates turned around in between.
///
/// - Shapes: examples and codes `[batch, size]`.
/// - Units: nats per example.
/// - Differs: No batch normalisation between the steps.
/// - Paper: Papamakarios, Pavlakou & Murray (2017), *Masked Autoregressive Flow for Density Estimation*,
///   arXiv:1705.07057.
public struct MAF: FlowModel {
  /// The standard normal distribution of codes.
  public let prior: Normal
  /// The autoregressive steps and the reversals between them, the one nearest to the code first.
  public let steps: [any Bijector]

  /// Makes a flow of so many autoregressive steps.
  ///
  /// - Requires: At least one step.
  public init(
    size: Int, stepCount: Int = 5, hiddenSizes: [Int] = [100, 100],
    using rng: inout some RandomNumberGenerator
  ) {
    if stepCount < 1 { fail("MAF: \(stepCount) steps") }
    var steps: [any Bijector] = []
    for index in 0..<stepCount {
      if index > 0 { steps.append(Permutation.reversal(size)) }
      steps.append(MaskedAutoregressive(size: size, hiddenSizes: hiddenSizes, using: &rng))
    }
    (self.steps, prior) = (steps, .standard(size))
  }
}
