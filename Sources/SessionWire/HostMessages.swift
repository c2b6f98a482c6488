// SPDX-License-Identifier: MIT
package import Display

/// What the kernel tells the session host.
package enum HostCommand: Sendable, Equatable {
  /// Load the cell's library and run it.
  case run(CellLibrary)
  /// Stop the running cell.
  case interrupt
  /// The display event with this number has been put in order behind the text before it.
  case displayAcknowledged(Int)
  case input(InputReply)
  /// A front end's message on a comm; the answers and the end of the delivery carry its number.
  case comm(number: Int, CommMessage)
  /// The cell ran: these of its names later cells can use.
  case publish(CellInterface)
  /// Read these variables while no cell runs.
  case readVariables(number: Int, [VariableName])
  /// Stop that reading, if it still goes on.
  case stopReading(number: Int)
  case shutdown
}

/// A variable of a certain cell.
package struct VariableName: Sendable, Equatable {
  /// Its name.
  package var name: String
  /// The cell's serial number.
  package var cell: Int

  /// Names a variable.
  package init(name: String, cell: Int) {
    self.name = name
    self.cell = cell
  }
}

/// What is known of a variable's value; the type is known before the value's text is made.
package struct VariableText: Sendable, Equatable {
  /// Its type; empty where the cell cannot tell.
  package var type: String
  /// Its value in one short line; nil where it is still to come.
  package var value: String?

  /// Describes a variable's value.
  package init(type: String, value: String? = nil) {
    self.type = type
    self.value = value
  }
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
  ///
  /// The cell is the one whose task shows it; 0 is the one that runs or ran last.
  case display(number: Int, cell: Int, action: DisplayAction, bundle: MIMEBundle)
  case inputRequest(prompt: String, isPassword: Bool)
  case comm(CommMessage)
  /// What the library itself answers to a front end's message, at once.
  case commAnswer(number: Int, CommMessage)
  /// A front end's message is handled as far as it can be now, or nobody knows its comm or target.
  case commDelivered(number: Int, isKnown: Bool)
  /// A trap outside the running cell's thread and its tasks: reported, the session goes on.
  case backgroundTrap(cell: Int, message: String, frames: [StackFrame])
  case finished(cell: Int, outcome: CellOutcome)
  /// The cell has ended and takes the session along: nothing else follows but the process's end.
  case lastWords(cell: Int, outcome: CellOutcome)
  /// The next of the variables that are being read: first its type alone, then with the value.
  case variable(number: Int, VariableText)
  /// A reading has ended, after the last variable or before it.
  case variablesRead(number: Int, outcome: CellOutcome)
}
