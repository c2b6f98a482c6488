// SPDX-License-Identifier: MIT
import JupyterProtocol

/// The inputs of this session, and of those before it where a file keeps them.
struct History: Sendable {
  /// An input with its place.
  struct Entry: Sendable, Equatable {
    var session: Int
    var line: Int
    var input: String
    var output: String?
  }

  /// The number of this session.
  let session: Int
  private let file: HistoryFile?
  private var entries: [Entry] = []

  init(file: HistoryFile?) {
    self.file = file
    session = file?.beginSession() ?? 1
  }

  mutating func append(_ input: String, line: Int) {
    let entry = Entry(session: session, line: line, input: input)
    entries.append(entry)
    file?.append(entry)
  }

  /// Notes the value of a line, which only this session remembers.
  mutating func setOutput(_ output: String?, ofLine line: Int) {
    guard let index = entries.lastIndex(where: { $0.line == line }) else { return }
    entries[index].output = output
  }

  /// What a front end asks for, the oldest first.
  func entries(for request: HistoryRequest) -> [Entry] {
    switch request.access {
    case .tail: all.suffix(max(0, request.count ?? .max))
    case .range: range(of: request)
    case .search: search(request)
    }
  }

  private var all: [Entry] { earlier + entries }

  /// Other kernels that run now have written to the file too: their sessions count as earlier ones.
  private var earlier: [Entry] { (file?.entries() ?? []).filter { $0.session != session } }

  private func range(of request: HistoryRequest) -> [Entry] {
    let wanted = request.session > 0 ? request.session : session + request.session
    let source = wanted == session ? entries : earlier
    return source.filter {
      $0.session == wanted && $0.line >= request.start && $0.line < request.stop ?? .max
    }
  }

  private func search(_ request: HistoryRequest) -> [Entry] {
    let pattern = GlobPattern(request.pattern)
    var found = all.filter { pattern.matches($0.input) }
    if request.unique {
      var seen: Set<String> = []
      found = found.reversed().filter { seen.insert($0.input).inserted }.reversed()
    }
    return found.suffix(max(0, request.count ?? .max))
  }
}
