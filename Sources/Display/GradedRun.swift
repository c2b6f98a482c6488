// SPDX-License-Identifier: MIT

import Glibc

/// Whether a notebook runs to be graded rather than to be read.
///
/// In a graded run an open answer is an error, models are small, cells cannot declare the grader's functions again, memory is
/// limited, and nothing runs after the death of the session.
package enum GradedRun {
  /// The variable that graders set to what they do: `autograde` or `validate`.
  package static let variable = "NBGRADER_EXECUTION"

  /// Whether a grader runs the notebook.
  package static var isActive: Bool {
    guard let value = getenv(variable) else { return false }
    return value.pointee != 0
  }
}
