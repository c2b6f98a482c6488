// SPDX-License-Identifier: MIT

import Distributions
public import Layers
public import Learning
public import Tensors

/// A recurrent network that reads a string into one vector, and another that writes it down again.
///
/// The code is the reader's last state, and the writer's first one. In training the writer is told the true symbol before each
/// place; in use it is told the one that it wrote itself, which is the likeliest.
///
/// - Shapes: `batch` strings of one length, of symbols `0..<symbolCount`; codes `[batch, codeSize]`.
/// - Units: nats per string.
/// - Paper: Sutskever, Vinyals & Le (2014), *Sequence to Sequence Learning with Neural Networks*, arXiv:1409.3215.
/// - Differs: Gated recurrent units, one layer, and input that is not reversed.
public struct SequenceAutoencoder: Trainable {
  /// The vector of each symbol, and of the start before the first.
  public let embedding: Embedding
  /// The network that reads.
  public let encoder: GRU
  /// The network that writes.
  public let decoder: GRU
  /// The logits of the next symbol, read from the writer's state.
  public let output: Linear

  /// The number of symbols.
  public var symbolCount: Int { output.weight.shape[1] }
  /// The size of a code.
  public var codeSize: Int { encoder.cell.stateSize }

  /// Makes an autoencoder of strings over an alphabet.
  public init(
    symbolCount: Int, codeSize: Int = 128, embeddingSize: Int = 16,
    using rng: inout some RandomNumberGenerator
  ) {
    if symbolCount < 1 { fail("SequenceAutoencoder: an alphabet of \(symbolCount) symbols") }
    embedding = Embedding(symbolCount + 1, embeddingSize, using: &rng)
    encoder = GRU(embeddingSize, codeSize, using: &rng)
    decoder = GRU(embeddingSize, codeSize, using: &rng)
    output = Linear(codeSize, symbolCount, using: &rng)
  }

  /// The codes of strings: what the reader knows after the last symbol.
  ///
  /// - Requires: Strings of one length of 1 or more.
  public func encode(_ strings: [[Int]]) -> Tensor {
    guard let last = encoder.run(columns(of: strings).map { embedding($0) }).last else {
      fail("SequenceAutoencoder: strings without symbols have no code")
    }
    return last
  }

  /// The likeliest string of each code, written greedily: one likeliest symbol after another.
  public func decode(_ codes: Tensor, length: Int) -> [[Int]] {
    if codes.rank != 2 || codes.shape[1] != codeSize || length < 0 {
      fail("SequenceAutoencoder: \(length) symbols of codes of shape \(codes.shape)")
    }
    var symbols = [Int](repeating: symbolCount, count: codes.shape[0])
    var (state, strings) = (codes, [[Int]](repeating: [], count: codes.shape[0]))
    for _ in 0..<length {
      state = decoder.cell(embedding(symbols), state)
      symbols = output(state).argMax(alongAxis: 1)
      for (row, symbol) in symbols.enumerated() { strings[row].append(symbol) }
    }
    return strings
  }

  /// What is written of each string after it was read.
  public func reconstruct(_ strings: [[Int]]) -> [[Int]] {
    strings.isEmpty ? [] : decode(encode(strings), length: strings[0].count)
  }

  /// The part of the strings that come back without any mistake.
  public func exactMatchRate(on strings: [[Int]]) -> Float {
    let matches = zip(strings, reconstruct(strings)).count { $0 == $1 }
    return Float(matches) / Float(max(strings.count, 1))
  }

  /// The log-probability that the writer gives to strings after codes, the true symbols being told: `log p(x | z)`.
  ///
  /// - Shapes: codes `[batch, codeSize]` → `[batch]`.
  /// - Requires: A code for each string.
  public func logProb(of strings: [[Int]], given codes: Tensor) -> Tensor {
    if codes.shape != [strings.count, codeSize] {
      fail("SequenceAutoencoder: codes of shape \(codes.shape) for \(strings.count) strings")
    }
    let columns = columns(of: strings)
    let start = [Int](repeating: symbolCount, count: strings.count)
    let told = ([start] + columns.dropLast()).map { embedding($0) }
    let states = decoder.run(told, from: codes).concatenated()  // [length · batch, codeSize]
    let logProbs = Categorical(logits: output(states)).logProb(of: columns.flatMap { $0 })
    return logProbs.reshaped(columns.count, strings.count).sum(alongAxis: 0)
  }

  /// The surprise at the true strings after their own codes, averaged over the batch: `−log p(x | z(x))`, not `−log p(x)`.
  public func loss(on batch: [[Int]], using rng: inout some RandomNumberGenerator) -> Tensor {
    -logProb(of: batch, given: encode(batch)).mean()
  }

  /// The symbols of all strings at each place.
  private func columns(of strings: [[Int]]) -> [[Int]] {
    let length = strings.first?.count ?? 0
    for string in strings {
      if string.count != length {
        fail("SequenceAutoencoder: strings of \(length) and of \(string.count) symbols together")
      }
      if let wrong = string.first(where: { !(0..<symbolCount).contains($0) }) {
        fail("SequenceAutoencoder: symbol \(wrong) in an alphabet of \(symbolCount)")
      }
    }
    return (0..<length).map { place in strings.map { $0[place] } }
  }
}
