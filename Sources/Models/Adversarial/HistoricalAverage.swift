// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// The mean of a player's parameters over all its steps, and what it costs to be far from it (historical averaging).
///
/// `‖θ − (1/t) Σᵢ θᵢ‖²`
///
/// Added to a player's loss it slows down a player who runs in circles, and lets one stay who has come to rest.
/// - Paper: Salimans, Goodfellow, Zaremba, Cheung, Radford & Chen (2016), *Improved Techniques for Training GANs*,
///   arXiv:1606.03498.
public final class HistoricalAverage {
  private let parameters: [NamedParameter]
  private var averages: [Tensor]
  /// The number t of parameters that the mean is of.
  public private(set) var count = 1

  /// Makes a mean of the parameters of now alone.
  public init(of parameters: [NamedParameter]) {
    self.parameters = parameters
    averages = parameters.map { $0.parameter.wrappedValue.detached() }
  }

  /// The squared distance of the parameters of now from their mean, whose gradient pulls them back.
  ///
  /// - Shapes: `[]`.
  public var penalty: Tensor {
    zip(parameters, averages).reduce(Tensor(0)) { sum, pair in
      let distance = pair.0.parameter.wrappedValue - pair.1
      return sum + (distance * distance).sum()
    }
  }

  /// Takes the parameters of now into the mean; a training that uses it does so after every step.
  public func update() {
    count += 1
    let share = 1 / Float(count)
    for (index, named) in parameters.enumerated() {
      averages[index] =
        averages[index] + share * (named.parameter.wrappedValue.detached() - averages[index])
    }
  }
}
