// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Autoencoder") struct AutoencoderLaws {
  private let sizes = [5, 4, 2]
  private let x = Tensor([0.9, 0.1, 0.3, 0.8, 0.2, 0.4, 0.7, 0.6, 0.05, 0.95], shape: [2, 5])

  private func model(
    _ error: ReconstructionError, range: ReconstructionRange = .unit, seed: UInt64 = 3
  ) -> Autoencoder {
    var rng = PCG32(seed: seed)
    return Autoencoder(
      sizes, activation: Tanh(), range: range, error: error,
      initializer: .normal(standardDeviation: 0.7), using: &rng)
  }

  /// The definition in Double, from the numbers of all parameters: three maps, tanh between, each error by its formula.
  private func definedLoss(
    _ parameters: [[Double]], _ error: ReconstructionError, _ range: ReconstructionRange
  ) -> Double {
    let rows = (0..<2).map { x[$0].scalars.map(Double.init) }
    return rows.reduce(0) { $0 + definedError(parameters, $1, error, range) } / 2
  }

  private func definedError(
    _ parameters: [[Double]], _ row: [Double], _ error: ReconstructionError,
    _ range: ReconstructionRange
  ) -> Double {
    var values = row
    for (place, count) in [4, 2, 4, 5].enumerated() {
      let (weight, bias) = (parameters[2 * place], parameters[2 * place + 1])
      values = (0..<count).map { j in
        let sum = values.indices.reduce(bias[j]) { $0 + values[$1] * weight[$1 * count + j] }
        // The code and the outputs are affine.
        return place == 1 || place == 3 ? sum : Foundation.tanh(sum)
      }
    }
    if range == .unit { values = values.map { 1 / (1 + Foundation.exp(-$0)) } }
    return zip(values, row).reduce(0) { sum, pair in
      let (y, t) = pair
      switch error {
      case .squared: return sum + (y - t) * (y - t)
      case .absolute: return sum + Swift.abs(y - t)
      case .crossEntropy: return sum - t * Foundation.log(y) - (1 - t) * Foundation.log(1 - y)
      }
    }
  }

  private func numbers(_ model: Autoencoder) -> [[Double]] {
    model.parameters.map { $0.parameter.wrappedValue.scalars.map(Double.init) }
  }

  private static let cases: [(ReconstructionError, ReconstructionRange)] = [
    (.squared, .unit), (.absolute, .unit), (.crossEntropy, .unit), (.squared, .unbounded),
    (.absolute, .unbounded),
  ]

  @Test("Encoder and decoder have the parameters of their sizes")
  func parameterCount() {
    var rng = PCG32(seed: 1)
    let maps = [(784, 256), (256, 64), (64, 30), (30, 64), (64, 256), (256, 784)]
    let count = maps.reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    #expect(Autoencoder([784, 256, 64, 30], using: &rng).parameterCount == count)
  }

  @Test("The loss is the mean error of its definition", arguments: cases)
  func loss(_ error: ReconstructionError, _ range: ReconstructionRange) {
    let model = model(error, range: range)
    var rng = PCG32(seed: 2)
    let expected = definedLoss(numbers(model), error, range)
    expectClose([model.loss(on: x, using: &rng).scalar], [expected], tolerance: 1e-5)
    expectClose([model.validationLoss(on: x, using: &rng).scalar], [expected], tolerance: 1e-5)
    expectClose([model.reconstructionError(of: x).mean().scalar], [expected], tolerance: 1e-5)
  }

  @Test("The gradient of every parameter is the difference quotient", arguments: cases)
  func gradients(_ error: ReconstructionError, _ range: ReconstructionRange) {
    let model = model(error, range: range)
    var rng = PCG32(seed: 2)
    let (_, gradients) = valueWithGradients(at: model.parameters) {
      model.loss(on: x, using: &rng)
    }
    let start = numbers(model)
    #expect(gradients.count == 8)
    for (place, gradient) in gradients.enumerated() {
      let differences = start[place].indices.map { element -> Double in
        let values = [1e-5, -1e-5].map { step -> Double in
          var moved = start
          moved[place][element] += step
          return definedLoss(moved, error, range)
        }
        return (values[0] - values[1]) / 2e-5
      }
      expectClose(gradient.scalars, differences, tolerance: 1e-4)
    }
  }

  @Test("A reconstruction is what the decoder makes of the code, in the range asked for")
  func reconstruction() {
    let model = model(.squared)
    let y = model.reconstruct(x)
    #expect(model.encode(x).shape == [2, 2] && y == model.decode(model.encode(x)))
    #expect(y.scalars.allSatisfy { (0...1).contains($0) })
    let errors = ((y - x) * (y - x)).sum(alongAxis: 1)
    expectClose(
      model.reconstructionError(of: x).scalars, errors.scalars.map(Double.init), tolerance: 1e-5)
  }

  @Test(
    "Weights of one change nothing, and a number of weight zero is not learnt from",
    arguments: cases)
  func weights(_ error: ReconstructionError, _ range: ReconstructionRange) {
    let model = model(error, range: range)
    var rng = PCG32(seed: 2)
    let plain = model.loss(on: x, using: &rng).scalar
    let ones = model.weighted.loss(on: Labeled(x, .ones([2, 5])), using: &rng).scalar
    expectClose([ones], [Double(plain)], tolerance: 1e-5)

    let mask = Tensor([1, 1, 0, 1, 1]).broadcast(to: [2, 5])
    let (_, gradients) = valueWithGradients(at: model.parameters) {
      model.weighted.loss(on: Labeled(x, mask), using: &rng)
    }
    let last = gradients[7].scalars  // of the biases of the outputs
    #expect(last[2] == 0 && last.indices.allSatisfy { $0 == 2 || last[$0] != 0 })
  }

  @Test("Training finds the plane in which points lie, and the same seed gives the same bits")
  func training() {
    var rng = PCG32(seed: 8)
    let basis = Tensor.normal([2, 6], using: &rng)
    let points = matmul(Tensor.normal([200, 2], using: &rng), basis)
    let runs = (0..<2).map { _ -> Tensor in
      var start = PCG32(seed: 4)
      let model = Autoencoder([6, 2], range: .unbounded, using: &start)
      let training = Training(
        model, on: points, batchSize: 50, optimizer: Adam(learningRate: 0.02), seed: 5,
        isShown: false)
      for _ in training.prefix(60) {}
      return model.reconstructionError(of: points)
    }
    let variance = (points * points).sum(alongAxis: 1).mean().scalar
    #expect(runs[0] == runs[1])
    #expect(runs[0].mean().scalar < 1e-3 * variance)
  }

  @Test("Convolutions halve a picture, their transposes double it, and all parameters learn")
  func convolutions() {
    var rng = PCG32(seed: 6)
    let model = Autoencoder.convolutional(side: 8, channels: [3, 4], codeSize: 2, using: &rng)
    let pictures = Tensor.uniform([3, 64], using: &rng)
    let (codes, drawn) = (model.encode(pictures), model.reconstruct(pictures))
    #expect(codes.shape == [3, 2] && drawn.shape == [3, 64])
    let encoder = (9 + 1) * 3 + (9 * 3 + 1) * 4 + (16 + 1) * 2
    let decoder = (2 + 1) * 16 + (9 * 4 * 3 + 3) + (9 * 3 + 1)
    #expect(model.parameterCount == encoder + decoder)
    let maps = model.encoder.summary(on: pictures).rows.compactMap(\.output)
    #expect(maps.contains([3, 3, 4, 4]) && maps.contains([3, 4, 2, 2]))
    let (_, gradients) = valueWithGradients(at: model.parameters) {
      model.loss(on: pictures, using: &rng)
    }
    #expect(gradients.allSatisfy { $0.scalars.contains { $0 != 0 } })
  }

  @Test("Impossible choices trap")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      var rng = PCG32(seed: 1)
      _ = Autoencoder([4, 2], range: .unbounded, error: .crossEntropy, using: &rng)
    }
    await #expect(processExitsWith: .failure) {
      var rng = PCG32(seed: 1)
      _ = Autoencoder.convolutional(side: 10, channels: [2, 2], codeSize: 2, using: &rng)
    }
  }
}
