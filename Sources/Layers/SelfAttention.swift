// SPDX-License-Identifier: MIT

public import Tensors

/// Multi-head self-attention: each place of a sequence takes a mean of all places' values, weighted by their likeness.
///
/// `y = concat_h(softmax(Q_h K_hᵀ / √headSize) V_h) · W + b`, with `Q`, `K`, `V` affine in `x`
///
/// - Shapes: `[batch, length, size]` → the same.
/// - Paper: Vaswani et al. (2017), *Attention Is All You Need*, arXiv:1706.03762.
public struct SelfAttention: Layer {
  /// The affine map to queries, keys and values, side by side.
  public let projections: Linear
  /// The affine map of the heads' results.
  public let output: Linear
  /// The number of heads.
  public let headCount: Int
  /// Whether a place sees only itself and those before it.
  public let isCausal: Bool

  /// Makes a layer for vectors of a size.
  ///
  /// - Requires: Heads that divide the size.
  public init(
    _ size: Int, headCount: Int = 1, isCausal: Bool = false, initializer: Initializer = .standard,
    using rng: inout some RandomNumberGenerator
  ) {
    if headCount < 1 || size < 1 || size % headCount != 0 {
      fail("SelfAttention: vectors of size \(size) do not fall into \(headCount) heads")
    }
    projections = Linear(size, 3 * size, initializer: initializer, using: &rng)
    output = Linear(size, size, initializer: initializer, using: &rng)
    (self.headCount, self.isCausal) = (headCount, isCausal)
  }

  /// The weighted means.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let size = output.weight.shape[0]
    if x.rank != 3 || x.shape[2] != size {
      fail("SelfAttention: a tensor of shape \(x.shape) holds no sequences of size \(size)")
    }
    let (batch, length) = (x.shape[0], x.shape[1])
    // [3, batch, heads, length, head size]
    let parts = projections(x)
      .reshaped(batch, length, 3, headCount, size / headCount).transposed(2, 0, 3, 1, 4)
    let scale = 1 / Float(size / headCount).squareRoot()
    let scores = matmul(parts[0] * scale, parts[1].transposed(0, 1, 3, 2))
    let weights = (isCausal ? scores.hidingLaterPlaces() : scores).softmax(alongAxis: -1)
    let heads = matmul(weights, parts[2]).transposed(0, 2, 1, 3)
    return output(heads.reshaped(batch, length, size))
  }
}

extension Tensor {
  /// Scores `[…, length, length]` with −∞ where a column comes after its row.
  fileprivate func hidingLaterPlaces() -> Tensor {
    let places = Tensor.arange(Float(shape[rank - 1]))
    return replacing(with: -.infinity, where: places .> places.expanded(atAxis: 1))
  }
}

/// Numbers, such as times or places, as sines and cosines of many frequencies.
///
/// `y = (sin(x ω₀), …, cos(x ω₀), …)`, `ωₖ = longestPeriod^(−2k / size)`
///
/// - Shapes: `[…]` → `[…, size]`, first the sines.
/// - Differs: The paper puts sines and cosines in turn; the order does not matter to the layers that follow.
/// - Paper: Vaswani et al. (2017), *Attention Is All You Need*, arXiv:1706.03762.
public struct SinusoidalEmbedding: Layer {
  /// The number of sines and cosines together.
  public let size: Int
  private let frequencies: Tensor

  /// Makes an embedding of an even size.
  ///
  /// - Requires: A positive, even size and a positive period.
  public init(_ size: Int, longestPeriod: Float = 10_000) {
    if size < 2 || size % 2 != 0 || longestPeriod <= 0 {
      fail("SinusoidalEmbedding: \(size) sines and cosines with periods up to \(longestPeriod)")
    }
    self.size = size
    let exponents = Tensor.arange(Float(size / 2)) * (-log(longestPeriod) / Float(size / 2))
    frequencies = exp(exponents)
  }

  /// The sines and cosines of each number.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let angles = x.expanded(atAxis: x.rank) * frequencies
    return [sin(angles), cos(angles)].concatenated(alongAxis: x.rank)
  }
}

/// Sequences with the sines and cosines of each place added to its vector.
///
/// - Shapes: `[batch, length, size]` → the same.
/// - Paper: Vaswani et al. (2017), *Attention Is All You Need*, arXiv:1706.03762.
public struct PositionalEncoding: Layer {
  private let embedding: SinusoidalEmbedding

  /// Makes an encoding for vectors of an even size.
  public init(_ size: Int) { embedding = SinusoidalEmbedding(size) }

  /// The sequences with their places.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if x.rank != 3 || x.shape[2] != embedding.size {
      fail("PositionalEncoding: \(x.shape) holds no sequences of size \(embedding.size)")
    }
    return x + embedding(.arange(Float(x.shape[1])))
  }
}
