// SPDX-License-Identifier: MIT

public import Tensors

/// The k-nearest-neighbour classifier: the examples nearest to a new one vote on its class.
///
/// `p(y | x) = k_y / k`, of the k nearest the share whose class is y.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Fix & Hodges (1951), *Discriminatory Analysis: Nonparametric Discrimination*; Cover & Hart (1967),
///   *Nearest Neighbor Pattern Classification*.
public struct KNearestNeighbors: ProbabilisticClassifier, Sendable {
  /// Who wins where several classes have most votes.
  public enum TieRule: Sendable, CaseIterable {
    /// The one with the smallest number.
    case firstClass
    /// The one with the nearest voter.
    case nearest
  }

  /// The examples that vote.
  public let examples: LabeledVectors
  /// The number of classes.
  public let classCount: Int
  /// How many vote.
  public let neighborCount: Int
  /// Who wins a tie.
  public let ties: TieRule

  /// Makes a classifier; there is nothing to learn.
  ///
  /// - Requires: One neighbour or more, and as many examples.
  public init(
    _ examples: LabeledVectors, neighborCount: Int = 1, classCount: Int? = nil,
    ties: TieRule = .nearest
  ) {
    self.classCount = examples.classCount(classCount, in: "KNearestNeighbors")
    if !(1...examples.labels.count).contains(neighborCount) {
      fail("KNearestNeighbors: \(neighborCount) of \(examples.labels.count) examples cannot vote")
    }
    (self.examples, self.neighborCount, self.ties) = (examples, neighborCount, ties)
  }

  /// The share of each class among the nearest examples.
  public func probabilities(of x: Tensor) -> Tensor {
    let rows = neighbors(of: x).indices.map { votes($0).map { $0 / Float(neighborCount) } }
    return Tensor(rows)
  }

  /// The class with most votes, by the rule of ties.
  public func predict(_ x: Tensor) -> [Int] { predict(from: neighbors(of: x)) }

  /// The class with most votes among neighbours that were found before; of more than vote the nearest do.
  ///
  /// - Requires: As many neighbours as vote, or more.
  public func predict(from neighbors: NearestNeighbors) -> [Int] {
    neighbors.indices.map { found in
      if found.count < neighborCount {
        fail("KNearestNeighbors: \(found.count) neighbours were found for \(neighborCount) votes")
      }
      let voters = found.prefix(neighborCount)
      let votes = votes(voters)
      let most = votes.max() ?? 0
      return switch ties {
      case .firstClass: votes.firstIndex(of: most) ?? 0
      case .nearest: voters.lazy.map { examples.labels[$0] }.first { votes[$0] == most } ?? 0
      }
    }
  }

  private func neighbors(of x: Tensor) -> NearestNeighbors {
    requireVectors(x, size: examples.inputs.shape[1], in: "KNearestNeighbors")
    return nearestNeighbors(of: x, in: examples.inputs, count: neighborCount)
  }

  private func votes(_ voters: some Sequence<Int>) -> [Float] {
    var votes = [Float](repeating: 0, count: classCount)
    for voter in voters { votes[examples.labels[voter]] += 1 }
    return votes
  }
}
