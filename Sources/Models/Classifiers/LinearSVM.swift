// SPDX-License-Identifier: MIT

public import Tensors

/// A linear support vector machine, one class against the rest, trained by Pegasos.
///
/// Each class minimises `λ/2 |w|² + 1/N Σₙ max(0, 1 − yₙ (wᵀxₙ + b))` with `yₙ = ±1`; the highest score wins.
///
/// It has scores, and no probabilities.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Shalev-Shwartz, Singer, Srebro & Cotter (2011), *Pegasos: Primal Estimated sub-GrAdient SOlver for SVM*.
/// - Differs: The offset is the weight of a coordinate that is always 1; the weights of an epoch are averaged.
public struct LinearSVM: Classifier, Sendable {
  /// The weights w of each class, `[size, classCount]`.
  public let weights: Tensor
  /// The offset b of each class, `[classCount]`.
  public let bias: Tensor
  /// The objective after each epoch, the mean over the classes, of the weights averaged over the epoch.
  public let objectives: [Float]

  /// The number of classes.
  public var classCount: Int { bias.shape[0] }

  /// Fits a machine by stochastic subgradient steps of length `1/(λt)`.
  ///
  /// - Parameters:
  ///   - penalty: The weight λ of the squared norm.
  /// - Requires: A positive penalty, batch size and number of epochs.
  public init(
    fitting examples: LabeledVectors, classCount: Int? = nil, penalty: Float = 1e-4,
    epochs: Int = 10, batchSize: Int = 64, using rng: inout some RandomNumberGenerator
  ) {
    let classCount = examples.classCount(classCount, in: "LinearSVM")
    if !(penalty > 0) || epochs < 1 || batchSize < 1 {
      fail("LinearSVM: a penalty of \(penalty), \(epochs) epochs of batches of \(batchSize)")
    }
    let pegasos = Pegasos(examples, classCount, penalty: penalty, batchSize: batchSize)
    var (weights, objectives) = (Tensor.zeros([pegasos.x.shape[1], classCount]), [Float]())
    var (average, stepCount) = (weights, 0)
    for _ in 0..<epochs {
      average = pegasos.epoch(&weights, &stepCount, using: &rng)
      objectives.append(pegasos.objective(average))
    }
    let size = examples.inputs.shape[1]
    (self.weights, bias, self.objectives) = (average[..<size], average[size], objectives)
  }

  /// The score of each class, `wᵀx + b`.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, classCount]`.
  public func scores(of x: Tensor) -> Tensor {
    requireVectors(x, size: weights.shape[0], in: "LinearSVM")
    return linear(x, weights, bias)
  }

  /// The class of the highest score.
  public func predict(_ x: Tensor) -> [Int] { scores(of: x).argMax(alongAxis: 1) }
}

/// The steps of all classes at once.
private struct Pegasos {
  /// The examples, with a last coordinate that is 1.
  let x: Tensor
  /// 1 for an example's own class, −1 for the others.
  let signs: Tensor
  let penalty: Float
  let batchSize: Int

  init(_ examples: LabeledVectors, _ classCount: Int, penalty: Float, batchSize: Int) {
    x = [examples.inputs, .ones([examples.labels.count, 1])].concatenated(alongAxis: 1)
    signs = 2 * Tensor.oneHot(examples.labels, classCount: classCount) - 1
    (self.penalty, self.batchSize) = (penalty, batchSize)
  }

  /// Takes the steps of an epoch and returns the mean of the weights on the way.
  func epoch(
    _ weights: inout Tensor, _ stepCount: inout Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    let order = permutation(x.shape[0], using: &rng)
    var (sum, steps) = (Tensor.zeros(weights.shape), Float(0))
    for start in stride(from: 0, to: order.count, by: batchSize) {
      let rows = Array(order[start..<min(start + batchSize, order.count)])
      stepCount += 1
      step(&weights, on: rows, count: stepCount)
      sum += weights
      steps += 1
    }
    return sum / steps
  }

  private func step(_ weights: inout Tensor, on rows: [Int], count: Int) {
    let (x, signs) = (x.gathered(rows), signs.gathered(rows))
    let violations = (signs * matmul(x, weights)) .< 1
    let rate = 1 / (penalty * Float(count))
    let pull = product(x, isTransposed: true, signs * violations) * (rate / Float(rows.count))
    weights = weights * (1 - rate * penalty) + pull
    // The solution lies in a ball of radius 1/√λ, and the projection onto it shortens the way there.
    let norms = sqrt((weights * weights).sum(alongAxis: 0) * penalty)
    weights /= maximum(norms, .ones(norms.shape))
  }

  /// The mean over the classes of the penalty and the hinge loss.
  func objective(_ weights: Tensor) -> Float {
    let hinges = RowBlocks(signs * matmul(x, weights)).map(columns: 1) {
      relu(1 - $0).mean(alongAxis: 1)
    }
    let norms = (weights * weights).sum(alongAxis: 0).mean()
    return hinges.mean().scalar + penalty / 2 * norms.scalar
  }
}
