// SPDX-License-Identifier: MIT

import Synchronization

/// A variable of the session, as text.
public struct SessionVariable: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// Its type.
  public let type: String
  /// Its value, in one short line; a tensor is told by its shape and range.
  public let value: String
  /// The cell that declared it, such as `In[3]`.
  public let cell: String

  /// Describes a variable.
  package init(name: String, type: String, value: String, cell: String) {
    self.name = name
    self.type = type
    self.value = value
    self.cell = cell
  }
}

/// The session's variables, newest first, as they are when this is read.
///
/// They are those of the cells before this one: `variables.filter { $0.type == "Tensor" }`.
/// A program that runs outside of a session has none.
public var variables: [SessionVariable] {
  SessionVariables.shared.table.entries.map { entry in
    let reading = SessionVariables.shared.reading(of: entry.name, in: entry.cell)
    return SessionVariable(
      name: entry.name, type: reading?.type ?? "", value: reading?.value() ?? "(cannot be read)",
      cell: entry.label)
  }
}

/// Which cell's variable each name means.
package struct VariableTable: Sendable {
  /// A variable that cells can use.
  package struct Entry: Sendable, Equatable {
    /// The name.
    package let name: String
    /// The serial number of the cell that declared it, and what people call that cell.
    package let cell: Int
    package let label: String
  }

  /// All of them, newest first.
  package private(set) var entries: [Entry] = []

  /// Makes an empty table.
  package init() {}

  /// Adds what a cell declares: each name means the newest declaration, be it a variable or not.
  package mutating func add(
    cell: Int, label: String, variables: [String], others: [String]
  ) {
    let hidden = Set(variables + others)
    entries.removeAll { hidden.contains($0.name) }
    entries.insert(
      contentsOf: variables.reversed().map { Entry(name: $0, cell: cell, label: label) }, at: 0)
  }

  /// The variable that a name means.
  package func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }
}

/// A variable's value at one moment; its text is made when somebody wants it.
public struct VariableReading {
  /// The variable's type.
  package let type: String
  /// The value in one short line, in the words of the type where it has some.
  package let value: () -> String
}

/// The variables of all cells, and the code by which they are read.
package final class SessionVariables: Sendable {
  /// What a session's process knows of them.
  package static let shared = SessionVariables()

  /// A cell's code that reads a variable.
  ///
  /// It is `@unchecked Sendable` because it may be called from any thread: like any code that runs while tasks of
  /// the student's do, it sees what these have written so far.
  private struct Reader: @unchecked Sendable {
    let read: () -> VariableReading
  }

  private struct State {
    var table = VariableTable()
    var readers: [Int: [String: Reader]] = [:]
    var registrations: [Int: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())

  /// Which cell's variable each name means.
  package var table: VariableTable { state.withLock { $0.table } }

  /// Adds the variables of a cell that ran.
  ///
  /// - Parameter registration: makes the cell name its variables to `LecternCell`, when they are first wanted.
  package func add(
    cell: Int, label: String, variables: [String], others: [String],
    registration: @escaping @Sendable () -> Void
  ) {
    state.withLock { state in
      state.table.add(cell: cell, label: label, variables: variables, others: others)
      if !variables.isEmpty { state.registrations[cell] = registration }
    }
  }

  /// Reads a variable; nil where its cell has not made that possible.
  package func reading(of name: String, in cell: Int) -> VariableReading? {
    state.withLock { $0.registrations.removeValue(forKey: cell) }?()
    return state.withLock { $0.readers[cell]?[name] }?.read()
  }

  fileprivate func register(_ name: String, of cell: Int, _ read: @escaping () -> VariableReading) {
    let reader = Reader(read: read)
    state.withLock { $0.readers[cell, default: [:]][name] = reader }
  }
}

extension LecternCell {
  /// Tells the session how to read a variable of a cell.
  public static func register(
    _ name: String, of cell: Int, _ read: @escaping () -> VariableReading
  ) {
    SessionVariables.shared.register(name, of: cell, read)
  }

  /// Reads a variable.
  public static func read<T>(_ value: T) -> VariableReading {
    VariableReading(type: ValueText.readableTypeName(T.self)) { ValueText.brief(value) }
  }

  /// Reads a variable whose value cannot be copied, and so not be looked at.
  public static func read<T: ~Copyable & ~Escapable>(_ value: borrowing T) -> VariableReading {
    VariableReading(type: ValueText.readableTypeName(T.self)) { "(cannot be copied)" }
  }
}
