// SPDX-License-Identifier: MIT

import Datasets
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Classifiers that model the class alone") struct DiscriminativeClassifierLaws {
  private let points = Labeled(
    Tensor([
      [0, 0.2], [0.4, -0.3], [-0.5, 0.1], [0.3, 0.6], [3, 2.8], [3.4, 3.5], [2.6, 3.1], [3.2, 2.4],
      [1.5, 1], [1, 2],
    ]), [0, 0, 0, 0, 1, 1, 1, 1, 0, 1])

  private func moons(_ count: Int, seed: UInt64) -> LabeledVectors {
    var rng = PCG32(seed: seed)
    let drawn = TwoMoons(noise: 0.1).sample(count, using: &rng)
    return Labeled(drawn.points, drawn.labels)
  }

  @Test("The gradient of logistic regression is what inputs and errors give") func gradient() {
    var rng = PCG32(seed: 1)
    let model = LogisticRegression(size: 2, classCount: 2)
    let weights = Tensor.normal([2, 2], using: &rng)
    model.$weights.value = weights
    let slopes = model.gradientsOfLoss(on: points)
    let errors = model.probabilities(of: points.inputs) - .oneHot(points.labels, classCount: 2)
    let expected = matmul(points.inputs.transposed(), errors) / 10
    expectClose(slopes[0].scalars, expected.scalars.map { Double($0) }, tolerance: 1e-5)
    expectClose(
      slopes[1].scalars, errors.mean(alongAxis: 0).scalars.map { Double($0) }, tolerance: 1e-5)
  }

  @Test("A model that knows nothing finds all classes equally probable") func start() {
    let model = LogisticRegression(size: 2, classCount: 5)
    #expect(model.probabilities(of: points.inputs) == .full([10, 5], 0.2))
  }

  enum Kind: CaseIterable { case mlp, convolutional, recurrent }

  private func losses(of kind: Kind, seed: UInt64) -> [Float] {
    var rng = PCG32(seed: seed)
    // Bars across or down, in images of 8 × 8.
    let labels = (0..<40).map { $0 % 2 }
    let images = labels.map { label in
      let noise = Tensor.uniform([8, 8], in: 0..<0.3, using: &rng)
      let place = Int.random(in: 0..<8, using: &rng)
      let bar = Tensor.oneHot([place], classCount: 8)
      return noise + (label == 0 ? bar : bar.transposed())
    }
    let examples = Labeled(images.stacked().reshaped(40, 64), labels)
    func train(_ model: some NetworkClassifier) -> [Float] {
      let training = Training(
        model, on: examples, batchSize: 10, optimizer: Adam(learningRate: 0.01), seed: seed)
      return training.prefix(6).map(\.loss)
    }
    return switch kind {
    case .mlp: train(MLPClassifier([64, 16, 2], using: &rng))
    case .convolutional:
      train(
        ConvolutionalClassifier(height: 8, width: 8, channels: [4], classCount: 2, using: &rng))
    case .recurrent:
      train(RecurrentClassifier(pieceSize: 8, stateSize: 8, classCount: 2, using: &rng))
    }
  }

  @Test("Training lowers the loss, and the same seed gives the same bits", arguments: Kind.allCases)
  func training(_ kind: Kind) {
    let first = losses(of: kind, seed: 3)
    #expect(first[5] < 0.8 * first[0])
    #expect(losses(of: kind, seed: 3) == first)
  }

  @Test("Networks have as many parameters as their sizes say") func counts() {
    var rng = PCG32(seed: 1)
    #expect(MLPClassifier(using: &rng).parameterCount == 784 * 256 + 256 + 256 * 10 + 10)
    let convolutions = 25 * 16 + 16 + 25 * 16 * 32 + 32
    #expect(
      ConvolutionalClassifier(using: &rng).parameterCount == convolutions + 32 * 49 * 10 + 10)
    #expect(
      RecurrentClassifier(using: &rng).parameterCount == 3 * 64 * (28 + 64 + 2) + 64 * 10 + 10)
  }

  @Test("Ties go to the class of the smallest number, or to that of the nearest voter")
  func ties() {
    let examples = Labeled(Tensor([[0], [1.1], [-1.2], [5]]), [2, 1, 0, 2])
    let queries = Tensor([[0.1], [1.0]])
    let first = KNearestNeighbors(examples, neighborCount: 3, ties: .firstClass)
    let nearest = KNearestNeighbors(examples, neighborCount: 3, ties: .nearest)
    #expect(first.predict(queries) == [0, 0])
    #expect(nearest.predict(queries) == [2, 1])
    expectClose(
      first.probabilities(of: queries[..<1]).scalars, [1.0 / 3, 1.0 / 3, 1.0 / 3], tolerance: 1e-6)
    #expect(KNearestNeighbors(examples).accuracy(on: examples) == 1)
    let found = nearestNeighbors(of: queries, in: examples.inputs, count: 4)
    #expect(nearest.predict(from: found) == nearest.predict(queries))
  }

  @Test("Pegasos comes to the objective of a quadratic programme") func pegasos() {
    var rng = PCG32(seed: 2)
    let machine = LinearSVM(
      fitting: points, penalty: 0.1, epochs: 800, batchSize: 10, using: &rng)
    // SciPy 1.17, SLSQP on the problem with slack variables: 0.25661089, w = (−0.002, 0.912), b = −1.182.
    let last = machine.objectives[799]
    #expect(last > 0.2566 && last < 0.2566 * 1.01)
    expectClose(
      machine.weights[column: 1].scalars + [machine.bias.scalars[1]],
      [-0.00207, 0.91210, -1.18242],
      tolerance: 0.05)
    #expect(machine.accuracy(on: points) == 1)
  }

  @Test("Residuals of least squares are orthogonal to every coordinate") func leastSquares() {
    let inputs = Tensor(points.inputs.scalars.enumerated().map { $0 % 2 == 0 ? $1 : $1 * $1 })
      .reshaped(10, 2)
    let targets = Tensor([1, 0.5, -0.3, 2, 3.1, 4, 2.2, 3.3, 1.7, 0.9])
    let model = LinearRegression(fitting: inputs, to: targets)
    let columns =
      [(0..<10).map { _ in 1.0 }] + (0..<2).map { inputs[column: $0].scalars.map { Double($0) } }
    for column in columns {
      #expect(abs(zip(column, model.residuals).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-10)
    }
    // NumPy 2, linalg.lstsq; its inputs were not rounded to Float.
    #expect(abs(model.intercept - 0.5785371360140267) < 1e-6)
    #expect(abs(model.slopes[0] - 0.9046030512924121) < 1e-6)
    #expect(abs(model.slopes[1] + 0.021092695908135006) < 1e-6)
    let rest = targets - model.predict(inputs)
    expectClose(rest.scalars, model.residuals, tolerance: 1e-5)
  }

  @Test("A network bends where a line cannot") func moons() {
    var rng = PCG32(seed: 4)
    let data = moons(200, seed: 8)
    let network = MLPClassifier([2, 16, 2], using: &rng)
    let training = Training(
      network, on: data, batchSize: 50, optimizer: Adam(learningRate: 0.05), seed: 1)
    for _ in training.prefix(40) {}
    let linear = LDA(fitting: data).accuracy(on: data)
    #expect(linear < 0.93)
    #expect(network.accuracy(on: data) > 0.97)
  }
}

extension NetworkClassifier {
  fileprivate func gradientsOfLoss(on examples: LabeledVectors) -> [Tensor] {
    var rng = PCG32(seed: 0)
    return valueWithGradients(at: parameters) { loss(on: examples, using: &rng) }.gradients
  }
}
