// SPDX-License-Identifier: MIT
import Glibc
import JupyterProtocol
import Testing

@testable import JupyterKernel

@Suite("History")
final class HistoryTests {
  private let path: String

  init() throws {
    var template = Array("/tmp/lectern-history-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template))
    path = String(cString: folder) + "/history"
  }

  deinit {
    unlink(path)
    unlink("\(path).lock")
    rmdir(String(path.dropLast("/history".count)))
  }

  private func inputs(_ history: History, _ request: HistoryRequest) -> [String] {
    history.entries(for: request).map(\.input)
  }

  private func filled(_ inputs: [String]) -> History {
    var history = History(file: nil)
    for (index, input) in inputs.enumerated() { history.append(input, line: index + 1) }
    return history
  }

  @Test("A tail is the last inputs, the oldest first")
  func tail() {
    let history = filled(["a", "b", "c"])
    #expect(inputs(history, HistoryRequest(access: .tail, count: 2)) == ["b", "c"])
    #expect(inputs(history, HistoryRequest(access: .tail)) == ["a", "b", "c"])
    #expect(inputs(history, HistoryRequest(access: .tail, count: -1)) == [])
  }

  @Test("A range is of one session, and its stop is not in it")
  func range() {
    let history = filled(["a", "b", "c"])
    #expect(inputs(history, HistoryRequest(access: .range, start: 1, stop: 3)) == ["a", "b"])
    #expect(inputs(history, HistoryRequest(access: .range, session: 1, start: 2)) == ["b", "c"])
    #expect(inputs(history, HistoryRequest(access: .range, session: 2)) == [])
  }

  @Test("A search takes patterns, the last so many, and each input once where that is wanted")
  func search() {
    let history = filled(["let a = 1", "print(a)", "let a = 1", "let b = [2]"])
    func found(_ pattern: String, count: Int? = nil, unique: Bool = false) -> [String] {
      inputs(
        history,
        HistoryRequest(access: .search, count: count, pattern: pattern, unique: unique))
    }
    #expect(found("let*").count == 3)
    #expect(found("let*", count: 1) == ["let b = [2]"])
    #expect(found("let*", unique: true) == ["let a = 1", "let b = [2]"])
    #expect(found("let") == [])
    #expect(found("*").count == 4)
  }

  @Test("Rows have the output where it is wanted, and null where there is none")
  func outputs() async throws {
    let talk = Conversation()
    _ = await talk.transcript(talk.execute("x"))
    _ = await talk.transcript(talk.execute("fail"))
    _ = await talk.transcript(talk.ask(ExecuteRequest(code: "y", silent: true)))
    _ = await talk.transcript(talk.ask(ExecuteRequest(code: "y", storeHistory: false)))
    let pairs = HistoryRequest(access: .tail, output: true, count: 9)
    #expect(
      try await talk.reply(to: talk.ask(pairs), as: HistoryReply.self)?.history == [
        .init(session: 1, line: 1, input: "x", output: "x", hasOutput: true),
        .init(session: 1, line: 2, input: "fail", output: nil, hasOutput: true),
      ])
  }

  @Test("A later session knows the inputs of earlier ones")
  func sessions() {
    var first = History(file: HistoryFile(path: path))
    first.append("a\n\"ü🎲\"", line: 1)
    var second = History(file: HistoryFile(path: path))
    second.append("b", line: 1)
    #expect((first.session, second.session) == (1, 2))
    #expect(inputs(second, HistoryRequest(access: .tail)) == ["a\n\"ü🎲\"", "b"])
    #expect(inputs(second, HistoryRequest(access: .range, session: -1)) == ["a\n\"ü🎲\""])
    #expect(inputs(second, HistoryRequest(access: .range, session: 1)) == ["a\n\"ü🎲\""])
  }

  @Test("Kernels that start and write at the same moment take different numbers and lose no line")
  func concurrency() async {
    let path = path
    let sessions = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<16 {
        group.addTask {
          var history = History(file: HistoryFile(path: path))
          for line in 1...20 { history.append("cell \(line)", line: line) }
          return history.session
        }
      }
      return await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(sessions == Set(1...16))
    let entries = HistoryFile(path: path).entries()
    #expect(entries.count == 16 * 20)
    for session in sessions {
      #expect(entries.filter { $0.session == session }.map(\.line) == Array(1...20))
    }
  }

  @Test("A line that was cut off by a crash costs only itself")
  func damage() throws {
    var first = History(file: HistoryFile(path: path))
    first.append("a", line: 1)
    let file = open(path, O_WRONLY | O_APPEND)
    #expect(write(file, "[1,2,\"cut", 9) == 9)
    close(file)
    var second = History(file: HistoryFile(path: path))
    second.append("b", line: 1)
    #expect(second.session == 2)
    #expect(inputs(second, HistoryRequest(access: .tail)) == ["a", "b"])
  }

  @Test("A file that has grown too large loses its older half, and numbers go on")
  func trimming() {
    let file = HistoryFile(path: path, sizeLimit: 1000)
    var first = History(file: file)
    for line in 1...100 { first.append("cell \(line)", line: line) }
    let second = History(file: file)
    let kept = inputs(second, HistoryRequest(access: .tail))
    #expect(second.session == 2)
    #expect(kept.last == "cell 100" && (10..<60).contains(kept.count))
    #expect(kept == (101 - kept.count...100).map { "cell \($0)" })
  }

  @Test("Where nothing can be written there is still the history of the session")
  func unwritable() {
    var history = History(file: HistoryFile(path: "/nowhere/at/all/history"))
    history.append("a", line: 1)
    #expect(history.session == 1)
    #expect(inputs(history, HistoryRequest(access: .tail)) == ["a"])
  }

  @Test(
    "Patterns match as in file names",
    arguments: [
      ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("?", "🎲", true),
      ("?", "", false), ("*b*b", "abab", true), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
      ("[!a-c]x", "dx", true), ("[]]", "]", true), ("[ab", "[ab", true), ("a.c", "abc", false),
      ("let*\n*", "let a\nlet b", true), ("**a", "bca", true),
    ])
  func pattern(pattern: String, text: String, matches: Bool) {
    #expect(GlobPattern(pattern).matches(text) == matches)
  }
}
