// SPDX-License-Identifier: MIT

public import Distributions
public import Tensors

/// Estimates of the gradient of an expectation, one for each sample: their mean is the gradient.
public struct GradientSamples: Sendable {
  /// Estimates of the derivative by each mean, `[count, size]`.
  public let mean: Tensor
  /// Estimates of the derivative by each standard deviation, `[count, size]`.
  public let standardDeviation: Tensor
}

extension Normal {
  /// Estimates the gradient of `E_q[f(z)]` through the samples: `∇ f(μ + σ ⊙ ε)`.
  ///
  /// The function must have a derivative, and the samples follow smoothly from the parameters.
  ///
  /// - Shapes: the function maps `[count, size]` → `[count]`.
  /// - Requires: One density of vectors, of shape `[size]`.
  /// - Paper: Kingma & Welling (2013), *Auto-Encoding Variational Bayes*, arXiv:1312.6114.
  public func reparameterizedGradients(
    of function: (Tensor) -> Tensor, samples count: Int,
    using rng: inout some RandomNumberGenerator
  ) -> GradientSamples {
    let noise = Tensor.normal([count, eventSize("reparameterizedGradients")], using: &rng)
    // A row of parameters for each sample gives a gradient for each sample.
    let gradients = valueWithGradient(
      at: mean.broadcast(to: noise.shape), standardDeviation.broadcast(to: noise.shape)
    ) { mean, deviation in function(mean + deviation * noise).sum() }.gradient
    return GradientSamples(mean: gradients.0, standardDeviation: gradients.1)
  }

  /// Estimates the gradient of `E_q[f(z)]` from values alone: `(f(z) − b) ∇ log q(z)`, called REINFORCE.
  ///
  /// The function needs no derivative. A baseline `b` that does not depend on the sample leaves the mean as it is and
  /// can make the variance smaller.
  ///
  /// - Shapes: the function maps `[count, size]` → `[count]`.
  /// - Requires: One density of vectors, of shape `[size]`.
  /// - Paper: Williams (1992), *Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement
  ///   Learning*.
  public func reinforceGradients(
    of function: (Tensor) -> Tensor, samples count: Int, baseline: Float = 0,
    using rng: inout some RandomNumberGenerator
  ) -> GradientSamples {
    let noise = Tensor.normal([count, eventSize("reinforceGradients")], using: &rng)
    let z = (mean + standardDeviation * noise).detached()
    let scores = valueWithGradient(
      at: mean.broadcast(to: z.shape), standardDeviation.broadcast(to: z.shape)
    ) { Normal(mean: $0, standardDeviation: $1).logProb(z).sum() }.gradient
    let values = (function(z) - baseline).expanded(atAxis: 1)
    return GradientSamples(mean: values * scores.0, standardDeviation: values * scores.1)
  }

  private func eventSize(_ name: String) -> Int {
    if shape.rank != 1 {
      fail("\(name): a density of shape \(shape); one of shape [size] is needed")
    }
    return shape[0]
  }
}
