// SPDX-License-Identifier: MIT

import Tensors

/// A family of distributions `q(z; λ)`, one of which shall come close to a model's posterior.
///
/// - Units: nats.
/// - Paper: Jordan, Ghahramani, Jaakkola & Saul (1999), *An Introduction to Variational Methods for Graphical Models*.
public protocol VariationalFamily {
  /// The joint `p(x, z)` with the data `x` in it, or any unnormalised `p̄(z)`.
  associatedtype Model

  /// The evidence lower bound `E_q[log p(x, z)] − E_q[log q(z)]`.
  func elbo(of model: Model) -> Double

  /// The numbers `λ`, any of which stands for a distribution of the family.
  var parameters: [Double] { get set }

  /// The gradient of the bound at the parameters: `∂ELBO/∂λ`.
  func gradient(of model: Model) -> [Double]
}

/// A family whose distributions are products of factors, each of which has a best form where the others are known.
public protocol MeanFieldFamily: VariationalFamily {
  /// Gives each factor in turn its best form: `qⱼ ∝ exp E₋ⱼ[log p(x, z)]`.
  mutating func updateFactors(on model: Model)
}

/// A way to a better member of a variational family.
public struct VariationalOptimizer<Family: VariationalFamily> {
  let improve: (inout Family, Family.Model) -> Void

  /// A step along the gradient: `λ ← λ + η ∂ELBO/∂λ`.
  ///
  /// - Requires: A positive learning rate.
  public static func gradientAscent(learningRate: Double) -> VariationalOptimizer {
    if !(learningRate > 0) { fail("gradientAscent: a learning rate of \(learningRate)") }
    return VariationalOptimizer { q, model in
      q.parameters = zip(q.parameters, q.gradient(of: model)).map { $0 + learningRate * $1 }
    }
  }
}

extension VariationalOptimizer where Family: MeanFieldFamily {
  /// One factor after the other takes its best form.
  ///
  /// - Paper: Blei, Kucukelbir & McAuliffe (2017), *Variational Inference: A Review for Statisticians*, arXiv:1601.00670.
  public static var coordinateAscent: VariationalOptimizer {
    VariationalOptimizer { q, model in q.updateFactors(on: model) }
  }
}

/// What became of a variational family on the way up, the start first.
public struct VariationalFit<Family: VariationalFamily> {
  /// The distribution after each step.
  public let path: [Family]
  /// The bound of each, in nats.
  public let elbos: [Double]

  /// The distribution at the end.
  public var q: Family { path[path.count - 1] }
  /// The bound at the end, in nats.
  public var elbo: Double { elbos[elbos.count - 1] }
  /// The number of steps that were made.
  public var stepCount: Int { path.count - 1 }
  /// The smallest gain of any step: negative only where the bound fell.
  public var smallestGain: Double { zip(elbos.dropFirst(), elbos).map { $0 - $1 }.min() ?? 0 }
}

/// Variational inference: climbs the evidence lower bound of a model within a family.
///
/// Ends where a step changes the bound by no more than the tolerance, or after so many steps.
/// - Requires: A tolerance that is not negative.
public func maximizeELBO<Family: VariationalFamily>(
  of model: Family.Model, over start: Family, by optimizer: VariationalOptimizer<Family>,
  steps: Int = 1000, tolerance: Double = 1e-13
) -> VariationalFit<Family> {
  if steps < 0 || !(tolerance >= 0) {
    fail("maximizeELBO: \(steps) steps and a tolerance of \(tolerance) must not be negative")
  }
  var (path, elbos) = ([start], [start.elbo(of: model)])
  var q = start
  for step in 0..<steps {
    optimizer.improve(&q, model)
    path.append(q)
    elbos.append(q.elbo(of: model))
    if abs(elbos[step + 1] - elbos[step]) <= tolerance { break }
  }
  return VariationalFit(path: path, elbos: elbos)
}
