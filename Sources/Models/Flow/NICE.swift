// SPDX-License-Identifier: MIT

public import Distributions
import Learning
public import Tensors

/// A flow of additive couplings, which keep volumes, on a scaling of independent codes.
///
/// `x = f(s ⊙ z)` with `|det ∂f| = 1`, hence `log p(x) = log π(z) − Σ log s`
///
/// - Shapes: examples and codes `[batch, size]`.
/// - Units: nats per example.
/// - Differs: The scales can start from data, and so can the mean, by way of the preprocessing.
/// - Paper: Dinh, Krueger & Bengio (2014), *NICE: Non-linear Independent Components Estimation*, arXiv:1410.8516.
public struct NICE: FlowModel {
  /// The logistic distribution of codes.
  public let prior: Logistic
  /// The factors of the codes.
  public let scaling: DiagonalScaling
  /// The couplings, the one nearest to the code first.
  public let couplings: [AdditiveCoupling]
  /// What is done to examples before the couplings see them.
  public let preprocessing: (any Bijector)?

  /// Makes a flow whose couplings keep the coordinates at even and at odd places in turn.
  ///
  /// - Parameters:
  ///   - size: The number of coordinates, two or more.
  ///   - couplingCount: How many couplings there are.
  ///   - hiddenSizes: The hidden sizes of the perceptron of each coupling.
  ///   - preprocessing: A fixed map of examples, such as taking off their mean.
  public init(
    size: Int, couplingCount: Int = 4, hiddenSizes: [Int] = [200, 200],
    preprocessing: (any Bijector)? = nil, using rng: inout some RandomNumberGenerator
  ) {
    if couplingCount < 1 { fail("NICE: \(couplingCount) couplings") }
    let mask = CouplingMask.alternating(size)
    var couplings: [AdditiveCoupling] = []
    for index in 0..<couplingCount {
      couplings.append(
        AdditiveCoupling(
          index.isMultiple(of: 2) ? mask : mask.swapped, hiddenSizes: hiddenSizes, using: &rng))
    }
    (self.couplings, self.preprocessing) = (couplings, preprocessing)
    (prior, scaling) = (.standard(size), DiagonalScaling(size))
  }

  /// The scaling, the couplings, and then the preprocessing undone.
  public var steps: [any Bijector] {
    [scaling] + couplings + (preprocessing.map { [Inverse($0)] as [any Bijector] } ?? [])
  }

  /// Starts scales and units from data: codes of these examples get the prior's standard deviation in each coordinate.
  ///
  /// Pixels that hardly vary have densities in the thousands; from scales of 1 an optimizer is long on its way there. And
  /// the couplings shift each coordinate in units of its own deviation, or else the noise of such pixels, over so small a
  /// scale, would drown all other gradients of the networks.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: Two examples or more, and coordinates that vary.
  public func initialize(on x: Tensor) {
    let deviations = (preprocessing?.forward(x).y ?? x).standardDeviation(alongAxis: 0)
    for coupling in couplings { coupling.unit = deviations.gathered(coupling.mask.changed) }
    let h = Chain(Array(steps.dropFirst())).inverse(x).x
    scaling.initialize(on: h, standardDeviation: sqrt(prior.variance)[0].scalar)
  }
}
