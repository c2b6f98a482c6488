// SPDX-License-Identifier: MIT

/// What a top-level declaration is, in the words that a scoped import uses.
package enum DeclarationKind: String, Sendable, CaseIterable {
  case variable = "var"
  case function = "func"
  case structure = "struct"
  case `class` = "class"
  case enumeration = "enum"
  case `protocol` = "protocol"
  case typeAlias = "typealias"
  case actor = "actor"
  case `operator` = "operator"
  case macro = "macro"
  /// A member that an extension adds to a type of another cell or library.
  case extensionMember = "extension"
  /// A conformance that an extension declares, named `Type: Protocol`.
  case conformance
}

/// A name that a cell declares, and where.
package struct Declaration: Sendable, Equatable {
  /// The name, without argument labels.
  package var name: String
  /// What it is.
  package var kind: DeclarationKind
  /// The line of the cell that declares it, from 1.
  package var line: Int
  /// Of a function, its labels and types, by which a redefinition is told from an overload.
  package var signature: String

  /// Describes one declared name.
  package init(name: String, kind: DeclarationKind, line: Int, signature: String = "") {
    self.name = name
    self.kind = kind
    self.line = line
    self.signature = signature
  }
}

/// What later cells may use of an earlier one.
package struct CellInterface: Sendable, Equatable {
  /// The cell's serial number in this session, never used twice.
  package var cell: Int
  /// The cell's label for people, `In[3]`.
  package var label: String
  /// The Swift module that the cell was compiled to.
  package var module: String
  /// The names that the cell declares.
  package var declarations: [Declaration]
  /// The cell's own import lines, to be repeated in later cells.
  package var imports: [String]

  /// Describes a compiled cell.
  package init(
    cell: Int, label: String, module: String, declarations: [Declaration], imports: [String]
  ) {
    self.cell = cell
    self.label = label
    self.module = module
    self.declarations = declarations
    self.imports = imports
  }
}

extension CellInterface {
  /// The names of its variables.
  package var variables: [String] {
    declarations.filter { $0.kind == .variable }.map(\.name)
  }

  /// The other names that hide an earlier variable.
  package var otherNames: [String] {
    let hidingNothing: [DeclarationKind] = [.variable, .operator, .extensionMember, .conformance]
    return declarations.filter { !hidingNothing.contains($0.kind) }.map(\.name)
  }
}

/// A compiler's message about a place in a cell.
package struct Diagnostic: Sendable, Equatable {
  /// How grave it is.
  package enum Severity: String, Sendable {
    case error
    case warning
    case note
    case remark
  }

  /// How grave it is.
  package var severity: Severity
  /// The message, free of paths and internal module names.
  package var message: String
  /// The label of the cell that it points at, or nil where it points at no cell.
  package var label: String?
  /// The line in that cell, from 1.
  package var line: Int
  /// The column in that line, in characters, from 1.
  package var column: Int
  /// How many characters the range spans; 1 where only a point is known.
  package var length: Int
  /// The text of that line.
  package var sourceLine: String
  /// Replacements that the compiler proposes, in words.
  package var fixIts: [String]
  /// Notes that belong to the message.
  package var notes: [Diagnostic]

  /// Makes a diagnostic.
  package init(
    severity: Severity, message: String, label: String? = nil, line: Int = 0, column: Int = 0,
    length: Int = 1, sourceLine: String = "", fixIts: [String] = [], notes: [Diagnostic] = []
  ) {
    self.severity = severity
    self.message = message
    self.label = label
    self.line = line
    self.column = column
    self.length = length
    self.sourceLine = sourceLine
    self.fixIts = fixIts
    self.notes = notes
  }
}

/// How a cell is optimised.
package enum Optimization: String, Sendable {
  /// Optimised where the cell has loops, closures or declarations that run hot.
  case automatic
  case always
  case never
}

/// A cell to be compiled.
package struct CellSource: Sendable, Equatable {
  /// The serial number, never used twice in a session.
  package var cell: Int
  /// The label for people, `In[3]`.
  package var label: String
  /// The student's text.
  package var source: String
  /// How to optimise.
  package var optimization: Optimization

  /// Describes a cell to be compiled.
  package init(
    cell: Int, label: String, source: String, optimization: Optimization = .automatic
  ) {
    self.cell = cell
    self.label = label
    self.source = source
    self.optimization = optimization
  }
}

/// The names of the files that the compiler, the runtime and the debugger know cells by.
package enum CellFileName {
  /// The file of a cell `In[3]` is `In[3].swift`; an included file keeps its name.
  package static func file(ofLabel label: String) -> String {
    let name = String(label.map { $0 == "/" || $0 == "\0" ? "_" : $0 }.prefix(80))
    return name.hasSuffix(".swift") ? name : "\(name).swift"
  }
}

/// The symbols by which the session finds more in a cell than its entry point.
package enum SessionSymbols {
  /// The function that names a cell's variables to the session.
  package static func registration(ofModule module: String) -> String { "\(module)_variables" }
}

/// A cell that is compiled and linked, ready to load.
package struct CellLibrary: Sendable, Equatable {
  /// The cell's serial number.
  package var cell: Int
  /// The label for people, `In[3]`.
  package var label: String
  /// The shared library's file.
  package var path: String
  /// The symbol to call, of type `int (int, char **)`.
  package var entryPoint: String
  /// Libraries that it needs, as file names for `dlopen`, to be loaded before it.
  package var dependencies: [String]
  /// Where the compiled text has more columns than the student's.
  package var insertions: [ColumnInsertion]

  /// Describes a linked cell.
  package init(
    cell: Int, label: String, path: String, entryPoint: String, dependencies: [String],
    insertions: [ColumnInsertion] = []
  ) {
    self.cell = cell
    self.label = label
    self.path = path
    self.entryPoint = entryPoint
    self.dependencies = dependencies
    self.insertions = insertions
  }

  /// The column in the student's line for a column in the compiled one; both count bytes from 1.
  package func sourceColumn(line: Int, column: Int) -> Int {
    var column = column
    for insertion in insertions where insertion.line == line && column > insertion.column {
      column = max(column - insertion.length, insertion.column)
    }
    return column
  }
}

/// Text that the compiler process put into a line of a cell.
package struct ColumnInsertion: Sendable, Equatable {
  /// The line, from 1.
  package var line: Int
  /// The column before which the text stands, in bytes of the student's line, from 1.
  package var column: Int
  /// The text's length in bytes.
  package var length: Int

  /// Describes an insertion.
  package init(line: Int, column: Int, length: Int) {
    self.line = line
    self.column = column
    self.length = length
  }
}

/// One step of a call stack, to be symbolised against its library's debug information.
package struct StackFrame: Sendable, Equatable {
  /// The library's file.
  package var library: String
  /// The offset of the instruction in it; return addresses are already stepped back by one.
  package var offset: UInt64

  /// Names a place in a library.
  package init(library: String, offset: UInt64) {
    self.library = library
    self.offset = offset
  }
}

/// How a cell ended.
package enum CellOutcome: Sendable, Equatable {
  case completed
  /// An error that nothing caught; the frames are those of the `throw`.
  case threw(type: String, description: String, frames: [StackFrame])
  /// A trap or a fault; the message is what the runtime said ("Fatal error: Index out of range"), or empty.
  case trapped(signal: Int, message: String, frames: [StackFrame])
  /// The cell called `exit`.
  case exited(code: Int)
  case interrupted(frames: [StackFrame])
  /// The library could not be loaded.
  case notLoaded(reason: String)
}
