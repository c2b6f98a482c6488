// SPDX-License-Identifier: MIT
import Glibc

/// What a process and all its descendants use at one moment.
struct ProcessTree {
  /// The bytes of memory that are their own: not of programs and other files.
  private(set) var memory = 0
  /// The number of processes and threads.
  private(set) var tasks = 0
  /// The seconds of processor time of each process.
  private(set) var processorSeconds: [pid_t: Double] = [:]
  /// The processes, the oldest first.
  private(set) var processes: [pid_t] = []

  /// Looks at a process and its descendants; with too many of them it stops counting.
  init(of root: pid_t, taskLimit: Int) {
    var waiting = [root]
    while let process = waiting.popLast(), tasks <= taskLimit {
      let threads = Self.threads(of: process)
      guard !threads.isEmpty else { continue }
      processes.append(process)
      tasks += threads.count
      memory += Self.memory(of: process)
      processorSeconds[process] = Self.processorSeconds(of: process)
      for thread in threads.prefix(taskLimit) {
        waiting += Self.numbers(in: "/proc/\(process)/task/\(thread)/children")
      }
    }
  }

  private static func threads(of process: pid_t) -> [pid_t] {
    guard let folder = opendir("/proc/\(process)/task") else { return [] }
    defer { closedir(folder) }
    var threads: [pid_t] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let thread = pid_t(name) { threads.append(thread) }
    }
    return threads
  }

  private static func memory(of process: pid_t) -> Int {
    let lines = SystemFile.text("/proc/\(process)/status").split(separator: "\n")
    let kilobytes = lines.lazy
      .filter { $0.hasPrefix("RssAnon:") || $0.hasPrefix("RssShmem:") }
      .compactMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } }
    return kilobytes.reduce(0, +) << 10
  }

  /// The processor time of a process without its children's, which are looked at themselves.
  private static func processorSeconds(of process: pid_t) -> Double {
    // The program's name stands in parentheses and may hold anything.
    let fields =
      SystemFile.text("/proc/\(process)/stat").split(separator: ")").last?
      .split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func numbers(in path: String) -> [pid_t] {
    SystemFile.text(path).split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
  }
}

/// Files of the system that have no size before they are read.
enum SystemFile {
  static func text(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
