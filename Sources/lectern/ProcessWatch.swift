// SPDX-License-Identifier: MIT
import Dispatch
import Glibc

/// Watches what happens to the kernel's process: signals, and the end of the process that started it.
final class ProcessWatch {
  private let queue = DispatchQueue(label: "lectern.process")
  private var sources: [any DispatchSourceProtocol] = []

  /// Starts to watch.
  ///
  /// - Parameters:
  ///   - interrupted: called for an interrupt from the keyboard.
  ///   - ended: called when the process shall end.
  init(
    interrupted: @escaping @Sendable () async -> Void, ended: @escaping @Sendable () async -> Void
  ) {
    watch(SIGINT, interrupted)
    watch(SIGTERM, ended)
    watch(SIGHUP, ended)
    if Setting.variable("JPY_PARENT_PID") != nil { watchParent(ended) }
  }

  /// Ends the watch.
  func stop() {
    for source in sources { source.cancel() }
  }

  private func watch(_ number: Int32, _ action: @escaping @Sendable () async -> Void) {
    // The source hears the signal; the process itself must not be ended by it.
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler { Task { await action() } }
    source.resume()
    sources.append(source)
  }

  /// A process whose parent has ended is given another one.
  private func watchParent(_ action: @escaping @Sendable () async -> Void) {
    let parent = getppid()
    let source = DispatchSource.makeTimerSource(queue: queue)
    source.schedule(deadline: .now() + 1, repeating: 1, leeway: .milliseconds(200))
    source.setEventHandler {
      if getppid() != parent { Task { await action() } }
    }
    source.resume()
    sources.append(source)
  }
}
