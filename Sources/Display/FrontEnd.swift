// SPDX-License-Identifier: MIT

/// Where the outputs of user code go: a notebook's session, or the terminal of a plain program.
package protocol FrontEnd: Sendable {
  /// Shows a bundle; with an identifier it can be updated.
  func display(_ bundle: MIMEBundle, id: String?)
  /// Replaces the displays with that identifier.
  func update(_ bundle: MIMEBundle, id: String)
  /// Publishes the value of a cell's last expression.
  func result(_ bundle: MIMEBundle)
  /// Shows a long text apart from the outputs.
  func page(_ bundle: MIMEBundle)
  /// Clears the outputs, at once or when the next one comes.
  func clear(wait: Bool)
  /// Waits for a line of input.
  func input(prompt: String, isPassword: Bool) -> InputReply
  /// Sends a message on a comm.
  func comm(_ message: CommMessage)
  /// Whether somebody watches who can see updates in place.
  var isLive: Bool { get }
  /// Runs the handlers of what people did meanwhile, if the caller is where handlers may run.
  func processEvents()
}

extension FrontEnd {
  package func processEvents() {}
}

/// The answer to a request for input.
package enum InputReply: Sendable, Equatable {
  case text(String)
  case endOfFile
  /// Nobody can answer: the front end does not allow input.
  case unavailable
}

/// A message on a comm, the two-way channel between code and front end.
package struct CommMessage: Sendable, Equatable {
  /// What happens to the comm.
  package enum Kind: String, Sendable {
    case open
    case message
    case close
  }
  /// What happens.
  package var kind: Kind
  /// The comm's identifier.
  package var id: String
  /// The target's name, for an opening message.
  package var target: String
  /// The data.
  package var data: JSON
  /// The message's metadata.
  package var metadata: JSON
  /// Binary buffers that accompany the data.
  package var buffers: [[UInt8]]

  /// Makes a comm message.
  package init(
    kind: Kind, id: String, target: String = "", data: JSON = .object([:]),
    metadata: JSON = .object([:]), buffers: [[UInt8]] = []
  ) {
    self.kind = kind
    self.id = id
    self.target = target
    self.data = data
    self.metadata = metadata
    self.buffers = buffers
  }
}
