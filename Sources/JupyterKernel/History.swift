// SPDX-License-Identifier: MIT
import Display
import FoundationEssentials
import Glibc
import JupyterProtocol
import Synchronization

/// The cells that were run, in this session and in earlier ones.
///
/// Lines are appended to a file, one JSON object each, so that kernels that run at the same time do not disturb
/// one another. The file is read only when somebody asks.
package final class History: Sendable {
  /// One cell.
  struct Entry: Codable, Equatable {
    let session: Int
    let line: Int
    let input: String
    var output: String?
  }

  private struct State {
    var own: [Entry] = []
    var earlier: [Entry]?
  }

  private let file: String?
  private let session: Int
  private let state = Mutex(State())

  /// Makes a history that is kept in a file, or in memory only.
  package init(file: String?) {
    self.file = file
    // Seconds since 2001 number the sessions in order; earlier ones have smaller numbers.
    session = Int(Date().timeIntervalSinceReferenceDate)
  }

  /// Adds a cell.
  func record(line: Int, input: String, output: String?) {
    let entry = Entry(session: session, line: line, input: input, output: output)
    state.withLock { $0.own.append(entry) }
    append(entry)
  }

  /// The rows that a request asks for, oldest first.
  func rows(for request: HistoryRequest) -> [JSON] {
    let found =
      switch request.access {
      case "range": range(request)
      case "search": search(request)
      default: tail(request.count)
      }
    return found.map { row($0, includesOutput: request.includesOutput) }
  }

  private func row(_ entry: Entry, includesOutput: Bool) -> JSON {
    let input: JSON = .string(entry.input)
    let content: JSON =
      includesOutput ? .array([input, entry.output.map { .string($0) } ?? .null]) : input
    return .array([.int(entry.session), .int(entry.line), content])
  }

  private func tail(_ count: Int?) -> [Entry] {
    Array(all.suffix(max(count ?? Self.defaultCount, 0)))
  }

  /// Session 0 is this one; negative numbers count back from it.
  private func range(_ request: HistoryRequest) -> [Entry] {
    let sessions = Set(all.map(\.session)).union([session]).sorted()
    let wanted: Int
    if request.session <= 0 {
      let index = sessions.count - 1 + request.session
      guard sessions.indices.contains(index) else { return [] }
      wanted = sessions[index]
    } else {
      wanted = request.session
    }
    return all.filter {
      $0.session == wanted && $0.line >= request.start && request.stop.map($0.isBefore) ?? true
    }
  }

  private func search(_ request: HistoryRequest) -> [Entry] {
    var found = all.filter { fnmatch(request.pattern, $0.input, 0) == 0 }
    if request.isUnique {
      var seen: Set<String> = []
      found = found.reversed().filter { seen.insert($0.input).inserted }.reversed()
    }
    return request.count.map { Array(found.suffix(max($0, 0))) } ?? found
  }

  private static let defaultCount = 10

  // MARK: The file

  private var all: [Entry] {
    state.withLock { state in
      if state.earlier == nil { state.earlier = load() }
      return (state.earlier ?? []) + state.own
    }
  }

  private func load() -> [Entry] {
    guard let file, let data = FileManager.default.contents(atPath: file) else { return [] }
    let decoder = JSONDecoder()
    return data.split(separator: UInt8(ascii: "\n"))
      .compactMap { try? decoder.decode(Entry.self, from: $0) }
      .filter { $0.session != session }
  }

  private func append(_ entry: Entry) {
    guard let file else { return }
    let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let bytes = JSONCoding.encode(entry) + [UInt8(ascii: "\n")]
    _ = write(descriptor, bytes, bytes.count)
    close(descriptor)
  }
}

extension History.Entry {
  fileprivate func isBefore(_ stop: Int) -> Bool { line < stop }
}
