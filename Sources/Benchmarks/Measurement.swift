// SPDX-License-Identifier: MIT

import Glibc

/// The time of a step, from blocks of whole steps.
///
/// A block is dropped when other processes used more than 6 % of a core beyond the cores that were left free.
struct Measurement {
  /// The mean seconds per step of each block that counts, the shortest first.
  private(set) var seconds: [Double] = []
  private(set) var stepsPerBlock = 1
  private(set) var rejectedCount = 0
  private(set) var coresUsed = 0.0
  /// Whether enough undisturbed blocks were found; else the least disturbed ones count.
  private(set) var isClean = true

  private static let warmUpSeconds = 1.0
  private static let patienceSeconds = 60.0

  init(_ options: Options, _ step: () -> Void) {
    stepsPerBlock = max(1, Int((options.blockSeconds / Self.warmUp(step)).rounded()))
    var blocks: [Block] = []
    let start = Clock.now
    while blocks.count(where: \.isUndisturbed) < options.blockCount,
      Clock.now - start < Self.patienceSeconds
    {
      blocks.append(Block(steps: stepsPerBlock, threadCount: options.threadCount, step))
      // Others may make progress meanwhile.
      usleep(UInt32(min(1, blocks[blocks.count - 1].wall / 2) * 1e6))
    }
    let clean = blocks.filter(\.isUndisturbed)
    isClean = clean.count >= min(3, options.blockCount)
    rejectedCount = blocks.count - clean.count
    let quietest = blocks.sorted { $0.excess < $1.excess }.prefix(max(options.blockCount, 1))
    let counted = isClean ? clean : Array(quietest)
    seconds = counted.map { $0.wall / Double(stepsPerBlock) }.sorted()
    coresUsed = median(counted.map(\.coresUsed).sorted())
  }

  /// Runs steps for a while, and returns the seconds of one.
  private static func warmUp(_ step: () -> Void) -> Double {
    let start = Clock.now
    var (count, last) = (0, start)
    while count < 3 || (last - start < warmUpSeconds && count < 100_000) {
      step()
      (count, last) = (count + 1, Clock.now)
    }
    let trial = Clock.now
    let trialCount = max(1, min(200, Int(0.1 * Double(count) / (last - start))))
    for _ in 0..<trialCount { step() }
    return (Clock.now - trial) / Double(trialCount)
  }

  var milliseconds: Double { median(seconds) * 1e3 }
}

/// The middle of sorted numbers.
func median(_ sorted: [Double]) -> Double {
  if sorted.isEmpty { return .nan }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// Some steps timed together, and how much the rest of the machine did meanwhile.
private struct Block {
  let wall: Double
  let coresUsed: Double
  let excess: Double
  var isUndisturbed: Bool { excess < 0.06 }

  init(steps: Int, threadCount: Int, _ step: () -> Void) {
    let (busy, own, start) = (Clock.machineSeconds, Clock.processSeconds, Clock.now)
    for _ in 0..<steps { step() }
    wall = Clock.now - start
    coresUsed = (Clock.processSeconds - own) / wall
    let others = (Clock.machineSeconds - busy) / wall - coresUsed
    excess = others - Double(max(0, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - threadCount))
  }
}

/// The clocks of the machine.
enum Clock {
  /// Seconds that always go on.
  static var now: Double { seconds(CLOCK_MONOTONIC) }
  /// Seconds since 1970.
  static var date: Double { seconds(CLOCK_REALTIME) }
  /// The processor seconds of this process.
  static var processSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The processor seconds of all processes, also of other machines on the same processors.
  static var machineSeconds: Double {
    guard let line = firstLine(of: "/proc/stat") else { return 0 }
    let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    // user, nice, system, idle, iowait, irq, softirq, steal
    guard ticks.count >= 8 else { return 0 }
    return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100
  }

  /// The mean number of running processes during the last minute.
  static var load: Double {
    firstLine(of: "/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
  }

  /// The most memory that the process has held, in megabytes.
  static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  private static func firstLine(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
