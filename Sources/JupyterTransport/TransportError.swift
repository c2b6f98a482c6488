// SPDX-License-Identifier: MIT
import CZeroMQ
import JupyterProtocol

/// Why the kernel cannot listen.
package enum TransportError: Error, Sendable, Equatable, CustomStringConvertible {
  case bind(address: String, reason: String)
  case connect(address: String, reason: String)
  case unacknowledged(address: String, seconds: Int)
  case option(reason: String)
  case framing(String)
  case outOfDescriptors

  /// The reason in words.
  package var description: String {
    switch self {
    case .bind(let address, let reason): "cannot listen at \(address): \(reason)"
    case .connect(let address, let reason): "cannot connect to \(address): \(reason)"
    case .unacknowledged(let address, let seconds):
      "the launcher at \(address) did not acknowledge the kernel's ports within \(seconds) s"
    case .option(let reason): "cannot prepare a socket: \(reason)"
    case .framing(let reason): reason
    case .outOfDescriptors: "the system has no file descriptor left"
    }
  }

  /// The words of ZeroMQ for what went wrong last.
  static var lastReason: String {
    zmq_strerror(zmq_errno()).map { String(cString: $0) } ?? "unknown"
  }
}
