// SPDX-License-Identifier: MIT
import SessionWire
import Synchronization
import Testing

@testable import SwiftSession

@Suite("Programs that cells start") struct CommandTests {
  /// What a command wrote, and its exit code, or the number of its signal below zero.
  private func run(_ command: String, environment: [String] = []) async throws -> (
    text: String, code: Int32
  ) {
    let text = Mutex<[UInt8]>([])
    let process = try CommandProcess("/bin/sh", ["-c", command], environment: environment)
    let code = try await self.code(of: process) { bytes in text.withLock { $0 += bytes } }
    return (String(decoding: text.withLock { $0 }, as: UTF8.self), code)
  }

  private func code(
    of process: CommandProcess, _ handler: @escaping @Sendable ([UInt8]) -> Void
  ) async throws -> Int32 {
    switch try await process.run(handler) {
    case .exited(let code): code
    case .killed(let signal): -signal
    }
  }

  @Test("Both streams arrive in order, and the exit code")
  func output() async throws {
    let end = try await run("echo a; echo b >&2; echo c; exit 3")
    #expect(end.text == "a\nb\nc\n")
    #expect(end.code == 3)
  }

  @Test("A large output arrives whole")
  func large() async throws {
    let end = try await run("head -c 3000000 /dev/zero")
    #expect(end.text.utf8.count == 3_000_000)
    #expect(end.code == 0)
  }

  @Test("The input is empty, and the environment is what was given")
  func surroundings() async throws {
    let end = try await run("cat; echo $WORD", environment: ["WORD=here"])
    #expect(end.text == "here\n")
  }

  @Test("A program left in the background does not hold up the end", .timeLimit(.minutes(1)))
  func background() async throws {
    let end = try await run("sleep 300 & echo $!")
    #expect(end.code == 0)
    let left = try #require(Int(end.text.dropLast()))
    _ = try await run("kill \(left)")
  }

  @Test("A stop ends the program and what it has started, be it polite or not")
  func stop() async throws {
    let process = try CommandProcess(
      "/bin/sh", ["-c", "trap '' INT; sleep 300 & echo $!; wait; sleep 300"], environment: [])
    let text = Mutex("")
    let code = try await self.code(of: process) { bytes in
      text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
      process.stop()
    }
    #expect(code == -9)
    let child = try #require(Int(text.withLock { $0 }.dropLast()))
    // Whoever adopts the killed program may leave it unburied.
    let isDead = "case \"$(cut -d' ' -f3 /proc/\(child)/stat 2>/dev/null)\" in ''|Z) exit 7; esac"
    let probe = try await run("for i in $(seq 50); do \(isDead); sleep 0.1; done")
    #expect(probe.code == 7)
  }

  @Test("A program that is not there is told by its name")
  func missing() {
    #expect {
      _ = try CommandProcess("/nowhere/program", [], environment: [])
    } throws: { error in
      "\(error)".contains("/nowhere/program")
    }
  }

  @Test("Readings end with what came, a type for a value that never did, and with their process")
  func readings() async {
    let readings = VariableReadings()
    let result = await readings.wait(for: 5) {
      readings.add(.init(type: "Int"), to: 5)
      readings.add(.init(type: "Int", value: "1"), to: 5)
      readings.add(.init(type: "Slow"), to: 5)
      readings.end(5, .interrupted(frames: []))
    }
    #expect(result.texts == [.init(type: "Int", value: "1"), .init(type: "Slow")])
    #expect(result.outcome == .interrupted(frames: []))
    let lost = await readings.wait(for: 6) { readings.endAll() }
    #expect(lost.texts.isEmpty && lost.outcome == nil)
  }
}
