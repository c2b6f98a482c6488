// SPDX-License-Identifier: MIT

public import Learning
public import Tensors

/// A model of binary vectors as a chain of conditionals, each place given those before it.
///
/// `log p(x) = Σᵢ log Bernoulli(xᵢ | σ(ℓᵢ(x₁ … xᵢ₋₁)))`
///
/// A model says what its conditionals are; likelihood, loss and samples follow. Any logits of which the one at a place
/// depends on no later place make probabilities of all vectors that add up to 1.
/// - Shapes: vectors `[batch, size]` of zeros and ones.
/// - Units: nats per vector.
/// - Paper: Frey, Hinton & Dayan (1995), *Does the Wake-Sleep Algorithm Produce Good Density Estimators?*, NIPS.
public protocol AutoregressiveModel: GenerativeModel where Batch == Tensor {
  /// The number of binary variables.
  var size: Int { get }

  /// The places in the order in which one follows from another; from first to last where nothing else is said.
  var order: [Int] { get }

  /// The logits of all conditionals, each given the places before it in the order.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  func logits(given x: Tensor) -> Tensor

  /// The logits of one conditional: of `p(xᵢ = 1 | x₁ … xᵢ₋₁)`.
  ///
  /// - Shapes: `x` `[batch, size]`, of which only the places before i count → `[batch]`.
  func logits(at place: Int, given x: Tensor) -> Tensor

  /// Keeps the first places of vectors, and draws those that follow in the order.
  ///
  /// - Parameter step: How many places stay as they are.
  /// - Shapes: `x` `[batch, size]` → `[batch, size]`.
  func completed(
    _ x: Tensor, keeping step: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor
}

extension AutoregressiveModel {
  /// From the first place to the last.
  public var order: [Int] { Array(0..<size) }

  /// The one among all logits.
  public func logits(at place: Int, given x: Tensor) -> Tensor {
    logits(given: x)[column: place]
  }

  /// The logarithm of each vector's probability.
  ///
  /// - Shapes: `x` `[batch, size]` → `[batch]`.
  public func logProb(_ x: Tensor) -> Tensor {
    -sigmoidCrossEntropy(logits: logits(given: x), targets: x)
  }

  /// The mean negative log-likelihood.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(x).mean()
  }

  /// Draws vectors, one variable after another.
  ///
  /// - Shapes: result `[count, size]`.
  public func sample(_ count: Int, using rng: inout some RandomNumberGenerator) -> Tensor {
    if count < 0 { fail("\(Self.self).sample: \(count) vectors") }
    return completed(.zeros([count, size]), keeping: 0, using: &rng)
  }

  /// Keeps the first places, and asks for one conditional after another.
  public func completed(
    _ x: Tensor, keeping step: Int, using rng: inout some RandomNumberGenerator
  ) -> Tensor {
    checkCompletion(of: x, keeping: step)
    let numbers = Tensor.uniform([size - step, x.shape[0]], using: &rng)
    return withoutGradient {
      var x = x
      for (index, place) in order[step...].enumerated() {
        x.setColumn(place, to: numbers[index] .< sigmoid(logits(at: place, given: x)))
      }
      return x
    }
  }

  /// Every vector of zeros and ones with its probability; the last variable changes fastest.
  ///
  /// - Shapes: vectors `[2^size, size]`.
  /// - Precision: Products and sums are in Double; only the logits are not.
  /// - Requires: 20 variables at most.
  public func enumerated() -> (vectors: Tensor, probabilities: [Double]) {
    if size > 20 { fail("\(Self.self).enumerated: 2^\(size) vectors are too many to list") }
    let vectors = Tensor(Assignments(of: size, classes: 2).map { $0.map(Float.init) })
    let logits = logits(given: vectors).scalars
    let signed = zip(logits, vectors.scalars).map { $1 == 1 ? Double($0) : -Double($0) }
    let places = stride(from: 0, to: signed.count, by: size)
    let probabilities = places.map { start in
      signed[start..<start + size].reduce(1) { $0 / (1 + exp(-$1)) }
    }
    return (vectors, probabilities)
  }

  /// Traps unless vectors have the model's size, and so many places that some can be kept.
  func checkCompletion(of x: Tensor, keeping step: Int) {
    if x.rank != 2 || x.shape[1] != size || !(0...size).contains(step) {
      fail("\(Self.self).completed: \(step) of \(size) places kept of vectors \(x.shape)")
    }
  }
}

extension Tensor {
  /// Writes a column of a matrix.
  mutating func setColumn(_ column: Int, to values: Tensor) {
    let size = shape[1]
    withMutableScalars { scalars in
      values.withScalars { values in
        for row in values.indices { scalars[row * size + column] = values[row] }
      }
    }
  }
}
