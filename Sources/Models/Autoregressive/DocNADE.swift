// SPDX-License-Identifier: MIT

public import Layers
public import Learning
public import Tensors

/// A topic model of documents: each word follows from the words before it, by way of shared hidden units.
///
/// `p(v) = ∏ᵢ p(vᵢ | v₁ … vᵢ₋₁)`, with `hᵢ = σ(c + Σ_{k<i} W_{vₖ})`.
///
/// Words are the leaves of a binary tree, and `p(vᵢ = w | …)` is the probability of going down to w: at each node m to
/// the right with `σ(bₘ + Vₘ·hᵢ)`. A word so costs the logarithm of the vocabulary's size. What comes before counts
/// without its order, so that documents may be lists of words in any order.
/// - Shapes: documents as lists of words, each a number in `0 ..< vocabularySize`.
/// - Units: nats per word.
/// - Paper: Larochelle & Lauly (2012), *A Neural Autoregressive Topic Model*, NIPS.
public struct DocNADE: Trainable {
  /// The rows `W` that words add to the hidden units.
  @Parameter public var embedding: Tensor
  /// The biases `c` of the hidden units.
  @Parameter public var hiddenBias: Tensor
  /// The rows `V` that read the logit of each inner node of the tree.
  @Parameter public var nodeWeight: Tensor
  /// The biases `b` of the inner nodes.
  @Parameter public var nodeBias: Tensor
  private let tree: WordTree

  /// The number of words.
  public var vocabularySize: Int { embedding.shape[0] }

  /// Makes a model with small random weights, its words in a random order under a balanced tree.
  public init(
    vocabularySize: Int, hiddenSize: Int = 50, using rng: inout some RandomNumberGenerator
  ) {
    if vocabularySize < 2 || hiddenSize < 1 {
      fail("DocNADE: \(vocabularySize) words and \(hiddenSize) hidden units; there must be some")
    }
    embedding = .normal([vocabularySize, hiddenSize], standardDeviation: 0.1, using: &rng)
    hiddenBias = .zeros([hiddenSize])
    nodeWeight = .normal([vocabularySize - 1, hiddenSize], standardDeviation: 0.1, using: &rng)
    nodeBias = .zeros([vocabularySize - 1])
    tree = WordTree(order: permutation(vocabularySize, using: &rng))
  }

  /// The logarithm of the probability of each word, given those before it in its document.
  ///
  /// - Shapes: result `[words]`, of one document after another.
  public func logConditionals(of documents: [[Int]]) -> Tensor {
    let words = documents.flatMap { $0 }
    if let wrong = words.first(where: { !(0..<vocabularySize).contains($0) }) {
      fail("DocNADE: word \(wrong), but the vocabulary has \(vocabularySize) words")
    }
    if words.isEmpty { return .zeros([0]) }
    let hidden = hiddenUnits(documents, words)  // [words, hidden]
    let steps = tree.steps(to: words)
    let logits =
      (hidden[at: steps.places] * nodeWeight[at: steps.nodes]).sum(alongAxis: 1)
      + nodeBias[at: steps.nodes]
    return -softplus(-logits * Tensor(steps.signs)).scattered(to: steps.places, size: words.count)
  }

  /// The hidden units before each word; running sums go through all documents, less what was before each one.
  private func hiddenUnits(_ documents: [[Int]], _ words: [Int]) -> Tensor {
    var (starts, start) = ([Int](), 0)
    for document in documents {
      starts += Array(repeating: start, count: document.count)
      start += document.count
    }
    let rows = embedding[at: words]
    let before = rows.cumulativeSum(alongAxis: 0) - rows
    return sigmoid(before - before[at: starts] + hiddenBias)
  }

  /// The probabilities of all words after some words.
  ///
  /// - Shapes: result `[vocabularySize]`.
  public func probabilities(after words: [Int]) -> Tensor {
    let hidden = sigmoid(embedding[at: words].sum(alongAxis: 0) + hiddenBias)
    return Tensor(tree.probabilities(right: sigmoid(matmul(nodeWeight, hidden) + nodeBias).scalars))
  }

  /// The mean negative log-likelihood of a word.
  public func loss(on documents: [[Int]], using rng: inout some RandomNumberGenerator) -> Tensor {
    -logConditionals(of: documents).mean()
  }

  /// How many words the model hesitates between on average: `exp(mean over documents of −log p(v) / |v|)`.
  public func perplexity(of documents: [[Int]]) -> Double {
    let losses = documents.filter { !$0.isEmpty }.map { document in
      -Double(logConditionals(of: [document]).mean().scalar)
    }
    return exp(losses.reduce(0, +) / Double(losses.count))
  }

  /// Draws a document, word after word.
  public func sample(length: Int, using rng: inout some RandomNumberGenerator) -> [Int] {
    var words: [Int] = []
    for _ in 0..<length {
      words += categorical(logits: log(probabilities(after: words)), using: &rng)
    }
    return words
  }
}

/// A balanced binary tree in the order of a heap: node k leads to `2k + 1` on the left and `2k + 2` on the right.
private struct WordTree {
  /// The words in the order of their leaves, which follow the inner nodes.
  let order: [Int]
  private let leaves: [Int]

  init(order: [Int]) {
    self.order = order
    var leaves = order
    for (place, word) in order.enumerated() { leaves[word] = order.count - 1 + place }
    self.leaves = leaves
  }

  /// The nodes on the ways to words, for each the word's place in the list, and 1 for right or −1 for left.
  func steps(to words: [Int]) -> (places: [Int], nodes: [Int], signs: [Float]) {
    var (places, nodes, signs): ([Int], [Int], [Float]) = ([], [], [])
    for (place, word) in words.enumerated() {
      var child = leaves[word]
      while child > 0 {
        places.append(place)
        nodes.append((child - 1) / 2)
        signs.append(child % 2 == 0 ? 1 : -1)
        child = (child - 1) / 2
      }
    }
    return (places, nodes, signs)
  }

  /// The probability of each word, from those of turning right at the inner nodes.
  func probabilities(right: [Float]) -> [Float] {
    var reached = [Double](repeating: 1, count: 2 * order.count - 1)
    for (node, p) in right.enumerated() {
      reached[2 * node + 1] = reached[node] * (1 - Double(p))
      reached[2 * node + 2] = reached[node] * Double(p)
    }
    return leaves.map { Float(reached[$0]) }
  }
}
