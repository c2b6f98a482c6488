// SPDX-License-Identifier: MIT

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
          tape.edges.append(Edge(input: input, pullback: { $0 }, slice: nil))
        }
        tape.nodes.append(node)
        return Tensor(tensor, trace: Trace(tape: tape.identity, node: tape.nodes.count - 1))
      }
    }

    /// The gradients of `Σ seed · y` at the leaves, by one walk from `y` back to them.
    ///
    /// The last walk of the outermost scope frees what it leaves behind.
    func gradients(of y: Tensor, seed: Tensor, isLast: Bool) -> [Tensor] {
      // Only a scope around this one needs the walk itself on the tape.
      Tape.$current.withValue(isOutermost ? nil : tape) {
        walk(from: y, seed: seed, isLast: isLast)
      }
    }

    /// A result as it leaves the scope: traced only by a scope around this one.
    func released(_ tensor: Tensor) -> Tensor { isOutermost ? tensor.detached() : tensor }

    private func walk(from y: Tensor, seed: Tensor, isLast: Bool) -> [Tensor] {
      guard let first = leaves.first.flatMap(tape.node), let last = tape.node(of: y),
        last >= first, tape.nodes[last].scope >= number
      else { return leaves.map { .zeros($0.shape) } }
      var cotangents = [Tensor?](repeating: nil, count: Swift.max(leaves.count, last - first + 1))
      cotangents[last - first] = seed
      for node in (first..<last + 1).dropFirst(leaves.count).reversed() {
        defer { if isLast, isOutermost { tape.forgetEdges(from: node) } }
        guard let cotangent = cotangents[node - first].take() else { continue }
        for index in tape.edgeIndices(of: node) {
          let edge = tape.edges[index]
          if tape.nodes[edge.input].scope < number { continue }
          add(cotangent, along: edge, to: &cotangents[edge.input - first])
        }
      }
      return zip(leaves, cotangents).map { $1 ?? .zeros($0.shape) }
    }

    /// Adds what an edge makes of a cotangent to its input's cotangent, in place where nothing records.
    private func add(_ cotangent: Tensor, along edge: Edge, to sum: inout Tensor?) {
      let isRecorded = !isOutermost
      if let slice = edge.slice, !isRecorded {
        var whole = sum.take() ?? .zeros(slice.whole)
        whole.accumulate(cotangent, at: slice)
        sum = whole
        return
      }
      let part = edge.pullback(cotangent)
      guard var whole = sum.take() else {
        sum = part
        return
      }
      if isRecorded { whole = whole + part } else { whole.accumulate(part) }
      sum = whole
    }
  }
}
