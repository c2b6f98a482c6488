// SPDX-License-Identifier: MIT

import Evaluation
import Tensors
import Testing

@Suite("Receiver operating characteristic") struct ROCLaws {
  private let positives = Tensor([0.9, 0.8, 0.4, 0.4])
  private let negatives = Tensor([0.7, 0.4, 0.3, 0.2, 0.1])

  @Test("The area is that of scikit-learn, ties included") func reference() {
    // scikit-learn 1.9.1, roc_auc_score.
    #expect(ROC(positives: positives, negatives: negatives).area == 0.85)
  }

  @Test("The area is the share of pairs in the right order, a tie counting one half") func pairs() {
    var rng = PCG32(seed: 1)
    let (a, b) = (
      Tensor.normal([60], mean: 0.5, using: &rng).scalars.map { ($0 * 4).rounded() },
      Tensor.normal([70], using: &rng).scalars.map { ($0 * 4).rounded() }
    )
    var sum = 0.0
    for x in a { for y in b { sum += x > y ? 1 : x == y ? 0.5 : 0 } }
    let roc = ROC(positives: Tensor(a), negatives: Tensor(b))
    #expect(abs(roc.area - sum / (60 * 70)) < 1e-12)
  }

  @Test("The curve rises from corner to corner, and the area is the one below it") func curve() {
    let roc = ROC(positives: positives, negatives: negatives)
    let (x, y) = (roc.falsePositiveRates, roc.truePositiveRates)
    #expect(x.first == 0 && y.first == 0 && x.last == 1 && y.last == 1)
    #expect(zip(x, x.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(zip(y, y.dropFirst()).allSatisfy { $0 <= $1 })
    var below = 0.0
    for step in 1..<x.count {
      let height = (y[step] + y[step - 1]) / 2
      below += (x[step] - x[step - 1]) * height
    }
    #expect(abs(below - roc.area) < 1e-12)
  }

  @Test("Only the order counts; exchanged sets give the complement") func order() {
    let area = ROC(positives: positives, negatives: negatives).area
    #expect(ROC(positives: exp(positives), negatives: exp(negatives)).area == area)
    #expect(abs(ROC(positives: negatives, negatives: positives).area - (1 - area)) < 1e-12)
    #expect(ROC(positives: positives, negatives: positives).area == 0.5)
  }
}
