// SPDX-License-Identifier: MIT

import Glibc

/// What one process measures of one workload, as a line of JSON.
struct Report {
  let json: String

  init(_ workload: Workload, _ options: Options) {
    let start = Clock.now
    let prepared = workload.prepare()
    let built = Clock.now
    if prepared.parameterCount != workload.parameterCount {
      Benchmarks.end(
        "\(workload.name) has \(prepared.parameterCount) parameters, "
          + "not \(workload.parameterCount)", status: 1)
    }
    var losses = [prepared.step()]
    var line = JSONLine()
    line.add("framework", "lectern")
    line.add("version", "0.1")
    line.add("workload", workload.name)
    line.add("threads", options.threadCount)
    line.add("variant", "release")
    line.add("params", prepared.parameterCount)
    line.add("batch", workload.batchSize)
    line.add("build_s", built - start, digits: 4)
    line.add("first_step_s", Clock.now - built, digits: 4)
    line.add("first_step_at", Clock.date, digits: 4)
    if let count = options.stepCount {
      for _ in 1..<max(count, 2) { losses.append(prepared.step()) }
    } else {
      Self.time(workload, options, prepared, &line)
    }
    Self.count(prepared, &line)
    losses.append(prepared.step())
    line.add("peak_rss_mb", Clock.peakMegabytes)
    if let first = losses[0], let last = losses[losses.count - 1] {
      line.add("loss", [Double(first), Double(last)])
    }
    line.add("load1", Clock.load, digits: 2)
    json = line.text
  }

  private static func time(
    _ workload: Workload, _ options: Options, _ prepared: Workload.Prepared,
    _ line: inout JSONLine
  ) {
    let measured = Measurement(options) { _ = prepared.step() }
    let scale = 1e3
    line.add("ms", measured.milliseconds, digits: 4)
    line.add("ms_min", (measured.seconds.first ?? .nan) * scale, digits: 4)
    line.add("ms_max", (measured.seconds.last ?? .nan) * scale, digits: 4)
    line.add("samples_per_s", Double(workload.batchSize) / measured.milliseconds * 1e3, digits: 1)
    if let operations = workload.productOperations {
      line.add("gflops", Double(operations) / measured.milliseconds / 1e6, digits: 1)
    }
    line.add("blocks", measured.seconds.count)
    line.add("steps_per_block", measured.stepsPerBlock)
    line.add("rejected", measured.rejectedCount)
    line.add("clean", measured.isClean)
    line.add("cpu_used", measured.coresUsed, digits: 2)
  }

  /// Counts what a step in the steady state takes.
  private static func count(_ prepared: Workload.Prepared, _ line: inout JSONLine) {
    for _ in 0..<3 { _ = prepared.step() }
    let before = Counters.now
    _ = prepared.step()
    let after = Counters.now
    line.add("allocations_per_step", after.systemAllocations - before.systemAllocations)
    line.add("tape_records_per_step", after.tapeRecords - before.tapeRecords)
  }
}

/// An object on one line, its members in the order in which they are added.
struct JSONLine {
  private var members: [String] = []
  var text: String { "{" + members.joined(separator: ", ") + "}" }

  mutating func add(_ name: String, _ value: String) { members.append("\"\(name)\": \"\(value)\"") }
  mutating func add(_ name: String, _ value: Int) { members.append("\"\(name)\": \(value)") }
  mutating func add(_ name: String, _ value: Bool) { members.append("\"\(name)\": \(value)") }

  mutating func add(_ name: String, _ value: Double, digits: Int) {
    members.append("\"\(name)\": \(Self.text(of: value, digits: digits))")
  }

  mutating func add(_ name: String, _ values: [Double]) {
    let list = values.map { Self.text(of: $0, digits: 4) }.joined(separator: ", ")
    members.append("\"\(name)\": [\(list)]")
  }

  private static func text(of value: Double, digits: Int) -> String {
    guard value.isFinite else { return "null" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
