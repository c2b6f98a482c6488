// SPDX-License-Identifier: MIT
import SessionWire

/// Which cell declared each name, and what became of the names that no cell can use any more.
struct NameHistory {
  private enum Fate {
    /// The cells that declared it, the newest one last.
    case usable(labels: [String])
    /// The cell that declared it, and the one at which its session ended.
    case lost(label: String, end: String?)
    /// The cell that was to declare it and the line at which it stopped.
    case unreached(label: String, line: Int)
  }

  private var fates: [String: Fate] = [:]

  /// Notes what later cells can use of a cell, and what it was stopped before.
  mutating func record(_ whole: CellInterface, reached: CellInterface, stoppedAt line: Int?) {
    for declaration in reached.declarations {
      fates[declaration.name] = .usable(labels: labels(of: declaration.name) + [whole.label])
    }
    let names = Set(reached.declarations.map(\.name))
    for declaration in whole.declarations where !names.contains(declaration.name) {
      // A usable definition of an earlier cell stays what the name means.
      if case .usable? = fates[declaration.name] { continue }
      fates[declaration.name] = .unreached(label: whole.label, line: line ?? declaration.line)
    }
  }

  /// Notes that the session ended, and with it everything that it held.
  mutating func endSession(at label: String?) {
    for (name, fate) in fates {
      if case .usable(let labels) = fate, let last = labels.last {
        fates[name] = .lost(label: last, end: label)
      }
    }
  }

  /// What to say of a compiler's message, where the history explains it.
  func explanation(of message: String) -> String? {
    let quoted = Self.quoted(message)
    if message.hasPrefix("cannot find"), let name = quoted.first { return absence(of: name) }
    if let name = quoted.first(where: { name in quoted.count { $0 == name } > 1 }) {
      return twins(of: name)
    }
    return nil
  }

  private func absence(of name: String) -> String? {
    switch fates[name] {
    case .lost(let label, let end?):
      "`\(name)` was defined in \(label), whose session ended at \(end). \(Self.remedy(label))"
    case .lost(let label, nil):
      "`\(name)` was defined in \(label), whose session has ended. \(Self.remedy(label))"
    case .unreached(let label, let line):
      "\(label) was to define `\(name)`, but stopped at line \(line). Mend it and run it again."
    case .usable, nil: nil
    }
  }

  private static func remedy(_ label: String) -> String {
    label.hasSuffix(".swift") ? "Include \(label) again." : "Run \(label) again."
  }

  /// A type that was declared twice is two types, and a value of one does not fit the other.
  private func twins(of name: String) -> String? {
    guard case .usable(let labels)? = fates[name], let newest = labels.last,
      let older = labels.dropLast().last
    else { return nil }
    return
      "there are two types `\(name)`: that of \(older), and the newer one of \(newest). "
      + "Make the value again: what was made before \(newest) keeps the older type."
  }

  private func labels(of name: String) -> [String] {
    guard case .usable(let labels)? = fates[name] else { return [] }
    return labels
  }

  /// The names between single quotes, in their order.
  private static func quoted(_ message: String) -> [String] {
    let parts = message.split(separator: "'", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }
}
