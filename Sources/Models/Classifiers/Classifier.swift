// SPDX-License-Identifier: MIT

public import Tensors

/// Vectors with the class of each, counted from 0.
public typealias LabeledVectors = Labeled<Tensor, [Int]>

/// A rule that says of which class an example is.
public protocol Classifier {
  /// The number of classes.
  var classCount: Int { get }

  /// The class of each example.
  ///
  /// - Shapes: `x` `[count, size]`.
  func predict(_ x: Tensor) -> [Int]
}

extension Classifier {
  /// The share of examples whose class is told rightly, in 0…1.
  ///
  /// - Requires: At least one example.
  public func accuracy(on examples: LabeledVectors) -> Double {
    if examples.labels.isEmpty { fail("accuracy: there are no examples") }
    let hits = zip(predict(examples.inputs), examples.labels).count { $0 == $1 }
    return Double(hits) / Double(examples.labels.count)
  }
}

/// A classifier that knows how sure it is: it models p(y | x).
public protocol ProbabilisticClassifier: Classifier {
  /// The probability of each class, given an example.
  ///
  /// - Shapes: `x` `[count, size]` → `[count, classCount]`.
  func probabilities(of x: Tensor) -> Tensor
}

extension ProbabilisticClassifier {
  /// The most probable class of each example; of equally probable ones the first.
  public func predict(_ x: Tensor) -> [Int] { probabilities(of: x).argMax(alongAxis: 1) }
}

extension Labeled where Inputs == Tensor, Labels == [Int] {
  /// The number of classes: the one that was given, or as many as the labels name.
  func classCount(_ given: Int?, in name: StaticString) -> Int {
    let least = (labels.max() ?? -1) + 1
    let count = given ?? least
    if inputs.rank != 2 || labels.isEmpty || labels.contains(where: { $0 < 0 }) || count < least {
      fail("\(name): \(labels.count) labels of \(count) classes for inputs of \(inputs.shape)")
    }
    return count
  }

  /// The examples of each class, in their order; traps where a class has none.
  func classes(_ count: Int, in name: StaticString) -> [Tensor] {
    var rows = [[Int]](repeating: [], count: count)
    for (row, label) in labels.enumerated() { rows[label].append(row) }
    if let empty = rows.firstIndex(where: \.isEmpty) {
      fail("\(name): there is no example of class \(empty)")
    }
    return rows.map { inputs.gathered($0) }
  }

  /// The share of each class, `[classCount]`.
  func shares(_ count: Int) -> Tensor {
    Tensor(labels.counts(classCount: count).map { Float($0) / Float(labels.count) })
  }
}

/// Traps unless the examples are vectors of a size.
func requireVectors(_ x: Tensor, size: Int, in name: StaticString) {
  if x.rank != 2 || x.shape[1] != size {
    fail("\(name): examples of shape \(x.shape), not [count, \(size)]")
  }
}
