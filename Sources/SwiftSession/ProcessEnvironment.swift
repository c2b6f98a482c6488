// SPDX-License-Identifier: MIT
import Glibc

/// The environment that children inherit.
enum ProcessEnvironment {
  /// The kernel's own environment, as `NAME=value`.
  static var current: [String] {
    var variables: [String] = []
    var next = environ
    while let entry = next.pointee {
      variables.append(String(cString: entry))
      next += 1
    }
    return variables
  }

  /// The session host's environment: `LECTERN_THREADS` also bounds the threads of the BLAS library.
  static var ofSession: [String] {
    guard let threads = value(of: "LECTERN_THREADS"), value(of: "OPENBLAS_NUM_THREADS") == nil
    else { return current }
    return current + ["OPENBLAS_NUM_THREADS=\(threads)"]
  }

  /// A variable's value; nil where it is not set or empty.
  static func value(of name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
