// SPDX-License-Identifier: MIT

import Glibc
public import Models
public import Tensors

/// How likely test examples are under a kernel density estimate of a model's samples, for models without a density.
///
/// `1/n Σᵢ log (1/m Σⱼ N(xᵢ | sⱼ, σ²I))`, with the width `σ` under which validation examples are most likely
///
/// - Precision: No measure to rank models of images by: cluster centres of the training images beat the images themselves.
/// - Units: nats per example.
/// - Paper: Breuleux, Bengio & Vincent (2011), *Quickly Generating Representative Samples from an RBM-Derived Process*;
///   Theis, van den Oord & Bethge (2016), *A Note on the Evaluation of Generative Models*, arXiv:1511.01844.
public struct ParzenScore: Sendable {
  /// Ten widths from 0.1 to 1 in equal ratios, for pixels in 0…1.
  public static let pixelBandwidths: [Float] = (0..<10).map { powf(10, Float($0) / 9 - 1) }

  /// The estimate with the width that was chosen.
  public let estimate: KernelDensity
  /// The mean log-likelihood of the test examples.
  public let logLikelihood: Float
  /// The standard error of that mean.
  public let standardError: Float

  /// Fits the width to validation examples, and scores test examples.
  ///
  /// - Parameters:
  ///   - test: The examples to be explained, `[count, size]`.
  ///   - samples: The samples of the model.
  ///   - validation: Other real examples, which choose the width.
  ///   - bandwidths: The widths to choose from; by default those for pixels.
  /// - Requires: Two test examples or more.
  public init(
    of test: Tensor, by samples: Tensor, validation: Tensor,
    bandwidths: [Float] = pixelBandwidths
  ) {
    let candidates = bandwidths.map { KernelDensity(samples, bandwidth: $0) }
    let scores = candidates.map { $0.logProb(validation).mean().scalar }
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), test.shape[0] > 1 else {
      fail("ParzenScore: \(bandwidths.count) widths and test examples \(test.shape)")
    }
    estimate = candidates[best]
    let logProb = estimate.logProb(test)
    logLikelihood = logProb.mean().scalar
    standardError = sqrtf(logProb.variance().scalar / Float(test.shape[0]))
  }
}
