// SPDX-License-Identifier: MIT

public import Layers
public import Tensors

/// Logistic regression, of two classes or more: the log-odds of the classes are linear in the example.
///
/// `p(y | x) = softmax(Wᵀx + b)_y`
///
/// It starts from zeros, where all classes are equally probable; its loss is convex, so that the start does not matter.
///
/// - Shapes: examples `[count, size]`.
/// - Paper: Cox (1958), *The Regression Analysis of Binary Sequences*.
public struct LogisticRegression: NetworkClassifier {
  /// The weights W, `[size, classCount]`.
  @Parameter public var weights: Tensor
  /// The offsets b, `[classCount]`.
  @Parameter public var bias: Tensor

  /// Makes a classifier that knows nothing.
  ///
  /// - Requires: Positive sizes.
  public init(size: Int, classCount: Int) {
    if size < 1 || classCount < 1 {
      fail("LogisticRegression: vectors of size \(size) in \(classCount) classes")
    }
    weights = .zeros([size, classCount])
    bias = .zeros([classCount])
  }

  /// The number of classes.
  public var classCount: Int { bias.shape[0] }

  /// The linear form `Wᵀx + b`.
  public func logits(of x: Tensor) -> Tensor {
    requireVectors(x, size: weights.shape[0], in: "LogisticRegression")
    return linear(x, weights, bias)
  }
}
