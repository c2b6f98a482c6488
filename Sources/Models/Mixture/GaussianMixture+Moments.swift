// SPDX-License-Identifier: MIT

public import Tensors

extension GaussianMixture {
  /// The mean of each coordinate: `Σₖ πₖ μₖ`.
  ///
  /// - Shapes: `[size]`.
  public var mean: Tensor { matmul(weights, means) }

  /// The covariance: what the components have inside, and what lies between their means.
  ///
  /// `Σₖ πₖ (Σₖ + μₖ μₖᵀ) − mean meanᵀ`
  ///
  /// - Shapes: `[size, size]`.
  public var covariance: Tensor {
    let inside = (0..<componentCount).map { weights[$0] * covariance(ofComponent: $0) }
    let distances = (means - mean) * sqrt(weights).expanded(atAxis: 1)
    return inside.stacked().sum(alongAxis: 0) + product(distances, isTransposed: true, distances)
  }

  /// The covariance of one component as a matrix, whatever its kind.
  ///
  /// - Shapes: `[size, size]`.
  public func covariance(ofComponent k: Int) -> Tensor {
    require(components: [k], in: "GaussianMixture.covariance")
    switch kind {
    case .full: return covariances[k]
    case .tied: return covariances
    case .diagonal, .spherical: return covariances[k] * .identity(size)
    }
  }

  /// The components without any spread of their own in some direction: what they have there is the regularisation.
  ///
  /// Without it their density would grow without bound as examples lie in a plane, on a line or on a point.
  public var singularComponents: [Int] {
    (0..<componentCount).filter { leastVariance(ofComponent: $0) < 2 * regularization }
  }

  private func leastVariance(ofComponent k: Int) -> Float {
    guard hasFullMatrices else { return covariances[k].min().scalar }
    let matrix = covariance(ofComponent: k)
    // No eigenvalue is greater than any number on the diagonal: often those tell already.
    let least = (matrix * .identity(size)).sum(alongAxis: 0).min().scalar
    if least < 2 * regularization { return least }
    return matrix.symmetricEigenDecomposition().values[0].scalar
  }

  /// The same mixture with its components in the order of another's: pairs with the closest means first.
  ///
  /// A likelihood cannot tell components by name, so that a fit finds them in any order.
  ///
  /// - Requires: As many components and coordinates as the other has.
  public func matched(to other: GaussianMixture) -> GaussianMixture {
    if means.shape != other.means.shape {
      fail("matched: means of shape \(means.shape) and \(other.means.shape)")
    }
    var distances = (0..<componentCount).map { k in
      pow(means - other.means[k], 2).sum(alongAxis: 1).scalars
    }
    var order = [Int](repeating: 0, count: componentCount)
    for _ in 0..<componentCount {
      let pairs = order.indices.flatMap { k in order.indices.map { (k, $0) } }
      guard let (k, own) = pairs.min(by: { distances[$0.0][$0.1] < distances[$1.0][$1.1] }) else {
        break
      }
      order[k] = own
      for other in order.indices {
        (distances[k][other], distances[other][own]) = (.infinity, .infinity)
      }
    }
    return reordered(order)
  }

  private func reordered(_ order: [Int]) -> GaussianMixture {
    var mixture = self
    mixture.weights = weights[at: order]
    mixture.means = means[at: order]
    if kind != .tied { mixture.covariances = covariances[at: order] }
    return mixture
  }
}

extension GaussianMixture: CustomStringConvertible {
  /// The sizes, and which components have no spread of their own in some direction.
  public var description: String {
    let sizes =
      "Mixture of \(componentCount) Gaussians (\(kind)) of \(size) coordinates, \(parameterCount) parameters"
    let singular = singularComponents
    if singular.isEmpty { return sizes }
    return """
      \(sizes)
      The examples of components \(singular) fill no space: in some direction their variance is nothing but the \
      regularization \(regularization), on which the log-likelihood depends without bound
      """
  }
}
