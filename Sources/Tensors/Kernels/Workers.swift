// SPDX-License-Identifier: MIT

import CKernels
import COpenBLAS
import Glibc
import Synchronization

/// The threads that share the blocks of one large operation.
///
/// How an operation is cut into blocks follows from its sizes alone, so its bits are the same for any number of threads.
final class Workers: Sendable {
  /// The threads of the present task: one for each processor that the process may use, or as many as `LECTERN_THREADS`
  /// or else `OMP_NUM_THREADS` says.
  @TaskLocal static var current = Workers(threadCount: Workers.defaultThreadCount)

  let threadCount: Int
  private let mailbox: Mailbox

  /// Starts all threads but one: the caller itself is the last.
  init(threadCount: Int) {
    self.threadCount = max(threadCount, 1)
    mailbox = Mailbox()
    for _ in 1..<self.threadCount { mailbox.startHelper() }
  }

  deinit { mailbox.stop() }

  /// Calls the body once for each block, in any order and on several threads at once.
  ///
  /// An operation inside a block, or beside another one that has the threads, runs on its own thread alone.
  func forEachBlock(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, threadCount > 1, let isWhole = shareBlocks(count, body) else {
      for block in 0..<count {
        kernels_checkpoint()
        body(block)
      }
      return
    }
    // Whoever sees a result with holes must never go on.
    if !isWhole { kernels_stop() }
  }

  /// Tells whether all blocks were done, which they are unless the cell is being stopped; nil where the threads are busy.
  private func shareBlocks(_ count: Int, _ body: (Int) -> Void) -> Bool? {
    kernels_checkpoint()
    kernels_share_begin()
    defer { kernels_share_end() }
    guard mailbox.claim() else { return nil }
    defer { mailbox.release() }
    return withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) {
        let job = Job(count: count, body: $0)
        mailbox.run(job)
        return !job.isAbandoned
      }
    }
  }

  private static var defaultThreadCount: Int {
    for name in ["LECTERN_THREADS", "OMP_NUM_THREADS"] {
      if let text = getenv(name), let count = Int(String(cString: text)), count > 0 {
        return count
      }
    }
    return Int(openblas_get_num_procs())
  }
}

/// The blocks of one operation, taken one by one by whichever thread is free.
///
/// Invariant that makes it `Sendable`: the body is one that kernels write for several threads. It lives until all blocks
/// are done, and only a thread that has taken a block follows the pointer.
private final class Job: @unchecked Sendable {
  typealias Body = (Int) -> Void

  private let count: Int
  private let body: UnsafeRawPointer
  private let next = Atomic<Int>(0)
  private let doneCount = Atomic<Int>(0)
  private let wasAbandoned = Atomic<Bool>(false)
  /// Through a pointer, so that no reference to the body outlasts the call.
  private let call: @convention(c) (UnsafeRawPointer, Int) -> Void = { body, block in
    body.assumingMemoryBound(to: Body.self).pointee(block)
  }

  init(count: Int, body: UnsafePointer<Body>) {
    (self.count, self.body) = (count, UnsafeRawPointer(body))
  }

  /// Whether blocks were left out, because the thread that waits for them is being stopped.
  var isAbandoned: Bool { wasAbandoned.load(ordering: .relaxed) }

  var isDone: Bool { doneCount.load(ordering: .acquiring) == count }

  /// Does blocks until none is left, and tells whether the last one to end was among them.
  ///
  /// - Parameter leads: whether it is the thread that asked for the job, for whose sake it may be abandoned.
  func work(leads: Bool = false) -> Bool {
    var endedLast = false
    while true {
      let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if block >= count { return endedLast }
      if leads && kernels_is_stopping() { wasAbandoned.store(true, ordering: .relaxed) }
      if !isAbandoned { call(body, block) }
      endedLast = doneCount.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == count
    }
  }
}

/// Where the helpers wait for a job and report its end.
///
/// A thread that waits looks for a short time before it sleeps, because to wake it takes longer than most operations.
/// Invariant that makes it `Sendable`: what is not atomic is touched only under `lock`.
private final class Mailbox: @unchecked Sendable {
  /// For how many nanoseconds a thread looks before it sleeps.
  private static let patience: UInt64 = 60_000

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let posted = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let ended = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let isClaimed = Atomic<Bool>(false)
  private let generation = Atomic<Int>(0)
  private var job: Job?
  private var sleeperCount = 0
  private var isStopped = false

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(posted, nil)
    pthread_cond_init(ended, nil)
  }

  deinit {
    pthread_cond_destroy(ended)
    pthread_cond_destroy(posted)
    pthread_mutex_destroy(lock)
    ended.deallocate()
    posted.deallocate()
    lock.deallocate()
  }

  func claim() -> Bool {
    isClaimed.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  func release() { isClaimed.store(false, ordering: .releasing) }

  func stop() {
    locked {
      isStopped = true
      generation.wrappingAdd(1, ordering: .releasing)
    }
    pthread_cond_broadcast(posted)
  }

  /// Returns when all blocks are done; a helper that has taken none of them is not waited for.
  func run(_ newJob: Job) {
    let hasSleepers = locked {
      job = newJob
      generation.wrappingAdd(1, ordering: .releasing)
      return sleeperCount > 0
    }
    if hasSleepers { pthread_cond_broadcast(posted) }
    _ = newJob.work(leads: true)
    Self.look { newJob.isDone }
    locked {
      while !newJob.isDone { pthread_cond_wait(ended, lock) }
      job = nil
    }
  }

  func startHelper() {
    var thread = pthread_t()
    let mailbox = Unmanaged.passRetained(self).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { mailbox in
        if let mailbox {
          Unmanaged<Mailbox>.fromOpaque(mailbox).takeRetainedValue().help()
        }
        return nil
      }, mailbox)
    if status == 0 { pthread_detach(thread) }
  }

  private func help() {
    var seen = 0
    while true {
      Self.look { generation.load(ordering: .acquiring) != seen }
      let (next, isOver) = nextJob(after: &seen)
      if isOver { return }
      if let next, next.work() {
        locked { _ = pthread_cond_signal(ended) }
      }
    }
  }

  private func nextJob(after seen: inout Int) -> (job: Job?, isOver: Bool) {
    locked {
      while generation.load(ordering: .acquiring) == seen {
        sleeperCount += 1
        pthread_cond_wait(posted, lock)
        sleeperCount -= 1
      }
      seen = generation.load(ordering: .acquiring)
      return (job, isStopped)
    }
  }

  /// Returns when something is so, or when it has lasted too long.
  private static func look(until isSo: () -> Bool) {
    if isSo() { return }
    let end = nanoseconds() + patience
    repeat {
      for _ in 0..<32 {
        if isSo() { return }
        kernels_pause()
      }
    } while nanoseconds() < end
  }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }
}
