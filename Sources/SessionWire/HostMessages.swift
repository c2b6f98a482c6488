// SPDX-License-Identifier: MIT
package import Display

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
  package var buffers: [Blob]

  /// Makes a comm message.
  package init(
    kind: Kind, id: String, target: String = "", data: JSON = .object([:]),
    metadata: JSON = .object([:]), buffers: [Blob] = []
  ) {
    self.kind = kind
    self.id = id
    self.target = target
    self.data = data
    self.metadata = metadata
    self.buffers = buffers
  }
}

/// The answer to a request for input.
package enum InputReply: Sendable, Equatable {
  case text(String)
  case endOfFile
  /// Nobody can answer: the front end does not allow input.
  case unavailable
}

/// What the kernel tells the session host.
package enum HostCommand: Sendable, Equatable {
  /// Load the cell's library and run it.
  case run(CellLibrary)
  /// Stop the running cell.
  case interrupt
  /// The display event with this number has been put in order behind the text before it.
  case displayAcknowledged(Int)
  case input(InputReply)
  case comm(CommMessage)
  case shutdown
}

/// How a bundle is to be shown.
package enum DisplayAction: Sendable, Equatable {
  /// A new output; with an identifier it can be updated later.
  case display(id: String?)
  /// Replaces all outputs with that identifier.
  case update(id: String)
  /// The value of the cell's last expression.
  case result
  /// Text for the front end's pager.
  case page
  /// Clears the cell's outputs, at once or when the next one comes.
  case clear(wait: Bool)
}

/// What the session host tells the kernel.
package enum HostEvent: Sendable, Equatable {
  case ready
  /// An output; the host waits for the acknowledgement of its number, so that text and figures keep their order.
  case display(number: Int, action: DisplayAction, bundle: MIMEBundle)
  case inputRequest(prompt: String, isPassword: Bool)
  case comm(CommMessage)
  /// A trap outside the running cell's thread and its tasks: reported, the session goes on.
  case backgroundTrap(message: String, frames: [StackFrame])
  case finished(cell: Int, outcome: CellOutcome)
}
