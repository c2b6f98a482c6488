// SPDX-License-Identifier: MIT

import Distributions
import Foundation
import Models
import Tensors
import Testing

@Suite("Classifiers that model the pair") struct GenerativeClassifierLaws {
  private let bits = Labeled(
    Tensor([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0]]),
    [0, 0, 0, 1, 1, 1, 2])
  private let points = Labeled(
    Tensor([
      [0, 0.2], [0.4, -0.3], [-0.5, 0.1], [0.3, 0.6], [3, 2.8], [3.4, 3.5], [2.6, 3.1], [3.2, 2.4],
      [1.5, 1], [1, 2],
    ]), [0, 0, 0, 0, 1, 1, 1, 1, 0, 1])
  private let queries = Tensor([[1, 1], [2, 1.5], [0, 3]])

  @Test("Naive Bayes by add-one counting is what scikit-learn computes") func naiveBayes() {
    // scikit-learn 1.9.1, BernoulliNB(alpha=1).predict_joint_log_proba.
    let model = BernoulliNaiveBayes(fitting: bits)
    let x = Tensor([[0, 0, 0], [1, 0, 1], [1, 1, 1], [0, 1, 0]])
    expectClose(
      model.logJoint(x).scalars,
      [
        -3.47838702, -3.88385213, -3.85545265, -2.49755777, -2.90302288, -5.24174702,
        -2.90302288, -2.49755777, -4.5485998, -3.88385213, -3.47838702, -3.16230547,
      ], tolerance: 1e-6)
    #expect(model.predict(x) == [0, 0, 1, 2])
  }

  @Test("Without pseudocounts the parameters are the shares of ones") func counting() {
    let model = BernoulliNaiveBayes(fitting: bits, pseudocount: 0)
    expectClose(
      model.likelihood.mean.scalars,
      [1.0 / 3, 1.0 / 3, 1, 1, 2.0 / 3, 1.0 / 3, 0, 1, 0], tolerance: 1e-6)
    expectClose(model.prior.scalars, [3.0 / 7, 3.0 / 7, 1.0 / 7], tolerance: 1e-6)
  }

  @Test("The probabilities of all pairs of binary vectors and classes sum to one") func sums() {
    let model = BernoulliNaiveBayes(fitting: bits)
    let all = allBinaryVectors(3)
    expectClose([exp(model.logProb(all)).sum().scalar], [1], tolerance: 1e-6)
    expectClose([exp(model.logJoint(all)).sum().scalar], [1], tolerance: 1e-6)
  }

  @Test("Quadratic analysis gives what SciPy's densities give") func quadratic() {
    // SciPy 1.17, log prior + multivariate_normal.logpdf with maximum-likelihood moments.
    expectClose(
      QDA(fitting: points).logJoint(queries).scalars,
      [-2.18813251, -7.26996989, -5.06334484, -5.23183970, -37.04029037, -13.16100371],
      tolerance: 2e-5)
  }

  @Test("Linear analysis gives what SciPy's densities and scikit-learn's classifier give")
  func linear() {
    let model = LDA(fitting: points)
    expectClose(
      model.logJoint(queries).scalars,
      [-2.21018020, -7.90943720, -4.39579042, -5.45941954, -33.74030568, -15.02604366],
      tolerance: 2e-5)
    // LinearDiscriminantAnalysis(solver="lsqr").predict_proba.
    expectClose(
      model.probabilities(of: queries).scalars,
      [0.99666272, 0.00333728, 0.74338346, 0.25661654, 7.4558860e-9, 0.99999999], tolerance: 1e-5)
  }

  @Test("With one covariance, Bayes' rule is a linear form: the quadratic terms cancel")
  func linearForm() {
    let model = LDA(fitting: points)
    let bayes = model.logJoint(queries).softmax(alongAxis: 1)
    expectClose(
      model.probabilities(of: queries).scalars, bayes.scalars.map { Double($0) }, tolerance: 1e-5)
    let same = QDA(prior: model.prior, classes: model.classes)
    expectClose(
      same.probabilities(of: queries).scalars, bayes.scalars.map { Double($0) }, tolerance: 1e-6)
  }

  @Test("Bayes' posterior of two Gaussians of one covariance is the logistic function")
  func double() {
    // In double precision, from the definitions: covariance [[a, b], [b, c]], means u and v.
    let (a, b, c, pi) = (1.3, -0.4, 0.7, 0.3)
    let (u, v) = ([-1.0, 0.5], [0.8, -0.2])
    let determinant = a * c - b * b
    let form = { (x: [Double], y: [Double]) in
      (c * x[0] * y[0] - b * (x[0] * y[1] + x[1] * y[0]) + a * x[1] * y[1]) / determinant
    }
    let density = { (x: [Double], m: [Double]) in
      let d = [x[0] - m[0], x[1] - m[1]]
      return exp(-form(d, d) / 2) / (2 * Double.pi * determinant.squareRoot())
    }
    for step in -20...20 {
      let x = [0.2 * Double(step), 0.3 - 0.1 * Double(step)]
      let bayes = pi * density(x, v) / (pi * density(x, v) + (1 - pi) * density(x, u))
      let bias = (form(u, u) - form(v, v)) / 2 + log(pi / (1 - pi))
      let logit = form(x, v) - form(x, u) + bias
      #expect(abs(bayes - 1 / (1 + exp(-logit))) < 1e-12)
    }
  }

  @Test("Pairs are drawn class by class with its probability, around its own mean") func sampling()
  {
    var rng = PCG32(seed: 5)
    let model = LDA(
      prior: Tensor([0.2, 0.8]), means: Tensor([[-3, 0], [2, 1]]), covariance: .identity(2))
    let pairs = model.sample(4000, using: &rng)
    let share = Double(pairs.labels.count { $0 == 1 }) / 4000
    #expect(abs(share - 0.8) < 4 * (0.16 / 4000).squareRoot())
    for (label, mean) in [[-3.0, 0], [2, 1]].enumerated() {
      let own = pairs.inputs.gathered(pairs.labels.indices.filter { pairs.labels[$0] == label })
      let actual = own.mean(alongAxis: 0).scalars.map { Double($0) }
      let error = 4 / Double(own.shape[0]).squareRoot()
      #expect(abs(actual[0] - mean[0]) < error && abs(actual[1] - mean[1]) < error)
    }
    #expect(model.accuracy(on: pairs) > 0.99)
    var twin = PCG32(seed: 5)
    #expect(model.sample(4000, using: &twin).inputs == pairs.inputs)
  }

  @Test("The density of a pair is the joint density at its label") func pairs() {
    let model = QDA(fitting: points)
    let joint = model.logJoint(points.inputs)
    let own = points.labels.enumerated().map { Double(joint[$0, $1].scalar) }
    expectClose(model.logProb(points).scalars, own, tolerance: 1e-6)
  }

  @Test("Classes without examples and labels without inputs are named") func traps() async {
    await #expect(processExitsWith: .failure) {
      _ = LDA(fitting: Labeled(Tensor([[0], [1]]), [0, 2]))
    }
    await #expect(processExitsWith: .failure) {
      _ = BernoulliNaiveBayes(fitting: Labeled(Tensor([[0], [1]]), [0, 1]), classCount: 1)
    }
    await #expect(processExitsWith: .failure) { _ = Gaussian(fitting: Tensor([[0, 1], [0, 2]])) }
  }
}
