// SPDX-License-Identifier: MIT

public import Distributions
import Layers
import Learning
public import Tensors

/// Glow: a flow on images in several scales, each of many steps of normalisation, mixing of channels, and coupling.
///
/// From the example to the code each level squeezes 2 × 2 pixels into four channels, takes its steps, and hands half of
/// the channels on to the code; the next level works on the rest.
///
/// - Shapes: examples and codes `[batch, channels · height · width]`.
/// - Units: nats per example.
/// - Differs: The codes that a level hands on are standard normal, whatever the rest is.
/// - Paper: Kingma & Dhariwal (2018), *Glow: Generative Flow with Invertible 1×1 Convolutions*, arXiv:1807.03039.
public struct Glow: FlowModel {
  /// How a step makes every channel meet every other.
  public enum Mixing: String, Sendable, CaseIterable {
    /// By a learned matrix.
    case convolution
    /// By turning the order of the channels around, as in RealNVP.
    case reversal
  }

  /// The standard normal distribution of codes.
  public let prior: Normal
  /// The maps from codes to examples, the one nearest to the code first.
  public let steps: [any Bijector]

  /// Makes a flow on images.
  ///
  /// - Parameters:
  ///   - height: The rows of an image, of which each level halves the number.
  ///   - width: The columns of an image, likewise.
  ///   - levelCount: The number L of levels.
  ///   - depth: The number K of steps of a level.
  ///   - hiddenChannels: The channels of the couplings' networks.
  ///   - mixing: How a step mixes channels.
  ///   - preprocessing: A fixed map of examples, such as the logit of pixels.
  /// - Requires: Sizes that the levels can halve.
  public init(
    height: Int, width: Int, levelCount: Int = 2, depth: Int = 4, hiddenChannels: Int = 32,
    mixing: Mixing = .convolution, preprocessing: (any Bijector)? = nil,
    using rng: inout some RandomNumberGenerator
  ) {
    let factor = 1 << max(levelCount, 0)
    if levelCount < 1 || depth < 1 || height % factor != 0 || width % factor != 0 {
      fail("Glow: \(levelCount) levels of \(depth) steps on \(height) × \(width) pixels")
    }
    var inference: [any Bijector] = []  // from the example to the code
    if let preprocessing { inference.append(Inverse(preprocessing)) }
    var frame = ImageFrame(channels: 1, height: height, width: width)
    for level in 0..<levelCount {
      if level > 0 { frame.channels /= 2 }  // the other half is code already
      inference.append(Leading(frame.size, Inverse(frame.squeezing)))
      frame = frame.squeezed
      for _ in 0..<depth {
        for part in Self.step(frame, hiddenChannels, mixing, using: &rng).reversed() {
          inference.append(Leading(frame.size, part))
        }
      }
    }
    steps = inference.reversed()
    prior = .standard(height * width)
  }

  /// One step of the flow, in the order of the generation: coupling, mixing of channels, normalisation.
  private static func step(
    _ frame: ImageFrame, _ hiddenChannels: Int, _ mixing: Mixing,
    using rng: inout some RandomNumberGenerator
  ) -> [any Bijector] {
    let network = ImageConditioner(frame, hiddenChannels: hiddenChannels, using: &rng)
    let mixed: any Bijector =
      switch mixing {
      case .convolution:
        InvertibleConvolution(
          channelCount: frame.channels, pixelCount: frame.pixelCount, using: &rng)
      case .reversal: frame.channelReversal
      }
    return [
      AffineCoupling(.halves(frame.size), network: network), mixed,
      ActNorm(channelCount: frame.channels, pixelCount: frame.pixelCount),
    ]
  }

  /// Starts the normalisations from data, one after the other from the examples to the codes.
  ///
  /// - Shapes: `x` `[count, size]`.
  public func initialize(on x: Tensor) {
    _ = steps.reversed().reduce(x) { points, step in
      (step as? any DataDependentBijector)?.initialize(on: points)
      return step.inverse(points).x
    }
  }
}

/// A bijector of the first coordinates that leaves the others as they are.
///
/// - Shapes: points `[…, size]`, of which the first `count` take part.
public struct Leading: DataDependentBijector {
  /// How many coordinates take part.
  public let count: Int
  /// What is done to them.
  public let base: any Bijector

  /// Makes the map of the first coordinates.
  public init(_ count: Int, _ base: any Bijector) { (self.count, self.base) = (count, base) }

  /// The image of points, and the logarithm of the stretch there.
  public func forward(_ x: Tensor) -> (y: Tensor, logDeterminant: Tensor) {
    let (y, logDeterminant) = base.forward(leading(x))
    return (joined(y, x), logDeterminant)
  }

  /// The points that have an image, and the logarithm of the inverse's stretch there.
  public func inverse(_ y: Tensor) -> (x: Tensor, logDeterminant: Tensor) {
    let (x, logDeterminant) = base.inverse(leading(y))
    return (joined(x, y), logDeterminant)
  }

  /// Lets the base start from data if it can.
  public func initialize(on x: Tensor) {
    (base as? any DataDependentBijector)?.initialize(on: leading(x))
  }

  private func leading(_ points: Tensor) -> Tensor {
    guard let size = points.shape.last, size >= count else {
      fail("Leading: points of shape \(points.shape) have no first \(count) coordinates")
    }
    return size == count ? points : points.sliced(..<count, alongAxis: -1)
  }

  private func joined(_ first: Tensor, _ points: Tensor) -> Tensor {
    points.shape.last == count
      ? first : [first, points.sliced(count..., alongAxis: -1)].concatenated(alongAxis: -1)
  }
}
