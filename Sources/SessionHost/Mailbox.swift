// SPDX-License-Identifier: MIT
import CSessionHost
import Glibc

/// What user code's threads wait on until the control loop has an answer for them.
final class Mailbox<Message: Sendable>: @unchecked Sendable {
  // Invariant: `messages` is touched only under `lock`, which no thread holds while it is parked.
  private var messages: [Int: Message] = [:]
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
  }

  /// Leaves a message for whoever waits for that number.
  func put(_ message: Message, for number: Int) {
    locked { messages[number] = message }
  }

  /// Makes all waiting threads look whether they have been stopped.
  func wake() { locked {} }

  /// Waits for the message with that number; a thread whose cell is being stopped stays here for ever.
  func wait(for number: Int) -> Message {
    while true {
      let message = waitOnce(for: number)
      // Before the message is looked at: a stop withdraws questions, and both may arrive together.
      lectern_checkpoint()
      if let message { return message }
    }
  }

  private func locked(_ change: () -> Void) {
    pthread_mutex_lock(lock)
    change()
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }

  private func waitOnce(for number: Int) -> Message? {
    lectern_critical_begin()
    pthread_mutex_lock(lock)
    if messages[number] == nil { pthread_cond_wait(changed, lock) }
    let message = messages.removeValue(forKey: number)
    pthread_mutex_unlock(lock)
    lectern_critical_end()
    return message
  }
}
