// SPDX-License-Identifier: MIT

public import Layers
public import Learning
public import Tensors

/// An autoencoder without any bend: an affine map to the code and another one back.
///
/// `z = x Wₑ + bₑ`, `x′ = z W_d + b_d`, trained to make `‖x′ − x‖²` small. At its best it spans the subspace of
/// principal component analysis, in coordinates of its own.
///
/// - Shapes: examples `[count, size]`; codes `[count, latentSize]`.
/// - Units: the loss in squared units of the examples.
/// - Paper: Baldi & Hornik (1989), *Neural Networks and Principal Component Analysis: Learning from Examples Without
///   Local Minima*.
public struct LinearAutoencoder: Trainable {
  /// The map from examples to codes.
  public let encoder: Linear
  /// The map from codes to examples.
  public let decoder: Linear

  /// Makes an autoencoder with random maps.
  public init(size: Int, latentSize: Int, using rng: inout some RandomNumberGenerator) {
    encoder = Linear(size, latentSize, using: &rng)
    decoder = Linear(latentSize, size, using: &rng)
  }

  /// The code of each example.
  public func encode(_ x: Tensor) -> Tensor { encoder(x) }

  /// The example that belongs to each code.
  public func decode(_ z: Tensor) -> Tensor { decoder(z) }

  /// What is left of each example after it went through the code.
  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// The squared distance of each example from its reconstruction.
  ///
  /// - Shapes: `x` `[…, size]` → `[…]`.
  public func reconstructionError(of x: Tensor) -> Tensor {
    let rest = x - reconstruct(x)
    return (rest * rest).sum(alongAxis: -1)
  }

  /// The directions that the decoder can draw, as columns, `[size, latentSize]`.
  public var basis: Tensor { decoder.weight.transposed() }

  /// The squared error, summed over coordinates and averaged over the batch.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    reconstructionError(of: x).mean()
  }

  /// Improves one map and then the other, each to its best while the other one rests.
  ///
  /// Both steps are least squares, so the error never grows. The gap to the best subspace shrinks by a factor of about
  /// `λ_{Q+1}/λ_Q` in each round, the ratio of the first variance left out to the last one kept.
  ///
  /// - Shapes: `x` `[count, size]`.
  /// - Requires: At least as many different examples as coordinates of the code.
  public func alternateLeastSquares(on x: Tensor, rounds: Int = 1) {
    if x.rank != 2 || x.shape[0] == 0 || x.shape[1] != encoder.weight.shape[0] {
      fail(
        "LinearAutoencoder: examples of shape \(x.shape) for \(encoder.weight.shape[0]) coordinates"
      )
    }
    let (x, mean) = (x.detached(), x.detached().mean(alongAxis: 0))
    decoder.bias?.wrappedValue = mean
    for _ in 0..<rounds {
      center(on: mean)
      let z = encode(x)  // of mean 0, so that Σ z (x − x̄)ᵀ = Σ z xᵀ
      decoder.weight = solve(
        product(z, isTransposed: true, z), product(z, isTransposed: true, x))
      let basis = decoder.weight
      encoder.weight = solve(matmul(basis, basis.transposed()), basis).transposed()
    }
    center(on: mean)
  }

  /// Lets the mean of the examples have the code 0.
  private func center(on mean: Tensor) {
    encoder.bias?.wrappedValue = -matmul(mean, encoder.weight)
  }
}
