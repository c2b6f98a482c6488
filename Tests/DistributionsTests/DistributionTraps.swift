// SPDX-License-Identifier: MIT

import Distributions
import Tensors
import Testing

@Suite("Distributions name what does not fit") struct DistributionTraps {
  enum Mistake: String, CaseIterable, Codable {
    case deviation = "Normal: the standard deviation -1.0 is not positive"
    case shapes = "Normal: parameters of the shapes [2] and [3] do not fit"
    case points = "Normal.logProb: points of shape [5, 3] do not fit the shape [4, 2]"
    case repeated = "Normal.logProb: points of shape [5, 1] do not fit the shape [2]"
    case divergence = "Normal.klDivergence: the shapes [2] and [3] do not fit"
    case quantileGrid = "quantileGrid: 5 cells for the shape [3], which is neither [1] nor [2]"
    case scale = "Laplace: the scale 0.0 is not positive"
    case range = "Uniform: the width -1.0 is not positive"
    case rate = "Exponential: the rate 0.0 is not positive"
    case concentration = "Gamma: the concentration -2.0 is not positive"
    case sampled = "gamma: nan is not a positive concentration"
    case probability = "Bernoulli: 1.5 is not a probability in 0…1"
    case negative = "Categorical: the probability -0.5 is negative"
    case classes = "Categorical.logProb: 3 classes for the shape [2, 4]"
    case noClasses = "Categorical: logits of shape [] have no axis of classes"
    case simplex = "Dirichlet: concentrations of shape [] have no axis of classes"
    case levels = "DiscretizedLogistic: 1 levels are fewer than two"
    case matrix = "MultivariateNormal: means [2] and matrices [3, 3] do not fit"
    case diagonal = "element of the factor's diagonal -1.0 is not positive"
    case marginal = "MultivariateNormal: [0, 2] are not different coordinates of [2]"
    case conditional = "values of shape [3] for the coordinates [0] of the shape [2]"
    case mixture = "Mixture: logits [2] do not fit components of shape [3, 1]"
    case temperature = "RelaxedCategorical: the temperature 0.0 is not positive"
    case affine = "Affine: a scale is 0, which has no inverse"
    case affinePoints = "Affine: points of shape [3] do not fit the scale [2]"
    case order = "Permutation: [0, 2, 2] does not name each coordinate once"
    case coordinates = "Permutation: points of shape [2] do not have 3 coordinates"
    case chain = "Chain: there is no bijector to apply"
    case transformed = "TransformedDistribution: a density of single numbers has no axis"

    func make() {
      let standard = Normal.standard(2)
      let plane = MultivariateNormal(mean: .zeros([2]), choleskyFactor: .identity(2))
      var rng = PCG32(seed: 1)
      switch self {
      case .deviation: _ = Normal(mean: 0, standardDeviation: -1)
      case .shapes: _ = Normal(mean: .zeros([2]), standardDeviation: .ones([3]))
      case .points:
        _ = Normal(mean: .zeros([4, 2]), standardDeviation: Tensor(1)).logProb(.zeros([5, 3]))
      case .repeated: _ = standard.logProb(.zeros([5, 1]))
      case .divergence: _ = standard.klDivergence(to: .standard(3))
      case .quantileGrid: _ = Normal.standard(3).quantileGrid(5)
      case .scale: _ = Laplace(mean: 0, scale: 0)
      case .range: _ = Uniform(low: Tensor(1), high: Tensor(0))
      case .rate: _ = Exponential(rate: 0)
      case .concentration: _ = Gamma(concentration: -2, rate: 1)
      case .sampled: _ = Gamma(concentration: .nan, rate: 1).sample(using: &rng)
      case .probability: _ = Bernoulli(probabilities: Tensor([1.5]))
      case .negative: _ = Categorical(probabilities: Tensor([1, -0.5]))
      case .classes: _ = Categorical(logits: .zeros([2, 4])).logProb(of: [1, 2, 3])
      case .noClasses: _ = Categorical(logits: Tensor(1))
      case .simplex: _ = Dirichlet(concentration: Tensor(1))
      case .levels: _ = DiscretizedLogistic(mean: Tensor(0), scale: Tensor(1), levelCount: 1)
      case .matrix: _ = MultivariateNormal(mean: .zeros([2]), choleskyFactor: .identity(3))
      case .diagonal:
        _ = MultivariateNormal(mean: .zeros([2]), choleskyFactor: -Tensor.identity(2))
      case .marginal: _ = plane.marginal(of: [0, 2])
      case .conditional: _ = plane.conditional(on: [0], being: .zeros([3]))
      case .mixture:
        _ = Mixture(
          logits: .zeros([2]), components: Exponential(rate: .ones([3, 1])))
      case .temperature: _ = RelaxedCategorical(logits: .zeros([2]), temperature: 0)
      case .affine: _ = Affine(scale: .zeros([2]), shift: .zeros([2]))
      case .affinePoints:
        _ = Affine(scale: .ones([2]), shift: .zeros([2])).forward(.zeros([3]))
      case .order: _ = Permutation([0, 2, 2])
      case .coordinates: _ = Permutation([0, 2, 1]).forward(.zeros([2]))
      case .chain: _ = Chain([])
      case .transformed:
        _ = TransformedDistribution(
          Normal(mean: 0, standardDeviation: 1), by: ElementwiseBijector.exp)
      }
    }
  }

  @Test("Mistakes are named in a sentence", arguments: Mistake.allCases)
  func mistakes(_ mistake: Mistake) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [mistake = mistake as Mistake] in
      mistake.make()
    }
    #expect(message(result).contains(mistake.rawValue), "\(message(result))")
  }
}
