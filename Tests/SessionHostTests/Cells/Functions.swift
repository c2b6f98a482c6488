// SPDX-License-Identifier: MIT
// swift-format-ignore-file
// These cells do on purpose what the house style forbids.
// Cells whose whole body is one function: the session starts any symbol of the right type.
import Display
import Glibc

public typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

struct Point: CustomStringConvertible {
  var x = 1
  var description: String { "Point(\(x))" }
}

struct Broken: CustomStringConvertible {
  var description: String { fatalError("no description") }
}

struct Endless: CustomStringConvertible {
  var description: String {
    while true { opaque() }
  }
}

final class Node {
  var value = 0
}

nonisolated(unsafe) var kept = 41
nonisolated(unsafe) var numbers = [1, 2, 3]
nonisolated(unsafe) var missing: Int?
nonisolated(unsafe) var divisor = 0
nonisolated(unsafe) var sink = 0

@inline(never) func opaque() { sink &+= 1 }
@inline(never) func recurse(_ depth: Int) -> Int { depth == -1 ? 0 : recurse(depth + 1) &+ depth }

// MARK: Traps

@_cdecl("trapIndex") public func trapIndex(_: Int32, _: Arguments) -> Int32 {
  print(numbers[numbers.count + kept])
  return 0
}
@_cdecl("trapNil") public func trapNil(_: Int32, _: Arguments) -> Int32 {
  print(missing!)
  return 0
}
@_cdecl("trapOverflow") public func trapOverflow(_: Int32, _: Arguments) -> Int32 {
  print(Int.max + kept)
  return 0
}
@_cdecl("trapFatal") public func trapFatal(_: Int32, _: Arguments) -> Int32 {
  fatalError("the student's own words")
}
@_cdecl("trapDivision") public func trapDivision(_: Int32, _: Arguments) -> Int32 {
  print(kept / divisor)
  return 0
}
@_cdecl("trapPointer") public func trapPointer(_: Int32, _: Arguments) -> Int32 {
  print(UnsafePointer<Int>(bitPattern: 64)!.pointee)
  return 0
}
@_cdecl("trapCast") public func trapCast(_: Int32, _: Arguments) -> Int32 {
  let value: Any = kept
  print(value as! String)
  return 0
}
@_cdecl("trapExclusivity") public func trapExclusivity(_: Int32, _: Arguments) -> Int32 {
  func twice(_ first: inout Int, _ body: () -> Void) {
    body()
    first += 1
  }
  twice(&kept) { kept += 1 }
  return 0
}
@_cdecl("trapAbort") public func trapAbort(_: Int32, _: Arguments) -> Int32 { abort() }
@_cdecl("trapFree") public func trapFree(_: Int32, _: Arguments) -> Int32 {
  let memory = malloc(40)
  free(memory)
  free(memory)
  return 0
}
@_cdecl("trapRecursion") public func trapRecursion(_: Int32, _: Arguments) -> Int32 {
  print(recurse(0))
  return 0
}
@_cdecl("trapDescription") public func trapDescription(_: Int32, _: Arguments) -> Int32 {
  print("before")
  print(Broken())
  return 0
}
@_cdecl("damageHeap") public func damageHeap(_: Int32, _: Arguments) -> Int32 {
  // A block holds 2008 bytes: only the allocator's own words behind it are written over.
  let blocks = (0..<64).map { _ in malloc(2000) }
  for block in blocks { memset(block!, 0x41, 2016) }
  for block in blocks { free(block) }
  return 0
}

@_cdecl("damageFreeList") public func damageFreeList(_: Int32, _: Arguments) -> Int32 {
  let blocks = (0..<64).map { _ in malloc(2000) }
  for index in stride(from: 0, to: 64, by: 2) { free(blocks[index]) }
  for index in stride(from: 0, to: 64, by: 2) { memset(blocks[index]!, 0x41, 16) }
  for _ in 0..<64 { sink &+= malloc(3000).map { Int(bitPattern: $0) } ?? 0 }
  return 0
}

// MARK: Ends

@_cdecl("leaveThread") public func leaveThread(_: Int32, _: Arguments) -> Int32 { pthread_exit(nil) }

@_cdecl("leaveWithThree") public func leaveWithThree(_: Int32, _: Arguments) -> Int32 { exit(3) }
@_cdecl("leaveAtOnce") public func leaveAtOnce(_: Int32, _: Arguments) -> Int32 { _exit(4) }

// MARK: Endless

@_cdecl("loopForever") public func loopForever(_: Int32, _: Arguments) -> Int32 {
  while true { opaque() }
}
@_cdecl("loopPrinting") public func loopPrinting(_: Int32, _: Arguments) -> Int32 {
  while true { print("again and again") }
}
@_cdecl("loopAllocating") public func loopAllocating(_: Int32, _: Arguments) -> Int32 {
  while true {
    var strings: [String: [Int]] = [:]
    for index in 0..<1000 { strings["key \(index)", default: []].append(index) }
    sink &+= strings.count
  }
}
@_cdecl("loopReducing") public func loopReducing(_: Int32, _: Arguments) -> Int32 {
  print((0..<Int.max).reduce(0) { $0 &+ $1 })
  return 0
}
@_cdecl("loopDescribing") public func loopDescribing(_: Int32, _: Arguments) -> Int32 {
  print(Endless())
  return 0
}
@_cdecl("waitSleeping") public func waitSleeping(_: Int32, _: Arguments) -> Int32 {
  sleep(100)
  return 0
}
@_cdecl("waitReading") public func waitReading(_: Int32, _: Arguments) -> Int32 {
  var ends: [Int32] = [0, 0]
  pipe(&ends)
  var byte: UInt8 = 0
  sink &+= read(ends[0], &byte, 1)
  return 0
}
@_cdecl("waitForCondition") public func waitForCondition(_: Int32, _: Arguments) -> Int32 {
  var lock = pthread_mutex_t()
  var condition = pthread_cond_t()
  pthread_mutex_init(&lock, nil)
  pthread_cond_init(&condition, nil)
  pthread_mutex_lock(&lock)
  pthread_cond_wait(&condition, &lock)
  return 0
}
@_cdecl("waitForInput") public func waitForInput(_: Int32, _: Arguments) -> Int32 {
  print((try? readLine(prompt: "Name: ")) ?? "nobody")
  return 0
}

// MARK: Tasks

@_cdecl("trapInTask") public func trapInTask(_: Int32, _: Arguments) -> Int32 {
  Task.detached {
    usleep(50_000)
    print(numbers[numbers.count + 7])
  }
  return 0
}
@_cdecl("loopInTask") public func loopInTask(_: Int32, _: Arguments) -> Int32 {
  Task.detached { while true { opaque() } }
  Task.detached { while true { opaque() } }
  return 0
}
@_cdecl("trapInThread") public func trapInThread(_: Int32, _: Arguments) -> Int32 {
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { _ in
      usleep(50_000)
      print(numbers[numbers.count + 7])
      return nil
    }, nil)
  return 0
}

// MARK: Ordinary

@_cdecl("check") public func check(_: Int32, _: Arguments) -> Int32 {
  let nodes = (0..<100_000).map { _ in Node() }
  let text: any CustomStringConvertible = Point(x: nodes.count)
  print("kept \(kept), \(text as Any)")
  return 0
}
@_cdecl("printAndDisplay") public func printAndDisplay(_: Int32, _: Arguments) -> Int32 {
  for index in 0..<20 {
    print("text \(index)")
    display("figure \(index)")
  }
  print("unfinished line", terminator: "")
  return 0
}
@_cdecl("writeEverywhere") public func writeEverywhere(_: Int32, _: Arguments) -> Int32 {
  print("swift")
  puts("C")
  fputs("error\n", stderr)
  write(1, "raw\n", 4)
  return 0
}
@_cdecl("waitForTrappingTask") public func waitForTrappingTask(_: Int32, _: Arguments) -> Int32 {
  let finished = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  sem_init(finished, 0, 0)
  Task.detached {
    print(numbers[numbers.count + 7])
    sem_post(finished)
  }
  sem_wait(finished)
  return 0
}
@_cdecl("leakContinuation") public func leakContinuation(_: Int32, _: Arguments) -> Int32 {
  Task.detached { await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in } }
  usleep(50_000)
  return 0
}
@_cdecl("readInput") public func readInput(_: Int32, _: Arguments) -> Int32 {
  print(Swift.readLine() ?? "nothing")
  return 0
}
@_cdecl("exitInTask") public func exitInTask(_: Int32, _: Arguments) -> Int32 {
  Task.detached { exit(9) }
  sleep(100)
  return 0
}
