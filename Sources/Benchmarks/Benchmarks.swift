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
      for workload in Workload.all { print(workload.name) }
      return
    }
    guard let workload = Workload.all.first(where: { $0.name == options.workload }) else {
      end("there is no workload named \(options.workload); --list shows all", status: 2)
    }
    // The library reads the number of threads when it first needs them.
    setenv("LECTERN_THREADS", "\(options.threadCount)", 1)
    print(Report(workload, options).json)
  }

  /// Ends the process with a message for the person who started it.
  static func end(_ message: String, status: Int32) -> Never {
    let line = Array("Benchmarks: \(message)\n".utf8)
    write(STDERR_FILENO, line, line.count)
    exit(status)
  }
}
