// SPDX-License-Identifier: MIT

public import Tensors

/// How well a score tells two sets apart: the receiver operating characteristic.
///
/// Whoever calls positive what scores at least t finds a share of the positives and is wrong about a share of the
/// negatives; the curve shows both for all t. The area below it is the probability that a positive scores higher than a
/// negative, a tie counting one half: 1 is perfect, ½ is chance, 0 is the wrong way round.
///
/// - Paper: Hanley & McNeil (1982), *The Meaning and Use of the Area under a Receiver Operating Characteristic Curve*.
public struct ROC: Sendable, Equatable {
  /// The share of negatives that are called positive, from 0 to 1, one for each threshold from high to low.
  public let falsePositiveRates: [Double]
  /// The share of positives that are found, for the same thresholds.
  public let truePositiveRates: [Double]
  /// The area below the curve.
  public let area: Double

  /// Compares the scores of two sets; positives should have the higher ones.
  ///
  /// - Requires: At least one score of each, none of them NaN.
  public init(positives: Tensor, negatives: Tensor) {
    let (positives, negatives) = (positives.scalars, negatives.scalars)
    if positives.isEmpty || negatives.isEmpty || (positives + negatives).contains(where: \.isNaN) {
      fail("ROC: \(positives.count) and \(negatives.count) scores; none may be missing or NaN")
    }
    let scores = (positives.map { ($0, true) } + negatives.map { ($0, false) })
      .sorted { $0.0 > $1.0 }
    let counts = (positives: Double(positives.count), negatives: Double(negatives.count))
    var (found, wrong, area) = (0.0, 0.0, 0.0)
    var (falseRates, trueRates) = ([0.0], [0.0])
    var index = 0
    while index < scores.count {
      let (score, before) = (scores[index].0, (found: found, wrong: wrong))
      while index < scores.count, scores[index].0 == score {
        if scores[index].1 { found += 1 } else { wrong += 1 }
        index += 1
      }
      area += (wrong - before.wrong) * (found + before.found) / 2
      falseRates.append(wrong / counts.negatives)
      trueRates.append(found / counts.positives)
    }
    (falsePositiveRates, truePositiveRates) = (falseRates, trueRates)
    self.area = area / (counts.positives * counts.negatives)
  }
}
