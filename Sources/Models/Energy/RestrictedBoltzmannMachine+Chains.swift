// SPDX-License-Identifier: MIT

public import Tensors

extension RBM {
  /// Markov chains of block Gibbs sampling side by side, as a value that remembers where they are.
  ///
  /// One step draws `h ~ p(h | v)` and then `v ~ p(v | h)`. A copy goes its own way.
  ///
  /// - Shapes: visible `[count, visibleSize]`, hidden `[count, hiddenSize]`.
  public struct Chains: Sendable {
    /// The visible vectors `v` at which the chains are.
    public private(set) var visible: Tensor
    /// The probabilities `p(v = 1 | h)` that the visible vectors were drawn with; at the start those vectors themselves.
    public private(set) var visibleProbabilities: Tensor
    /// The probabilities `p(h = 1 | v)` that the next hidden vectors are drawn with.
    public private(set) var hiddenProbabilities: Tensor

    /// Makes chains that begin at visible vectors.
    public init(from v: Tensor, in machine: RBM) {
      if v.rank != 2 || v.shape[1] != machine.visibleSize {
        fail("RBM: \(v.shape) is no batch of \(machine.visibleSize) visible units")
      }
      visible = v
      visibleProbabilities = v
      hiddenProbabilities = withoutGradient { machine.hiddenProbabilities(given: v) }
    }

    /// The number of chains.
    public var count: Int { visible.shape[0] }

    /// Takes block Gibbs steps in a machine, which may have learnt since the last ones.
    public mutating func advance(
      _ machine: RBM, steps: Int, using rng: inout some RandomNumberGenerator
    ) {
      if steps < 0 { fail("RBM: \(steps) steps of block Gibbs sampling") }
      withoutGradient {
        for _ in 0..<steps {
          let h = Tensor.bernoulli(probabilities: hiddenProbabilities, using: &rng)
          visibleProbabilities = machine.visibleProbabilities(given: h)
          visible = .bernoulli(probabilities: visibleProbabilities, using: &rng)
          hiddenProbabilities = machine.hiddenProbabilities(given: visible)
        }
      }
    }

    /// The mean squared distance of the visible probabilities from vectors, summed over the units.
    func distance(to v: Tensor) -> Float {
      let difference = v - visibleProbabilities
      return Float(difference.squaredNorm / Double(max(1, count)))
    }
  }
}
