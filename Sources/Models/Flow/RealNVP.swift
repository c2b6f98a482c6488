// SPDX-License-Identifier: MIT

public import Distributions
import Learning
import Tensors

/// A flow of affine couplings, of which each next one keeps what the one before has changed.
///
/// - Shapes: examples and codes `[batch, size]`.
/// - Units: nats per example.
/// - Differs: Perceptrons for residual networks, and no batch normalisation between the couplings.
/// - Paper: Dinh, Sohl-Dickstein & Bengio (2016), *Density Estimation Using Real NVP*, arXiv:1605.08803.
public struct RealNVP: FlowModel {
  /// The standard normal distribution of codes.
  public let prior: Normal
  /// The couplings, the one nearest to the code first.
  public let couplings: [AffineCoupling]
  /// What is done to examples before the couplings see them.
  public let preprocessing: (any Bijector)?

  /// Makes a flow; the masks are taken in turn, each followed by its counterpart.
  ///
  /// - Parameters:
  ///   - size: The number of coordinates.
  ///   - couplingCount: How many couplings there are.
  ///   - hiddenSizes: The hidden sizes of the perceptron of each coupling.
  ///   - masks: What couplings keep; halves if nothing else is said.
  ///   - scaleBound: The bound of s in magnitude.
  ///   - preprocessing: A fixed map of examples, such as the logit of pixels.
  /// - Requires: At least one coupling and one mask, and masks of the size.
  public init(
    size: Int, couplingCount: Int = 8, hiddenSizes: [Int] = [128, 128],
    masks: [CouplingMask]? = nil, scaleBound: Float = 1, preprocessing: (any Bijector)? = nil,
    using rng: inout some RandomNumberGenerator
  ) {
    let masks = (masks ?? [.halves(size)]).flatMap { [$0, $0.swapped] }
    if couplingCount < 1 || masks.isEmpty || masks.contains(where: { $0.size != size }) {
      fail(
        "RealNVP: \(couplingCount) couplings of masks \(masks.map(\.size)) for \(size) coordinates")
    }
    var couplings: [AffineCoupling] = []
    for index in 0..<couplingCount {
      couplings.append(
        AffineCoupling(
          masks[index % masks.count], hiddenSizes: hiddenSizes, scaleBound: scaleBound, using: &rng)
      )
    }
    (self.couplings, self.preprocessing) = (couplings, preprocessing)
    prior = .standard(size)
  }

  /// The couplings, and then the preprocessing undone.
  public var steps: [any Bijector] {
    couplings + (preprocessing.map { [Inverse($0)] as [any Bijector] } ?? [])
  }
}
