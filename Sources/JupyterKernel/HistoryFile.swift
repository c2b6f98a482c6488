// SPDX-License-Identifier: MIT
import FoundationEssentials
import Glibc
import JupyterProtocol

/// Inputs from session to session: one line `[session, line, "input"]` each, also from several kernels at once.
///
/// A history that cannot be read or written is no reason to fail: then there is just none.
struct HistoryFile: Sendable {
  /// The size at which the older half is let go.
  static let largestSize = 4_000_000

  let path: String
  /// `largestSize`, but for tests.
  var sizeLimit = HistoryFile.largestSize

  /// Takes the number after the last one in the file; nil where the file cannot be written.
  func beginSession() -> Int? {
    locked {
      trim()
      let session = (entries(fromLast: 1 << 16).last?.session ?? 0) + 1
      // A line of its own claims the number; it has no input.
      return write(line(session: session, line: 0, input: "")) ? session : nil
    }
  }

  func append(_ entry: History.Entry) {
    locked { _ = write(line(session: entry.session, line: entry.line, input: entry.input)) }
  }

  /// All inputs, the oldest first.
  func entries() -> [History.Entry] { entries(fromLast: .max).filter { $0.line > 0 } }

  private func entries(fromLast size: Int) -> [History.Entry] {
    lines(fromLast: size).compactMap { line in
      guard let row = try? JSONCoding.decode(HistoryReply.Row.self, from: Array(line)) else {
        return nil
      }
      return History.Entry(session: row.session, line: row.line, input: row.input)
    }
  }

  /// The last lines; the first of them may be a part of one.
  private func lines(fromLast size: Int) -> [Bytes.SubSequence] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return [] }
    return Bytes(data.suffix(size)).split(separator: UInt8(ascii: "\n"))
  }

  private func line(session: Int, line: Int, input: String) -> Bytes {
    let row = HistoryReply.Row(
      session: session, line: line, input: input, output: nil, hasOutput: false)
    return JSONCoding.encode(row) + [UInt8(ascii: "\n")]
  }

  private func write(_ bytes: Bytes) -> Bool {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }

  private func trim() {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size > sizeLimit else { return }
    let kept = lines(fromLast: sizeLimit / 2).dropFirst().map { Array($0) + [UInt8(ascii: "\n")] }
    try? Data(kept.joined()).write(to: URL(fileURLWithPath: path), options: .atomic)
    chmod(path, 0o600)
  }

  /// Runs the body while no other kernel writes.
  private func locked<Result>(_ body: () -> Result) -> Result {
    let descriptor = open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { if descriptor >= 0 { close(descriptor) } }
    // Closing releases the lock. Where there is none to be had, the history goes without.
    if descriptor >= 0 { flock(descriptor, LOCK_EX) }
    return body()
  }
}
