// SPDX-License-Identifier: MIT

import COpenBLAS
import Glibc
import Synchronization

/// The threads that share the blocks of one large operation.
///
/// How an operation is cut into blocks follows from its sizes alone, so its bits are the same for any number of threads.
final class Workers: Sendable {
  /// The threads of the present task: one for each processor that the process may use, or as many as `LECTERN_THREADS` says.
  @TaskLocal static var current = Workers(threadCount: Workers.defaultThreadCount)

  let threadCount: Int
  private let mailbox: Mailbox

  /// Starts all threads but one: the caller itself is the last.
  init(threadCount: Int) {
    self.threadCount = max(threadCount, 1)
    mailbox = Mailbox(helperCount: self.threadCount - 1)
    for _ in 1..<self.threadCount { mailbox.startHelper() }
  }

  deinit { mailbox.stop() }

  /// Calls the body once for each block, in any order and on several threads at once.
  ///
  /// An operation inside a block, or beside another one that has the threads, runs on its own thread alone.
  func forEachBlock(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, threadCount > 1, mailbox.claim() else {
      for block in 0..<count { body(block) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let job = Job(count: count, body: body)
      mailbox.run(job)
      job.forgetBody()
    }
    mailbox.release()
  }

  private static var defaultThreadCount: Int {
    if let text = getenv("LECTERN_THREADS"), let count = Int(String(cString: text)), count > 0 {
      return count
    }
    return Int(openblas_get_num_procs())
  }
}

/// The blocks of one operation, taken one by one by whichever thread is free.
///
/// Invariant that makes it `Sendable`: the body is one that kernels write for several threads, and lives until all blocks are done.
private final class Job: @unchecked Sendable {
  private let count: Int
  private var body: ((Int) -> Void)?
  private let next = Atomic<Int>(0)

  init(count: Int, body: @escaping (Int) -> Void) {
    (self.count, self.body) = (count, body)
  }

  /// Lets go of the body, which must not outlive the call, while a helper may still hold the job.
  func forgetBody() { body = nil }

  func work() {
    guard let body else { return }
    while true {
      let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if block >= count { return }
      body(block)
    }
  }
}

/// Where the helpers wait for a job and report its end.
///
/// Invariant that makes it `Sendable`: `job`, `generation` and `busyCount` are touched only under `lock`.
private final class Mailbox: @unchecked Sendable {
  private let helperCount: Int
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let isClaimed = Atomic<Bool>(false)
  private var job: Job?
  private var generation = 0
  private var busyCount = 0
  private var isStopped = false

  init(helperCount: Int) {
    self.helperCount = helperCount
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  func claim() -> Bool {
    isClaimed.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  func release() { isClaimed.store(false, ordering: .releasing) }

  func stop() {
    locked { isStopped = true }
    pthread_cond_broadcast(changed)
  }

  /// Returns when all blocks are done.
  func run(_ newJob: Job) {
    locked { (job, generation, busyCount) = (newJob, generation + 1, helperCount) }
    pthread_cond_broadcast(changed)
    newJob.work()
    locked {
      while busyCount > 0 { pthread_cond_wait(changed, lock) }
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
    while let job = nextJob(after: &seen) {
      job.work()
      locked { busyCount -= 1 }
      pthread_cond_broadcast(changed)
    }
  }

  private func nextJob(after seen: inout Int) -> Job? {
    locked {
      while generation == seen, !isStopped { pthread_cond_wait(changed, lock) }
      seen = generation
      return isStopped ? nil : job
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return body()
  }
}
