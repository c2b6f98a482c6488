// SPDX-License-Identifier: MIT

import Glibc
import Synchronization

/// The flat list of operations (Wengert list) along which gradients flow back.
///
/// An operation is recorded only if a tape is current and one of its inputs is traced by that tape. Scopes inside
/// a scope share its tape, so the pullbacks that an inner scope calls are themselves recorded for the outer one.
///
/// Invariant that makes it `Sendable`: it is used only by the thread that made it, and traps on any other.
final class Tape: @unchecked Sendable {
  /// The tape of the scope that runs now.
  @TaskLocal static var current: Tape?

  typealias Pullback = (_ cotangent: Tensor) -> Tensor

  /// What a traced tensor knows: whose it is and which node made it.
  struct Trace: Sendable {
    let tape: Int
    let node: Int
  }

  struct Node {
    /// The innermost scope whose leaves the node depends on.
    let scope: Int
    let firstEdge: Int
  }

  struct Edge {
    let input: Int
    let pullback: Pullback
    /// Where the cotangent lies in the input's, if it is one part of it and 0 elsewhere.
    let slice: Slice?
  }

  /// Equal runs of scalars at equal distances in a tensor of some shape.
  struct Slice {
    let whole: Shape
    let start: Int
    let run: Int
    let distance: Int
  }

  private static let tapeCount = Atomic<Int>(0)
  let identity = Tape.tapeCount.wrappingAdd(1, ordering: .relaxed).newValue
  private static let endedNodeCount = Atomic<Int>(0)
  private let thread = pthread_self()
  var nodes: [Node] = []
  var edges: [Edge] = []
  var scopeCount = 0

  deinit { Self.endedNodeCount.add(nodes.count, ordering: .relaxed) }

  /// Appends an operation on one tensor; unless this tape traces it, the value stays a constant.
  func record(
    _ value: Tensor, from x: Tensor, slice: Slice? = nil, _ pullback: @escaping Pullback
  ) -> Tensor {
    guard let input = tracedNode(of: x) else { return value }
    edges.append(Edge(input: input, pullback: pullback, slice: slice))
    return appendNode(value, scope: nodes[input].scope, edgeCount: 1)
  }

  /// Appends an operation on one tensor whose pullback uses the value, traced as well.
  func record(
    _ value: Tensor, from x: Tensor, withValue pullback: @escaping (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    guard let input = tracedNode(of: x) else { return value }
    let traced = Tensor(value, trace: Trace(tape: identity, node: nodes.count))
    edges.append(Edge(input: input, pullback: { pullback(traced, $0) }, slice: nil))
    return appendNode(value, scope: nodes[input].scope, edgeCount: 1)
  }

  /// Appends an operation on two tensors; only the pullbacks of those that this tape traces are kept.
  func record(
    _ value: Tensor, from x: Tensor, _ xPullback: @escaping Pullback, from y: Tensor,
    _ yPullback: @escaping Pullback
  ) -> Tensor {
    var (scope, edgeCount) = (0, 0)
    if let input = tracedNode(of: x) {
      edges.append(Edge(input: input, pullback: xPullback, slice: nil))
      (scope, edgeCount) = (nodes[input].scope, 1)
    }
    if let input = tracedNode(of: y) {
      edges.append(Edge(input: input, pullback: yPullback, slice: nil))
      (scope, edgeCount) = (max(scope, nodes[input].scope), edgeCount + 1)
    }
    return edgeCount == 0 ? value : appendNode(value, scope: scope, edgeCount: edgeCount)
  }

  /// Appends an operation on many tensors.
  func record(_ value: Tensor, from inputs: [(Tensor, Pullback)]) -> Tensor {
    var (scope, edgeCount) = (0, 0)
    for (tensor, pullback) in inputs {
      guard let input = tracedNode(of: tensor) else { continue }
      edges.append(Edge(input: input, pullback: pullback, slice: nil))
      (scope, edgeCount) = (max(scope, nodes[input].scope), edgeCount + 1)
    }
    return edgeCount == 0 ? value : appendNode(value, scope: scope, edgeCount: edgeCount)
  }

  private func appendNode(_ value: Tensor, scope: Int, edgeCount: Int) -> Tensor {
    nodes.append(Node(scope: scope, firstEdge: edges.count - edgeCount))
    return Tensor(value, trace: Trace(tape: identity, node: nodes.count - 1))
  }

  private func tracedNode(of tensor: Tensor) -> Int? {
    guard let node = node(of: tensor) else { return nil }
    if pthread_equal(thread, pthread_self()) == 0 {
      fail("gradient: a traced tensor is used on another thread than the one that differentiates")
    }
    return node
  }

  /// The operations that all tapes of the process recorded, as far as they have ended.
  static var recordCount: Int { endedNodeCount.load(ordering: .relaxed) }

  /// Whether operations on a tensor are recorded.
  func traces(_ tensor: Tensor) -> Bool { node(of: tensor) != nil }

  /// The node that made a tensor; none for a constant and for what an earlier tape traced.
  func node(of tensor: Tensor) -> Int? {
    guard let trace = tensor.trace, trace.tape == identity else { return nil }
    return trace.node
  }

  /// The places of the edges by which a node's cotangent goes back to its inputs.
  func edgeIndices(of node: Int) -> Range<Int> {
    let end = node + 1 < nodes.count ? nodes[node + 1].firstEdge : edges.count
    return nodes[node].firstEdge..<max(nodes[node].firstEdge, min(end, edges.count))
  }

  /// Frees what the pullbacks of a node and of all later ones keep.
  func forgetEdges(from node: Int) {
    edges.removeSubrange(nodes[node].firstEdge...)
  }
}

/// How much was recorded for gradients.
package enum TapeStatistics {
  /// The operations that all tapes of the process recorded, as far as they have ended.
  package static var recordCount: Int { Tape.recordCount }
}
