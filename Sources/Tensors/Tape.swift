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
  }

  private static let tapeCount = Atomic<Int>(0)
  let identity = Tape.tapeCount.wrappingAdd(1, ordering: .relaxed).newValue
  private static let endedNodeCount = Atomic<Int>(0)
  private let thread = pthread_self()
  var nodes: [Node] = []
  var edges: [Edge] = []
  var scopeCount = 0

  deinit { Self.endedNodeCount.add(nodes.count, ordering: .relaxed) }

  /// Appends an operation; without an input that this tape traces, the value stays a constant.
  ///
  /// The inputs' pullbacks may use the traced value itself.
  func record(_ value: Tensor, _ inputs: (_ traced: Tensor) -> [(Tensor, Pullback)]) -> Tensor {
    if pthread_equal(thread, pthread_self()) == 0 {
      fail("gradient: a traced tensor is used on another thread than the one that differentiates")
    }
    let firstEdge = edges.count
    var scope = 0
    let traced = Tensor(value, trace: Trace(tape: identity, node: nodes.count))
    for (input, pullback) in inputs(traced) {
      guard let node = node(of: input) else { continue }
      scope = max(scope, nodes[node].scope)
      edges.append(Edge(input: node, pullback: pullback))
    }
    if scope == 0 { return value }
    nodes.append(Node(scope: scope, firstEdge: firstEdge))
    return traced
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

  /// The edges by which a node's cotangent goes back to its inputs.
  func edges(of node: Int) -> [Edge] {
    let end = node + 1 < nodes.count ? nodes[node + 1].firstEdge : edges.count
    return Array(edges[nodes[node].firstEdge..<end])
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
