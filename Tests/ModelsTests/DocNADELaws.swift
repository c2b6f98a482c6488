// SPDX-License-Identifier: MIT

import Foundation
import Layers
import Learning
import Models
import Tensors
import Testing

@Suite("Autoregressive topic model") struct DocNADELaws {
  private func model(_ vocabularySize: Int) -> DocNADE {
    var rng = PCG32(seed: 4)
    let model = DocNADE(vocabularySize: vocabularySize, hiddenSize: 5, using: &rng)
    for named in model.parameters {
      named.parameter.wrappedValue = .normal(named.parameter.wrappedValue.shape, using: &rng)
    }
    return model
  }

  @Test("The probabilities of all words add up to one", arguments: [2, 3, 7, 8, 13])
  func normalization(_ vocabularySize: Int) {
    let model = model(vocabularySize)
    for words in [[], [1], [0, 1, 1, 0]] {
      let p = model.probabilities(after: words)
      #expect(p.shape == [vocabularySize])
      #expect(abs(p.sum().scalar - 1) < 1e-5)
    }
  }

  @Test("Each word of each document has the probability that its tree gives it")
  func conditionals() {
    let (model, documents) = (model(11), [[3, 0, 3, 10], [], [7], [1, 2, 9]])
    let expected = documents.flatMap { document in
      document.indices.map { i in
        Foundation.log(
          Double(model.probabilities(after: Array(document[..<i])).scalars[document[i]]))
      }
    }
    expectClose(model.logConditionals(of: documents).scalars, expected, tolerance: 1e-4)
  }

  @Test("The order of the words before does not count") func order() {
    let model = model(6)
    expectClose(
      model.probabilities(after: [1, 5, 2]).scalars,
      model.probabilities(after: [5, 2, 1]).scalars.map(Double.init), tolerance: 1e-5)
  }

  @Test("Gradients reach every parameter") func gradients() {
    var rng = PCG32(seed: 2)
    let model = model(5)
    let documents = [[0, 1, 2, 3, 4], [4, 3, 1]]
    let (_, gradients) = valueWithGradients(at: model.parameters) {
      model.loss(on: documents, using: &rng)
    }
    for gradient in gradients { #expect(abs(gradient).sum().scalar > 0) }
  }

  @Test("Perplexity is the exponential of the mean surprise of a document's word")
  func perplexity() {
    let (model, documents) = (model(9), [[1, 2, 3], [8]])
    let losses = documents.map { -Double(model.logConditionals(of: [$0]).mean().scalar) }
    let expected = Foundation.exp((losses[0] + losses[1]) / 2)
    #expect(abs(model.perplexity(of: documents + [[]]) - expected) < 1e-3 * expected)
  }

  @Test("Samples follow the probabilities of words") func samples() {
    let model = model(4)
    var rng = PCG32(seed: 5)
    let p = model.probabilities(after: []).scalars
    let first = (0..<3000).map { _ in model.sample(length: 1, using: &rng)[0] }
    for word in 0..<4 {
      let share = Float(first.count { $0 == word }) / 3000
      #expect(abs(share - p[word]) < 4 * (p[word] * (1 - p[word]) / 3000).squareRoot())
    }
  }
}
