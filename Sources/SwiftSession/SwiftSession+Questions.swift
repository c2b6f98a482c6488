// SPDX-License-Identifier: MIT
package import SessionWire

/// What can be asked at any time, also while a cell runs.
extension SwiftSession {
  /// Tells whether a text is a whole cell.
  package func completeness(of source: String) async -> Completeness? {
    let event = try? await compiler.ask { .checkCompleteness(number: $0, source: source) }
    guard case .completeness(_, let answer) = event else { return nil }
    return answer
  }

  /// Proposes completions at a position, in Unicode scalars.
  package func completions(of source: String, at cursor: Int) async -> Completions? {
    let event = try? await compiler.ask { .complete(number: $0, source: source, cursor: cursor) }
    guard case .completions(_, let answer) = event else { return nil }
    return answer
  }

  /// Describes the name at a position, in Unicode scalars.
  package func inspect(_ source: String, at cursor: Int) async -> Inspection? {
    let event = try? await compiler.ask { .inspect(number: $0, source: source, cursor: cursor) }
    guard case .inspection(_, let answer) = event else { return nil }
    return answer
  }
}
