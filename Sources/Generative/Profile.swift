// SPDX-License-Identifier: MIT

import Datasets
import Display
import Tensors

/// How much a notebook trains: a minute for tests and grading, or as long as the published numbers need.
///
/// `let epochs = profile(quick: 2, full: 20)` reads as what it does.
public enum Profile: String, Sendable, CaseIterable {
  /// Less data and fewer epochs; each notebook ends within a minute.
  case quick
  /// What the figures and tables of the course are made with; each notebook ends within ten minutes.
  case full

  /// The profile that the environment asks for: `LECTERN_PROFILE`, or `quick` where nbgrader runs, or `full`.
  ///
  /// - Requires: `LECTERN_PROFILE` to be `quick` or `full` where it is set.
  public static var current: Profile {
    Profile(named: FileSystem.variable("LECTERN_PROFILE"), isGraded: GradedRun.isActive)
  }

  init(named name: String?, isGraded: Bool) {
    guard let name else {
      self = isGraded ? .quick : .full
      return
    }
    guard let profile = Profile(rawValue: name) else {
      fail("LECTERN_PROFILE is '\(name)'; set it to 'quick' or 'full', or unset it")
    }
    self = profile
  }

  /// The one of two values that belongs to the profile.
  public func callAsFunction<Value>(quick: Value, full: Value) -> Value {
    self == .quick ? quick : full
  }
}
