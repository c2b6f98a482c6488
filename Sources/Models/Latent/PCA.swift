// SPDX-License-Identifier: MIT

public import Tensors

/// Principal component analysis: the flat subspace that lies nearest to the examples.
///
/// `x̂ = x̄ + V z` with `z = Vᵀ (x − x̄)`, where the orthonormal columns of `V` make `Σₙ ‖xₙ − x̂ₙ‖²` least.
///
/// The columns are the eigenvectors of the covariance with the greatest eigenvalues. They are directions and no
/// distribution, so there is no density to ask for; `ProbabilisticPCA` has one.
///
/// - Shapes: examples `[count, size]`; codes `[count, componentCount]`.
/// - Units: errors in squared units of the examples.
/// - Paper: Pearson (1901), *On Lines and Planes of Closest Fit to Systems of Points in Space*.
public struct PCA: Sendable {
  /// The mean `x̄` of the examples, `[size]`.
  public let mean: Tensor
  /// The directions `V` as columns, orthonormal, `[size, componentCount]`; in each the greatest coordinate is positive.
  public let basis: Tensor
  /// The variance `λ` along each direction, kept or not, descending, `[size]`.
  public let variances: Tensor
  /// The same numbers before they were rounded.
  let spectrum: CovarianceSpectrum

  /// The number of coordinates `D` of an example.
  public var size: Int { basis.shape[0] }
  /// The number of coordinates `Q` of a code.
  public var componentCount: Int { basis.shape[1] }

  /// Fits the subspace; without a number of components it keeps all of them.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least one example, and no more components than coordinates.
  public init(fitting x: Tensor, componentCount: Int? = nil) {
    if x.rank != 2 || x.elementCount == 0 {
      fail("PCA: examples of shape \(x.shape); flatten each to a row of [count, size]")
    }
    self.init(CovarianceSpectrum(of: x.detached()), componentCount ?? x.shape[1])
  }

  private init(_ spectrum: CovarianceSpectrum, _ count: Int) {
    if !(0...spectrum.size).contains(count) {
      fail("PCA: \(count) components of \(spectrum.size) coordinates")
    }
    self.spectrum = spectrum
    mean = Tensor(spectrum.mean.map { Float($0) })
    variances = Tensor(spectrum.variances.map { Float($0) })
    basis = spectrum.basis(scaledBy: Array(repeating: 1, count: count))
  }

  /// The same analysis with another number of components, without a new fit.
  ///
  /// - Requires: No more components than coordinates.
  public func keeping(_ componentCount: Int) -> PCA { PCA(spectrum, componentCount) }

  /// The code of each example: its coordinates in the subspace.
  ///
  /// - Shapes: `x` `[…, size]` → `[…, componentCount]`.
  public func encode(_ x: Tensor) -> Tensor { matmul(x - mean, basis) }

  /// The point of the subspace that belongs to each code.
  ///
  /// - Shapes: `z` `[…, componentCount]` → `[…, size]`.
  public func decode(_ z: Tensor) -> Tensor { linear(z, basis.transposed(), mean) }

  /// The point of the subspace nearest to each example.
  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// The squared distance of each example from the subspace.
  ///
  /// - Shapes: `x` `[…, size]` → `[…]`.
  public func reconstructionError(of x: Tensor) -> Tensor {
    let rest = x - reconstruct(x)
    return (rest * rest).sum(alongAxis: -1)
  }

  /// The share of each direction, kept or not, in the variance, `[size]`.
  public var explainedVarianceRatio: Tensor {
    let total = max(spectrum.variances.reduce(0, +), .leastNormalMagnitude)
    return Tensor(spectrum.variances.map { Float($0 / total) })
  }

  /// The variance that the subspace misses: the mean squared distance of the fitted examples from it.
  public var discardedVariance: Float {
    Float(spectrum.variances.dropFirst(componentCount).reduce(0, +))
  }

  /// The least number of components that keep a share of the variance.
  ///
  /// - Requires: A share in 0…1.
  public func componentCount(forShare share: Double) -> Int {
    if !(0...1).contains(share) { fail("PCA: a share of \(share) is outside 0…1") }
    let total = spectrum.variances.reduce(0, +)
    var (sum, count) = (0.0, 0)
    while count < size, sum < share * total {
      sum += spectrum.variances[count]
      count += 1
    }
    return count
  }
}
