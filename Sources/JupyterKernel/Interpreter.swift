// SPDX-License-Identifier: MIT
package import Display

/// What the kernel asks of the language behind it; knows neither sockets nor messages.
///
/// `execute` and `evaluate` are called one at a time; the other methods may be called while a cell runs.
package protocol Interpreter: Sendable {
  /// The language, for `kernel_info_reply`.
  var language: LanguageInfo { get }
  /// A line or two of greeting for consoles.
  var banner: String { get }
  /// Runs a cell; outputs go to the sink, all of them before the call returns.
  func execute(_ cell: CellRequest, output: any OutputSink) async -> CellResult
  /// Evaluates an expression for `user_expressions`: nothing is shown, nothing is counted.
  func evaluate(_ expression: String) async -> ExpressionResult
  /// Tells whether the text is a whole cell.
  func completeness(of source: String) async -> CodeCompleteness
  /// Proposes completions at a position, counted in Unicode scalars.
  func completions(of source: String, at cursor: Int) async -> CompletionList
  /// Describes the name at a position, counted in Unicode scalars; nil where there is nothing to say.
  func inspect(_ source: String, at cursor: Int, detail: Int) async -> MIMEBundle?
  /// Ends the running cell as soon as possible; its variables stay. Does nothing when no cell runs.
  func interrupt() async
  /// Delivers a message that a front end sent on a comm, and returns when it has been handled, as far as a running cell
  /// lets it.
  ///
  /// - Parameter answer: takes what is answered before the call returns.
  /// - Returns: false when the interpreter knows no such target or comm.
  func comm(_ message: CommMessage, answer: @escaping @Sendable (CommMessage) -> Void) async -> Bool
  /// Ends the session and its processes, within a tenth of a second.
  func shutdown() async
}

/// The language's facts that front ends, exporters and graders read.
package struct LanguageInfo: Sendable, Equatable {
  package var name: String
  package var version: String
  package var mimetype: String
  package var fileExtension: String
  package var pygmentsLexer: String
  package var codeMirrorMode: String

  /// Describes a language.
  package init(
    name: String, version: String, mimetype: String, fileExtension: String, pygmentsLexer: String,
    codeMirrorMode: String
  ) {
    self.name = name
    self.version = version
    self.mimetype = mimetype
    self.fileExtension = fileExtension
    self.pygmentsLexer = pygmentsLexer
    self.codeMirrorMode = codeMirrorMode
  }
}

/// A cell to run.
package struct CellRequest: Sendable, Equatable {
  package var code: String
  /// The number in `In[n]`.
  package var executionCount: Int
  package var isSilent: Bool
  package var storesHistory: Bool

  /// Describes a cell to run.
  package init(
    code: String, executionCount: Int, isSilent: Bool = false, storesHistory: Bool = true
  ) {
    self.code = code
    self.executionCount = executionCount
    self.isSilent = isSilent
    self.storesHistory = storesHistory
  }
}

/// How a cell ended.
package enum CellResult: Sendable, Equatable {
  case ok
  case failed(CellFailure)
}

/// An error as Jupyter shows it: a name, a value and a self-contained traceback of coloured lines.
package struct CellFailure: Sendable, Equatable, Error {
  package var name: String
  package var value: String
  package var traceback: [String]

  /// Describes a failure.
  package init(name: String, value: String, traceback: [String]) {
    self.name = name
    self.value = value
    self.traceback = traceback
  }
}

/// The value of a user expression, or why there is none.
package enum ExpressionResult: Sendable, Equatable {
  case value(MIMEBundle)
  case failed(CellFailure)
}

/// Whether a text is a whole cell.
package enum CodeCompleteness: Sendable, Equatable {
  case complete
  case incomplete(indent: String)
  case invalid
  case unknown
}

/// Proposals for a range of the text, counted in Unicode scalars.
package struct CompletionList: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package var text: String
    /// The kind in the words of front ends, such as `function`, `instance`, `class`, `keyword`.
    package var kind: String
    package var signature: String

    /// Makes a proposal.
    package init(text: String, kind: String, signature: String) {
      self.text = text
      self.kind = kind
      self.signature = signature
    }
  }
  package var items: [Item]
  package var start: Int
  package var end: Int

  /// Makes a list of proposals.
  package init(items: [Item], start: Int, end: Int) {
    self.items = items
    self.start = start
    self.end = end
  }
}

/// Which standard stream.
package enum StandardStream: String, Sendable { case stdout, stderr }

/// Where a cell's outputs go, in order.
///
/// Calls come from any thread. They return at once, but where more comes than front ends take they wait their turn,
/// and with them the code that writes; so call them from a thread that may wait. `input` waits for a person.
package protocol OutputSink: Sendable {
  /// Appends raw bytes of a standard stream; a sequence may end in the middle of a character.
  func write(_ bytes: [UInt8], to stream: StandardStream)
  /// Shows a bundle; with an identifier it can be updated.
  func display(_ bundle: MIMEBundle, id: String?)
  /// Replaces the displays with that identifier.
  func update(_ bundle: MIMEBundle, id: String)
  /// Publishes the value of the cell's last expression.
  func result(_ bundle: MIMEBundle)
  /// Clears the cell's outputs, at once or when the next one comes.
  func clear(wait: Bool)
  /// Adds a page for the front end's pager to the reply.
  func page(_ bundle: MIMEBundle)
  /// Sends a message on a comm to the front ends.
  func comm(_ message: CommMessage)
  /// Asks the person who runs the cell for a line of input.
  func input(prompt: String, isPassword: Bool) async -> InputReply
}
