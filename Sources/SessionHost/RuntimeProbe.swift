// SPDX-License-Identifier: MIT
import CSessionHost

/// Tries what the runtime does under its own locks, with a type that it has never seen.
enum RuntimeProbe {
  // Invariant: only the probing thread touches it, and the control loop waits for that thread.
  nonisolated(unsafe) private static var newest: Any.Type = Int.self

  static func connect() {
    lectern_set_runtime_probe { RuntimeProbe.run() }
  }

  private static func run() {
    func wrapped<Element>(_: Element.Type) -> Any.Type { [Element].self }
    newest = _openExistential(newest, do: wrapped)
    _ = newest as? any CustomStringConvertible.Type
  }
}
