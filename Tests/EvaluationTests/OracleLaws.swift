// SPDX-License-Identifier: MIT

import Datasets
import Foundation
import Tensors
import Testing

@testable import Evaluation

@Suite("Oracle classifier") struct OracleLaws {
  /// Two classes that differ in which half is bright.
  private func halves(_ count: Int, seed: UInt64) -> LabeledImages {
    var rng = PCG32(seed: seed)
    let labels = (0..<count).map { $0 % 2 }
    let base = Tensor(labels.flatMap { $0 == 0 ? [0.9, 0.1] as [Float] : [0.1, 0.9] })
    let images = base.reshaped(count, 1, 2).broadcast(to: [count, 3, 2])
    return LabeledImages(
      images: images + Tensor.uniform([count, 3, 2], using: &rng) * 0.1, labels: labels)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @Test("It learns classes that can be told apart, and says so of new images") func learns() {
    let oracle = OracleClassifier.trained(on: halves(400, seed: 1), classCount: 2)
    let unseen = halves(100, seed: 2)
    #expect(oracle.accuracy(on: unseen) == 1)
    #expect(oracle.labels(of: unseen.images) == unseen.labels)
    #expect(oracle.features(of: unseen.images).shape == [100, 256])
    let sums = oracle.probabilities(of: unseen.images).sum(alongAxis: 1)
    #expect(sums.scalars.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test("The same seed gives the same bits") func deterministic() {
    let first = OracleClassifier.trained(on: halves(200, seed: 1), classCount: 2, seed: 4)
    let second = OracleClassifier.trained(on: halves(200, seed: 1), classCount: 2, seed: 4)
    let probe = halves(10, seed: 3).images
    #expect(first.probabilities(of: probe) == second.probabilities(of: probe))
  }

  @Test(
    "A cached classifier is the trained one; a damaged file is replaced; other images get another")
  func cache() throws {
    try withFolder { folder in
      let images = halves(200, seed: 1)
      let probe = halves(10, seed: 3).images
      let get = {
        OracleClassifier.cached(for: images, classCount: 2, seed: 1, folder: folder)
          .probabilities(of: probe)
      }
      let trained = get()
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files.count == 1)
      #expect(get() == trained)

      let path = "\(folder)/\(files[0])"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count - 2] ^= 0x40
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(get() == trained)

      _ = OracleClassifier.cached(for: halves(200, seed: 9), classCount: 2, seed: 1, folder: folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
    }
  }

  @Test("Without a folder to write, the classifier is trained all the same") func noFolder() {
    let oracle = OracleClassifier.cached(
      for: halves(400, seed: 1), classCount: 2, seed: 1, folder: nil)
    #expect(oracle.accuracy(on: halves(50, seed: 2)) == 1)
  }
}

@Suite("Scores of samples") struct SampleScoreLaws {
  private let certain = Tensor.identity(10)

  @Test("Certain verdicts of ten equally frequent classes score 10") func best() {
    #expect(abs(inceptionScore(probabilities: certain) - 10) < 1e-4)
    let scores = SampleScores(probabilities: certain)
    #expect(scores.classCount == 10 && scores.confidence == 1)
    #expect(abs(scores.classEntropy - 2.302585) < 1e-5)
  }

  @Test("The same verdict for every image scores 1, be it certain or not") func worst() {
    #expect(abs(inceptionScore(probabilities: Tensor.full([20, 10], 0.1)) - 1) < 1e-5)
    let collapsed = [Tensor.zeros([20, 1]), Tensor.ones([20, 1])].concatenated(alongAxis: 1)
    #expect(inceptionScore(probabilities: collapsed) == 1)
    #expect(abs(SampleScores(probabilities: collapsed).classEntropy) < 1e-6)
  }

  @Test("The score lies between 1 and the number of classes") func bounds() {
    var rng = PCG32(seed: 8)
    for scale: Float in [0.1, 1, 10] {
      let p = (Tensor.normal([50, 7], using: &rng) * scale).softmax(alongAxis: 1)
      let score = inceptionScore(probabilities: p)
      #expect(score >= 1 && score <= 7)
    }
  }
}
