// SPDX-License-Identifier: MIT

import Glibc

/// Whether a notebook runs to be graded rather than to be read.
package enum GradedRun {
  /// The variable that graders set to what they do: `autograde` or `validate`.
  package static let variable = "NBGRADER_EXECUTION"

  /// Whether a grader runs the notebook.
  package static var isActive: Bool {
    guard let value = getenv(variable) else { return false }
    return value.pointee != 0
  }
}
