// SPDX-License-Identifier: MIT

import Synchronization

/// The front end that the process's outputs go to: a session's, or the terminal where there is none.
package enum CurrentFrontEnd {
  private static let current = Mutex<any FrontEnd>(TerminalFrontEnd())

  /// Makes a front end the one that all outputs go to.
  package static func set(_ frontEnd: any FrontEnd) { current.withLock { $0 = frontEnd } }

  /// The front end that outputs go to.
  package static var value: any FrontEnd { current.withLock { $0 } }
}
