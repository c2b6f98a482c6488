// SPDX-License-Identifier: MIT

import Distributions
import Glibc
import Tensors
import Testing

@Suite("Normal distributions with a full covariance") struct MultivariateNormalLaws {
  static let covariance = Tensor([[2, 0.6, -0.3], [0.6, 1, 0.2], [-0.3, 0.2, 0.5]])
  static let mean = Tensor([1, -2, 0.5])
  static var one: MultivariateNormal { MultivariateNormal(mean: mean, covariance: covariance) }
  static var other: MultivariateNormal {
    MultivariateNormal(mean: Tensor([0.5, -1, 0.2]), covariance: covariance * 0.7 + .identity(3))
  }

  @Test("The log-density and the entropy are SciPy's") func published() {
    // SciPy 1.17: scipy.stats.multivariate_normal(mean, covariance), logpdf and entropy
    let x = Tensor([[0, -1, 1], [2, -2.5, 0.5]])
    expectClose(Self.one.logProb(x), Tensor([-3.780_302_75, -3.388_866_76]), tolerance: 1e-6)
    expectClose(Self.one.entropy, Tensor(3.982_724_89), tolerance: 1e-6)
  }

  @Test("The density integrates to one over the plane") func normalized() {
    let density = MultivariateNormal(
      mean: Tensor([0.5, -0.2]), covariance: Tensor([[1, 0.7], [0.7, 1.5]]))
    let line = Tensor.linspace(-8, 8, count: 101).reshaped(101, 1)
    let ones = Tensor.ones([101, 1])
    let points = [
      matmul(line, ones.transposed()).flattened(), matmul(ones, line.transposed()).flattened(),
    ].stacked(alongAxis: 1)
    let cell: Float = 0.16 * 0.16
    expectNear(exp(density.logProb(points)).sum().scalar * cell, 1, tolerance: 1e-5)
  }

  @Test("With a diagonal covariance it is the diagonal family") func diagonal() {
    let deviations = Tensor([[0.5, 1.2, 2], [1, 0.3, 0.9]])
    let means = Tensor([[1, 0, -1], [0.2, 0.4, 3]])
    let factors = deviations.expanded(atAxis: -1) * Tensor.identity(3)
    let full = MultivariateNormal(mean: means, choleskyFactor: factors)
    let diagonal = Normal(mean: means, standardDeviation: deviations)
    var rng = PCG32(seed: 1)
    let x = Tensor.normal([4, 2, 3], using: &rng)
    expectClose(full.logProb(x), diagonal.logProb(x), tolerance: 1e-5)
    expectClose(full.entropy, diagonal.entropy, tolerance: 1e-6)
    expectClose(
      full.klDivergence(
        to: MultivariateNormal(mean: .zeros([3]), choleskyFactor: .identity(3))),
      diagonal.klDivergence(to: .standard(3)), tolerance: 1e-5)
    expectClose(full.variance, diagonal.variance, tolerance: 1e-6)
  }

  @Test("Batches of points and of densities fit each other as in the diagonal family")
  func batches() {
    var rng = PCG32(seed: 2)
    let root = Tensor.normal([2, 2, 3, 3], using: &rng)
    let covariances = matmul(root, root.transposed(0, 1, 3, 2)) + .identity(3)
    let means = Tensor.normal([2, 3], using: &rng)
    let density = MultivariateNormal(mean: means, covariance: covariances)
    #expect(density.shape == [2, 2, 3])
    let x = Tensor.normal([5, 2, 2, 3], using: &rng)
    let logProbs = density.logProb(x)
    #expect(logProbs.shape == [5, 2, 2])
    let single = MultivariateNormal(mean: means[1], covariance: covariances[0, 1])
    expectClose(logProbs[3, 0, 1], single.logProb(x[3, 0, 1]), tolerance: 1e-5)
    #expect(density.sample([7, 5], using: &rng).shape == [7, 5, 2, 2, 3])
  }

  @Test("Samples have the mean and the covariance") func samples() {
    var rng = PCG32(seed: 3)
    let x = Self.one.sample(10_000, using: &rng)
    let centred = x - Self.mean
    for row in 0..<3 {
      expectMean(of: x[column: row].scalars, Double(Self.mean[row].scalar))
      for column in 0...row {
        let products = centred[column: row] * centred[column: column]
        expectMean(of: products.scalars, Double(Self.covariance[row, column].scalar))
      }
    }
    expectClose(Self.one.covariance, Self.covariance, tolerance: 1e-6)
  }

  @Test("The divergence is what samples say, and zero to itself") func divergence() {
    var rng = PCG32(seed: 4)
    let x = Self.one.sample(20_000, using: &rng)
    let ratios = Self.one.logProb(x) - Self.other.logProb(x)
    expectMean(of: ratios.scalars, Double(Self.one.klDivergence(to: Self.other).scalar))
    expectClose(Self.one.klDivergence(to: Self.one), Tensor(0), tolerance: 1e-5)
  }

  @Test("The divergence is that of the formula with inverse and determinant") func formula() {
    let (p, q) = (Self.one, Self.other)
    let inverse = q.covariance.inverse()
    let trace = (matmul(inverse, p.covariance) * Tensor.identity(3)).sum()
    let d = (q.mean - p.mean).reshaped(3, 1)
    let square = matmul(d.transposed(), matmul(inverse, d)).sum()
    let ratio = q.covariance.logDeterminant() - p.covariance.logDeterminant()
    expectClose(p.klDivergence(to: q), (trace + square - 3 + ratio) * 0.5, tolerance: 1e-5)
  }

  @Test("A joint density is the marginal times the conditional") func chainRule() {
    let x = Tensor([[0.3, -1, 1.2], [2, 0.5, -0.4]])
    let known = x.gathered([2, 0], alongAxis: 1)
    let marginal = Self.one.marginal(of: [2, 0])
    let conditional = Self.one.conditional(on: [2, 0], being: known)
    #expect(conditional.shape == [2, 1])
    let product = marginal.logProb(known) + conditional.logProb(x.gathered([1], alongAxis: 1))
    expectClose(product, Self.one.logProb(x), tolerance: 1e-5)
  }

  @Test("Gradients of the log-density are those of the formula") func gradients() {
    // ∂/∂μ = Σ⁻¹(x − μ), and for a symmetric change of Σ: ½ (Σ⁻¹ d dᵀ Σ⁻¹ − Σ⁻¹).
    let x = Tensor([0.3, -1, 1.2])
    let (_, slopes) = valueWithGradient(at: Self.mean, Self.covariance) { mean, covariance in
      MultivariateNormal(mean: mean, covariance: covariance).logProb(x)
    }
    let inverse = Self.covariance.inverse()
    let pull = matmul(inverse, (x - Self.mean).reshaped(3, 1))
    expectClose(slopes.0, pull.flattened(), tolerance: 1e-5)
    let expected = (matmul(pull, pull.transposed()) - inverse) * 0.5
    let symmetric = (slopes.1 + slopes.1.transposed()) * 0.5
    expectClose(symmetric, expected, tolerance: 1e-5)
  }

  @Test("Gradients of expectations reach mean and factor through samples") func pathwise() {
    // E |x|² = |μ|² + |L|², so the gradients are 2 μ and 2 L.
    let factor = Self.covariance.cholesky()
    let count = 4000
    let means = Self.mean.broadcast(to: [count, 3])
    let factors = factor.broadcast(to: [count, 3, 3])
    let (_, slopes) = valueWithGradient(at: means, factors) { means, factors in
      var rng = PCG32(seed: 5)
      let x = MultivariateNormal(mean: means, choleskyFactor: factors).sample(using: &rng)
      return (x * x).sum()
    }
    for row in 0..<3 {
      expectMean(of: slopes.0[column: row].scalars, 2 * Double(Self.mean[row].scalar))
      for column in 0...row {
        let slope = slopes.1.reshaped(count, 9)[column: 3 * row + column].scalars
        expectMean(of: slope, 2 * Double(factor[row, column].scalar))
      }
    }
  }
}

@Suite("Dirichlet distributions") struct DirichletLaws {
  static let concentration = Tensor([0.7, 2, 3.3])

  @Test("The log-density and the entropy are SciPy's") func published() {
    // SciPy 1.17: scipy.stats.dirichlet([0.7, 2, 3.3]), logpdf([0.2, 0.3, 0.5]) and entropy
    let distribution = Dirichlet(concentration: Self.concentration)
    let x = Tensor([0.2, 0.3, 0.5])
    expectClose(distribution.logProb(x), Tensor(1.224_145_97), tolerance: 2e-6)
    expectClose(distribution.entropy, Tensor(-1.590_056_04), tolerance: 2e-6)
  }

  @Test("Of two classes it is the beta family") func beta() {
    let (p, q) = (Tensor([2.5, 1.7]), Tensor([1.2, 3]))
    let (dirichlet, beta) = (
      Dirichlet(concentration: p), Beta(alpha: Tensor([2.5]), beta: Tensor([1.7]))
    )
    let x: Float = 0.3
    expectClose(
      dirichlet.logProb(Tensor([x, 1 - x])), beta.logProb(Tensor([x])), tolerance: 1e-6)
    expectClose(dirichlet.entropy, beta.entropy, tolerance: 2e-6)
    expectClose(
      dirichlet.klDivergence(to: Dirichlet(concentration: q)),
      beta.klDivergence(to: Beta(alpha: Tensor([1.2]), beta: Tensor([3]))), tolerance: 2e-6)
    expectClose(dirichlet.mean[0], beta.mean[0], tolerance: 1e-6)
    expectClose(dirichlet.variance[1], beta.variance[0], tolerance: 1e-6)
  }

  @Test("Moments, entropy and divergence are what samples say") func samples() {
    let (p, q) = (
      Dirichlet(concentration: Self.concentration), Dirichlet(concentration: Tensor([1, 1.5, 2]))
    )
    var rng = PCG32(seed: 6)
    let x = p.sample(10_000, using: &rng)
    expectMean(of: (-p.logProb(x)).scalars, Double(p.entropy.scalar))
    expectMean(
      of: (p.logProb(x) - q.logProb(x)).scalars, Double(p.klDivergence(to: q).scalar))
    for place in 0..<3 {
      let (mean, variance) = (p.mean[place].scalar, p.variance[place].scalar)
      expectMean(of: x[column: place].scalars, Double(mean))
      expectMean(of: x[column: place].scalars.map { ($0 - mean) * ($0 - mean) }, Double(variance))
    }
    expectClose(p.klDivergence(to: p), Tensor(0), tolerance: 1e-6)
  }

  @Test("Gradients of expectations reach the concentrations through samples") func pathwise() {
    let leaf = Self.concentration.broadcast(to: [10_000, 3])
    let slopes = gradient(at: leaf) { concentration in
      var rng = PCG32(seed: 7)
      return Dirichlet(concentration: concentration).sample(using: &rng)[column: 0].sum()
    }
    // E x₀ = a₀ / Σ a = 0.7 / 6
    let expected: [Double] = [5.3 / 36, -0.7 / 36, -0.7 / 36]
    for place in 0..<3 { expectMean(of: slopes[column: place].scalars, expected[place]) }
  }
}
