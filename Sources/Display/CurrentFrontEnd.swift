// SPDX-License-Identifier: MIT

import Synchronization

/// The front end that the process's outputs go to: a session's, or the terminal where there is none.
package enum CurrentFrontEnd {
  private static let current = Mutex<any FrontEnd>(TerminalFrontEnd())
  private static let shownIDs = Mutex<Set<String>>([])

  /// The front end of one task alone, in place of the process's.
  @TaskLocal package static var ofTask: (any FrontEnd)?

  /// Makes a front end the one that all outputs go to.
  package static func set(_ frontEnd: any FrontEnd) { current.withLock { $0 = frontEnd } }

  /// The front end that outputs go to.
  package static var value: any FrontEnd { ofTask ?? current.withLock { $0 } }

  /// Forgets which displays the last cell showed, so that the next cell shows its own.
  package static func beginCell() { shownIDs.withLock { $0.removeAll() } }

  /// Whether nothing has been shown yet under the identifier in this cell; from now on something has.
  static func isFirstDisplay(_ id: String) -> Bool { shownIDs.withLock { $0.insert(id).inserted } }
}
