// SPDX-License-Identifier: MIT

/// The memory that holds the scalars of one tensor, or of several that show parts of it.
///
/// Invariant that makes it `Sendable`: it is written only by the operation that makes it, before any tensor refers to it,
/// or through the one tensor that refers to it.
final class Storage: @unchecked Sendable {
  /// The alignment that suits cache lines and the widest vector registers.
  private static let alignment = 64

  let scalars: UnsafeMutableBufferPointer<Float>

  /// Reserves memory whose content is undefined.
  init(uninitializedCount count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: Self.alignment)
    scalars = UnsafeMutableBufferPointer(
      start: bytes.bindMemory(to: Float.self, capacity: count), count: count)
  }

  deinit { UnsafeMutableRawPointer(scalars.baseAddress)?.deallocate() }
}
