// SPDX-License-Identifier: MIT
import CZeroMQ

/// The library's own state, with the thread that moves bytes.
///
/// Invariant: the pointer is valid from `init` to the end of `terminate`; ZeroMQ contexts may be used from any thread.
final class SocketContext: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer

  init() throws(TransportError) {
    guard let pointer = zmq_ctx_new() else { throw .outOfDescriptors }
    self.pointer = pointer
  }

  /// Ends all waiting on sockets; their threads close them then.
  func shutDown() { _ = zmq_ctx_shutdown(pointer) }

  /// Waits until all sockets are closed and what they sent is on its way.
  func terminate() {
    while zmq_ctx_term(pointer) != 0 && zmq_errno() == EINTR {}
  }
}
