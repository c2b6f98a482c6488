// SPDX-License-Identifier: MIT

/// Whether a text is a whole cell.
package enum Completeness: Sendable, Equatable {
  case complete
  /// More is to come; the indent is what the next line should start with.
  case incomplete(indent: String)
  case invalid
}

/// One proposal to complete what is being typed.
package struct CompletionItem: Sendable, Equatable {
  /// The text to insert.
  package var text: String
  /// What it is, in the front end's words, such as `function` or `keyword`.
  package var kind: String
  /// The signature or type, or empty.
  package var signature: String

  /// Makes a proposal.
  package init(text: String, kind: String, signature: String) {
    self.text = text
    self.kind = kind
    self.signature = signature
  }
}

/// Proposals for a place in a text.
package struct Completions: Sendable, Equatable {
  /// The proposals, best first.
  package var items: [CompletionItem]
  /// The replaced range's start, in Unicode scalars.
  package var start: Int
  /// The replaced range's end, in Unicode scalars.
  package var end: Int

  /// Makes a list of proposals.
  package init(items: [CompletionItem], start: Int, end: Int) {
    self.items = items
    self.start = start
    self.end = end
  }
}

/// What is known about a name.
package struct Inspection: Sendable, Equatable {
  /// The declaration, as Swift.
  package var declaration: String
  /// The documentation, as Markdown; empty where there is none.
  package var documentation: String
  /// The source text, where it is known.
  package var source: String?

  /// Describes a name.
  package init(declaration: String, documentation: String, source: String? = nil) {
    self.declaration = declaration
    self.documentation = documentation
    self.source = source
  }
}

/// What a compilation gave.
package enum CompilationResult: Sendable, Equatable {
  case success(library: CellLibrary, interface: CellInterface, warnings: [Diagnostic])
  case failure([Diagnostic])
}

/// What the kernel asks the compiler.
///
/// The number comes back with the answer.
package enum CompilerCommand: Sendable, Equatable {
  case compile(number: Int, CellSource)
  case checkCompleteness(number: Int, source: String)
  case complete(number: Int, source: String, cursor: Int)
  case inspect(number: Int, source: String, cursor: Int)
  /// Make one file of a whole notebook.
  case writeScript(number: Int, [ScriptPart])
  /// The cell ran: later cells see what its interface names. The source serves later inspection.
  case publish(CellInterface, source: String)
  /// Find further modules by these arguments, in place of those told before.
  case useModules([String])
  /// Forget all published cells: a fresh session begins.
  case forget
  case shutdown
}

/// What the compiler answers.
package enum CompilerEvent: Sendable, Equatable {
  case ready
  case compiled(number: Int, CompilationResult)
  case completeness(number: Int, Completeness)
  case completions(number: Int, Completions)
  case inspection(number: Int, Inspection?)
  case script(number: Int, String)
  /// The compiler cannot be loaded; the process ends.
  case unavailable(reason: String)
}
