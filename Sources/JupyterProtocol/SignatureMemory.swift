// SPDX-License-Identifier: MIT

/// The signatures that were seen, so that a recorded message cannot be played again.
package struct SignatureMemory: Sendable {
  /// How many signatures are remembered before the oldest tenth is forgotten.
  package static let capacity = 65_536

  private var known: Set<Signature> = []
  private var order: [Signature] = []

  /// Starts with an empty memory.
  package init() {}

  /// Remembers a signature.
  ///
  /// - Returns: whether it is new.
  package mutating func insert(_ signature: Signature) -> Bool {
    guard known.insert(signature).inserted else { return false }
    order.append(signature)
    if order.count > Self.capacity { forgetOldest() }
    return true
  }

  private mutating func forgetOldest() {
    let tenth = Self.capacity / 10
    known.subtract(order.prefix(tenth))
    order.removeFirst(tenth)
  }
}
