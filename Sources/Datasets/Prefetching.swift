// SPDX-License-Identifier: MIT

import Glibc
import Tensors

/// A sequence whose elements are made ahead on a second thread, in the same order.
///
/// It pays where making an element takes about as long as using it, as for pictures that are drawn or sounds that are
/// decoded; batches of tensors in memory are made faster than a thread wakes.
public struct Prefetched<Base: Sequence & Sendable>: Sequence, Sendable
where Base.Element: Sendable {
  private let base: Base
  private let depth: Int

  init(_ base: Base, depth: Int) {
    if depth < 1 { fail("prefetched: \(depth) elements ahead") }
    (self.base, self.depth) = (base, depth)
  }

  /// Starts the thread.
  public func makeIterator() -> Iterator { Iterator(Worker(base, depth: depth)) }

  /// The elements in their order; when it is given up, the thread ends.
  public struct Iterator: IteratorProtocol {
    private let end: WorkerEnd<Base.Element>

    fileprivate init(_ worker: Worker<Base>) { end = WorkerEnd(worker.queue, start: worker.start) }

    /// The next element, for which the caller waits if it is not made yet.
    public mutating func next() -> Base.Element? { end.queue.take() }
  }
}

extension Sequence where Self: Sendable, Element: Sendable {
  /// The same elements, made ahead on a second thread.
  ///
  /// - Requires: A positive depth: how many elements may wait.
  public func prefetched(_ depth: Int = 2) -> Prefetched<Self> { Prefetched(self, depth: depth) }
}

/// The caller's end of a queue, which closes it when nobody wants more.
private final class WorkerEnd<Element: Sendable> {
  let queue: BoundedQueue<Element>

  init(_ queue: BoundedQueue<Element>, start: () -> Void) {
    self.queue = queue
    start()
  }

  deinit { queue.close() }
}

/// The thread's end: runs through a sequence until it ends or nobody wants more.
private final class Worker<Base: Sequence & Sendable>: Sendable where Base.Element: Sendable {
  let queue: BoundedQueue<Base.Element>
  private let base: Base

  init(_ base: Base, depth: Int) {
    self.base = base
    queue = BoundedQueue(depth: depth)
  }

  func start() {
    let worker = Unmanaged.passRetained(ThreadBody(run)).toOpaque()
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { worker in
        if let worker { Unmanaged<ThreadBody>.fromOpaque(worker).takeRetainedValue().body() }
        return nil
      }, worker)
    if status == 0 {
      pthread_detach(thread)
    } else {
      // Without a thread all elements are made now.
      queue.removeLimit()
      Unmanaged<ThreadBody>.fromOpaque(worker).takeRetainedValue().body()
    }
  }

  private func run() {
    for element in base where !queue.put(element) { return }
    queue.finish()
  }
}

/// What a thread is started with.
private final class ThreadBody {
  let body: () -> Void
  init(_ body: @escaping () -> Void) { self.body = body }
}

/// Elements on their way from the thread that makes them to the one that uses them.
///
/// Invariant that makes it `Sendable`: its variables are touched only under `lock`.
private final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []
  private var limit: Int
  private var isFinished = false
  private var isClosed = false

  init(depth: Int) {
    limit = depth
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  /// Adds an element when there is room; false if nobody wants more.
  func put(_ element: Element) -> Bool {
    locked {
      while elements.count >= limit, !isClosed { pthread_cond_wait(changed, lock) }
      if !isClosed { elements.append(element) }
      return !isClosed
    }
  }

  /// The next element when there is one; nil after the last.
  func take() -> Element? {
    locked {
      while elements.isEmpty, !isFinished { pthread_cond_wait(changed, lock) }
      return elements.isEmpty ? nil : elements.removeFirst()
    }
  }

  /// Says that no element follows.
  func finish() { locked { isFinished = true } }

  /// Says that nobody wants more.
  func close() { locked { isClosed = true } }

  func removeLimit() { locked { limit = .max } }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(lock)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(lock)
    }
    return body()
  }
}
