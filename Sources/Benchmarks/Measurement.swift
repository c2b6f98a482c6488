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
    let takeBlock = { [stepsPerBlock] in
      Block(steps: stepsPerBlock, threadCount: options.threadCount, step)
    }
    let blocks =
      options.isOnDemand
      ? Self.blocksOnDemand(stepsPerBlock, takeBlock)
      : Self.undisturbedBlocks(options.blockCount, takeBlock)
    let clean = blocks.filter(\.isUndisturbed)
    isClean = clean.count >= min(3, options.blockCount)
    rejectedCount = blocks.count - clean.count
    let quietest = blocks.sorted { $0.excess < $1.excess }.prefix(max(options.blockCount, 1))
    let counted = options.isOnDemand ? blocks : isClean ? clean : Array(quietest)
    seconds = counted.map { $0.wall / Double(stepsPerBlock) }.sorted()
    coresUsed = median(counted.map(\.coresUsed).sorted())
  }

  /// As many undisturbed blocks as are asked for, unless that takes too long, and the others.
  private static func undisturbedBlocks(_ count: Int, _ takeBlock: () -> Block) -> [Block] {
    var blocks: [Block] = []
    let start = Clock.now
    while blocks.count(where: \.isUndisturbed) < count, Clock.now - start < patienceSeconds {
      let block = takeBlock()
      blocks.append(block)
      // Others may make progress meanwhile.
      usleep(UInt32(min(1, block.wall / 2) * 1e6))
    }
    return blocks
  }

  /// A block for each line that is read, until there are no more.
  private static func blocksOnDemand(_ stepCount: Int, _ takeBlock: () -> Block) -> [Block] {
    var blocks: [Block] = []
    Benchmarks.say("ready")
    while readLine() != nil {
      let block = takeBlock()
      blocks.append(block)
      Benchmarks.say("\(block.wall / Double(stepCount) * 1e3)")
    }
    return blocks
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
