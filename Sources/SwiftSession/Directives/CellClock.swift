// SPDX-License-Identifier: MIT
import Display
import FoundationEssentials
import Glibc
import Synchronization

/// Measures what a cell takes, for `//% time`.
final class CellClock: Sendable {
  private struct Times {
    var compiling = Duration.zero
    var running = Duration.zero
    var processor = 0.0
    /// The session's peak memory in bytes, where the system tells it.
    var peakMemory: Int?
    var hasRun = false
  }

  private let times = Mutex(Times())

  /// Measures the compiler's part.
  fileprivate func compiling<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    let start = ContinuousClock.now
    defer { times.withLock { $0.compiling += .now - start } }
    return try await body()
  }

  /// Measures the run in the session's process.
  fileprivate func running<Value>(in process: pid_t, _ body: () async -> Value) async -> Value {
    Self.resetPeakMemory(of: process)
    let (start, processor) = (ContinuousClock.now, Self.processorTime(of: process))
    let value = await body()
    times.withLock { times in
      times.running += .now - start
      times.hasRun = true
      times.processor += Self.processorTime(of: process) - processor
      times.peakMemory = Self.peakMemory(of: process) ?? times.peakMemory
    }
    return value
  }

  /// The measurements in one line.
  var line: String {
    let times = times.withLock { $0 }
    var parts = ["compile \(Self.text(times.compiling.seconds))"]
    if times.hasRun {
      let processor = Self.text(max(times.processor, 0))
      parts.append("run \(Self.text(times.running.seconds)) (processor \(processor))")
    }
    if let memory = times.peakMemory {
      parts.append("peak memory \(NumberText.significant(Double(memory) / 1e6, digits: 3)) MB")
    }
    return parts.joined(separator: " · ")
  }

  private static func text(_ seconds: Double) -> String {
    guard seconds < 1 else {
      return seconds < 10
        ? "\(NumberText.fixed(seconds, decimals: 2)) s" : NumberText.duration(seconds)
    }
    return "\(NumberText.significant(seconds * 1_000, digits: seconds < 0.01 ? 2 : 3)) ms"
  }

  // MARK: What the system knows of a process

  private static func resetPeakMemory(of process: pid_t) {
    let file = open("/proc/\(process)/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
  }

  private static func peakMemory(of process: pid_t) -> Int? {
    let status = read("/proc/\(process)/status")
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kilobytes.map { $0 * 1024 }
  }

  /// The time that all threads have computed, in seconds.
  private static func processorTime(of process: pid_t) -> Double {
    // The command's name stands in brackets and may hold anything.
    guard let rest = read("/proc/\(process)/stat").split(separator: ")").last else { return 0 }
    let fields = rest.split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func read(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}

extension CellClock? {
  /// Measures a compilation where anybody wants to know.
  func measured<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    guard let self else { return try await body() }
    return try await self.compiling(body)
  }

  /// Measures a run where anybody wants to know.
  func measured<Value>(in host: HostProcess, _ body: () async -> Value) async -> Value {
    guard let self else { return await body() }
    return await self.running(in: host.identifier, body)
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
