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
    fileprivate let tape: Int
    fileprivate let node: Int
  }

  private struct Node {
    /// The innermost scope whose leaves the node depends on.
    let scope: Int
    let firstEdge: Int
  }

  private struct Edge {
    let input: Int
    let pullback: Pullback
  }

  private static let tapeCount = Atomic<Int>(0)
  private let identity = Tape.tapeCount.wrappingAdd(1, ordering: .relaxed).newValue
  private let thread = pthread_self()
  private var nodes: [Node] = []
  private var edges: [Edge] = []
  private var scopeCount = 0

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

  /// Whether operations on a tensor are recorded.
  func traces(_ tensor: Tensor) -> Bool { node(of: tensor) != nil }

  /// The node that made a tensor; none for a constant and for what an earlier tape traced.
  private func node(of tensor: Tensor) -> Int? {
    guard let trace = tensor.trace, trace.tape == identity else { return nil }
    return trace.node
  }
}

extension Tape {
  /// A stretch of a tape that begins with the tensors to differentiate at.
  struct Scope {
    let leaves: [Tensor]
    private let tape: Tape
    private let number: Int
    private let isOutermost: Bool

    /// Runs a body in which operations on the leaves are recorded.
    static func run<Result>(
      at tensors: [Tensor], _ body: (Scope) throws -> Result
    ) rethrows -> Result {
      let outer = current
      let tape = outer ?? Tape()
      return try $current.withValue(tape) {
        try body(Scope(at: tensors, tape: tape, isOutermost: outer == nil))
      }
    }

    private init(at tensors: [Tensor], tape: Tape, isOutermost: Bool) {
      tape.scopeCount += 1
      (self.tape, self.isOutermost, number) = (tape, isOutermost, tape.scopeCount)
      leaves = tensors.map { tensor in
        let node = Node(scope: tape.scopeCount, firstEdge: tape.edges.count)
        // A leaf is the identity of what an outer scope traces.
        if let input = tape.node(of: tensor) {
          tape.edges.append(Edge(input: input, pullback: { $0 }))
        }
        tape.nodes.append(node)
        return Tensor(tensor, trace: Trace(tape: tape.identity, node: tape.nodes.count - 1))
      }
    }

    /// The gradients of `Σ seed · y` at the leaves, by one walk from `y` back to them.
    func gradients(of y: Tensor, seed: Tensor) -> [Tensor] {
      // Only a scope around this one needs the walk itself on the tape.
      Tape.$current.withValue(isOutermost ? nil : tape) { walk(from: y, seed: seed) }
    }

    /// A result as it leaves the scope: traced only by a scope around this one.
    func released(_ tensor: Tensor) -> Tensor { isOutermost ? tensor.detached() : tensor }

    private func walk(from y: Tensor, seed: Tensor) -> [Tensor] {
      guard let first = leaves.first.flatMap(tape.node), let last = tape.node(of: y),
        last >= first, tape.nodes[last].scope >= number
      else { return leaves.map { .zeros($0.shape) } }
      var cotangents = [Tensor?](repeating: nil, count: Swift.max(leaves.count, last - first + 1))
      cotangents[last - first] = seed
      for node in (first..<last + 1).dropFirst(leaves.count).reversed() {
        guard let cotangent = cotangents[node - first].take() else { continue }
        for edge in tape.edgeRange(of: node).map({ tape.edges[$0] })
        where tape.nodes[edge.input].scope >= number {
          let part = edge.pullback(cotangent)
          cotangents[edge.input - first] = cotangents[edge.input - first].map { $0 + part } ?? part
        }
      }
      return zip(leaves, cotangents).map { $1 ?? .zeros($0.shape) }
    }
  }

  private func edgeRange(of node: Int) -> Range<Int> {
    nodes[node].firstEdge..<(node + 1 < nodes.count ? nodes[node + 1].firstEdge : edges.count)
  }
}
