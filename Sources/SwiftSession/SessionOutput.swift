// SPDX-License-Identifier: MIT
package import Display
package import SessionWire

/// Where a cell's outputs go, in the order in which the cell caused them.
package protocol SessionOutput: Sendable {
  /// Text on a standard stream; a piece may end in the middle of a character.
  func write(_ bytes: [UInt8], isError: Bool)
  /// A display, an update, a result, a page, or the wish to clear.
  func show(_ action: DisplayAction, _ bundle: MIMEBundle)
  /// Asks the person for a line.
  func input(prompt: String, isPassword: Bool) async -> InputReply
  /// A message on a comm.
  func comm(_ message: CommMessage)
}
