// SPDX-License-Identifier: MIT

public import Distributions
import Glibc
public import Layers
public import Learning
public import Tensors

/// An autoencoder of images whose code is a grid of whole numbers: the nearest entries of a codebook.
///
/// `L = −log p(x|e) + ‖sg[z(x)] − e‖² + β ‖z(x) − sg[e]‖²`, with `e = argminₖ ‖z(x) − eₖ‖` at each place.
///
/// The gradient of the likelihood goes from the entry straight through to the encoder; the second term moves entries to
/// what is encoded, the third keeps what is encoded near its entry. With a uniform prior of codes the divergence is the
/// constant `places · log K`. Without a learnt prior the model gives no samples: it is trained, and asked for codes.
///
/// - Shapes: images `[batch, height · width]` in 0…1; codes: for each image `height/4 · width/4` numbers in `0..<K`.
/// - Units: nats per image.
/// - Paper: van den Oord, Vinyals & Kavukcuoglu (2017), *Neural Discrete Representation Learning*, arXiv:1711.00937.
public struct VectorQuantizedVAE: Trainable {
  /// The network that gives a vector for each place of the grid.
  public let encoder: Sequential
  /// The network that gives the log-odds of the pixels.
  public let decoder: Sequential
  /// The entries `eₖ`, `[codeCount, entrySize]`.
  @Parameter public var codebook: Tensor
  /// The weight β of the commitment.
  public let commitment: Float
  /// The rows and columns of the grid of codes.
  public let gridSize: (rows: Int, columns: Int)

  /// The number of entries, K.
  public var codeCount: Int { codebook.shape[0] }
  /// The number of codes of an image.
  public var placeCount: Int { gridSize.rows * gridSize.columns }
  /// What an image's codes hold: `places · log₂ K`.
  public var bitsPerImage: Float { Float(placeCount) * log2f(Float(codeCount)) }

  /// Makes an autoencoder with random weights.
  ///
  /// - Parameters:
  ///   - channelCount: The feature maps after the first convolution; the second makes twice as many.
  /// - Requires: Sides that 4 divides, and positive sizes.
  public init(
    imageSize: (height: Int, width: Int) = (28, 28), codeCount: Int = 64, entrySize: Int = 8,
    channelCount: Int = 16, commitment: Float = 0.25, using rng: inout some RandomNumberGenerator
  ) {
    let (height, width) = imageSize
    if height < 4 || width < 4 || height % 4 != 0 || width % 4 != 0
      || min(codeCount, entrySize, channelCount) < 1 || !(commitment >= 0)
    {
      fail(
        "VectorQuantizedVAE: \(height) × \(width) pixels, which 4 must divide, \(codeCount) "
          + "entries of size \(entrySize), \(channelCount) channels, commitment \(commitment)")
    }
    let (few, many) = (channelCount, 2 * channelCount)
    gridSize = (height / 4, width / 4)
    encoder = Sequential {
      Reshape(to: [1, height, width])
      Conv2D(1, few, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Conv2D(few, many, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      Conv2D(many, entrySize, kernelSize: 1, using: &rng)
    }
    decoder = Sequential {
      Conv2D(entrySize, many, kernelSize: 3, padding: 1, using: &rng)
      ReLU()
      ConvTranspose2D(many, few, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      ReLU()
      ConvTranspose2D(few, 1, kernelSize: 4, stride: 2, padding: 1, using: &rng)
      Flatten()
    }
    codebook = .normal([codeCount, entrySize], standardDeviation: 0.1, using: &rng)
    self.commitment = commitment
  }

  /// What the encoder says about each place, before it is rounded to an entry.
  ///
  /// - Shapes: `x` `[batch, height · width]` → `[batch · places, entrySize]`.
  public func encoding(of x: Tensor) -> Tensor {
    encoder(x).transposed(0, 2, 3, 1).reshaped(-1, codebook.shape[1])
  }

  /// The number of the nearest entry of each vector.
  ///
  /// - Shapes: `z` `[count, entrySize]` → `count` numbers.
  public func nearestEntries(to z: Tensor) -> [Int] {
    withoutGradient {
      let halfNorms = (codebook * codebook).sum(alongAxis: 1) / 2
      return (halfNorms - matmul(z, codebook.transposed())).argMin(alongAxis: 1)
    }
  }

  /// The likelihood of the pixels, given a vector for each place.
  ///
  /// - Shapes: `entries` `[batch · places, entrySize]`; the density is over `[batch, height · width]`.
  public func likelihood(given entries: Tensor) -> Bernoulli {
    let grid = entries.reshaped(-1, gridSize.rows, gridSize.columns, codebook.shape[1])
    return Bernoulli(logits: decoder(grid.transposed(0, 3, 1, 2)))
  }

  /// The negative logarithm of the likelihood, and what draws encodings and entries to each other.
  public func loss(on x: Tensor, using rng: inout some RandomNumberGenerator) -> Tensor {
    let z = encoding(of: x)
    let e = codebook[at: nearestEntries(to: z)]
    let likelihood = likelihood(given: straightThrough(e, gradient: z))
    let pulls = pow(z.detached() - e, 2).sum() + commitment * pow(z - e.detached(), 2).sum()
    return -likelihood.logProb(x).mean() + pulls / Float(x.shape[0])
  }

  /// The codes of images, row by row of the grid.
  ///
  /// - Shapes: `x` `[batch, height · width]` → `batch` lists of `places` numbers.
  public func encode(_ x: Tensor) -> [[Int]] {
    let codes = nearestEntries(to: encoding(of: x))
    return stride(from: 0, to: codes.count, by: placeCount).map {
      Array(codes[$0..<$0 + placeCount])
    }
  }

  /// The probabilities of the pixels that codes stand for.
  ///
  /// - Shapes: lists of `places` numbers in `0..<K` → `[codes.count, height · width]`.
  public func decode(_ codes: [[Int]]) -> Tensor {
    for list in codes where list.count != placeCount {
      fail("VectorQuantizedVAE: a list of \(list.count) codes, an image has \(placeCount)")
    }
    return likelihood(given: codebook[at: codes.flatMap { $0 }]).mean
  }

  /// What images become on their way through their codes.
  public func reconstruct(_ x: Tensor) -> Tensor { decode(encode(x)) }

  /// How many entries are in use: the number of equally frequent ones with the same entropy, 1…K.
  public func perplexity(on x: Tensor) -> Float {
    let codes = nearestEntries(to: encoding(of: x))
    let shares = codes.counts(classCount: codeCount).map { Double($0) / Double(codes.count) }
    return Float(exp(DiscreteDistribution(shares).entropy))
  }
}
