// SPDX-License-Identifier: MIT

import Glibc

/// Measures the fixed workloads, one process for each, and prints one line of JSON.
@main
struct Benchmarks {
  static func main() {
    let options: Options
    do { options = try Options(CommandLine.arguments.dropFirst()) } catch {
      end(error.message, status: 2)
    }
    if options.isList {
      for workload in Workload.all { say(workload.name) }
      return
    }
    guard let workload = Workload.all.first(where: { $0.name == options.workload }) else {
      end("there is no workload named \(options.workload); --list shows all", status: 2)
    }
    // The library reads the number of threads when it first needs them.
    setenv("LECTERN_THREADS", "\(options.threadCount)", 1)
    say(Report(workload, options).json)
  }

  /// Writes a line that a program at the other end of a pipe sees at once.
  static func say(_ line: String) { send(line, to: STDOUT_FILENO) }

  private static func send(_ line: String, to file: Int32) {
    let bytes = Array("\(line)\n".utf8)
    _ = write(file, bytes, bytes.count)
  }

  /// Ends the process with a message for the person who started it.
  static func end(_ message: String, status: Int32) -> Never {
    send("Benchmarks: \(message)", to: STDERR_FILENO)
    exit(status)
  }
}
