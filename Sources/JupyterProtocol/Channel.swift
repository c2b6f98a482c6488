// SPDX-License-Identifier: MIT

/// One of a kernel's five connections.
package enum Channel: String, Sendable, CaseIterable {
  /// Requests to execute, complete, inspect; one after another.
  case shell
  /// Requests that are answered while a cell runs.
  case control
  /// Questions from the kernel to the person at the front end.
  case stdin
  /// Outputs and states, for everybody who listens.
  case iopub
  /// Bytes that come back as they are, a sign of life.
  case heartbeat = "hb"

  /// The channel's key in a connection file.
  package var portKey: String { "\(rawValue)_port" }
}
